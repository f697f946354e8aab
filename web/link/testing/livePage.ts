/** A server whose client is a page with nothing but a link, for real browsers. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readConfig } from '../../../server/config.ts'
import { serve } from '../../../server/main.ts'
import { buildWeb } from '../../build.ts'

export interface LivePage {
  readonly url: string
  /** Ends the server; the page keeps what it has. */
  stop(): Promise<void>
  /** On the same port, with the same accounts. */
  again(): Promise<void>
  remove(): Promise<void>
}

const web = resolve(import.meta.dir, '../..')
/** In the page: `link`, and what a test asks of it. */
const page = `
import { newChatId } from ${JSON.stringify(resolve(web, '../protocol/main.ts'))}
import { openLink } from ${JSON.stringify(join(web, 'link/main.ts'))}
const link = openLink()
const env = { now: () => Date.now(), random: () => Math.random() }
const session = () => link.session.get()
Object.assign(globalThis, {
  link,
  session,
  changes: [],
  state: () => session().type === 'open' ? session().client.state.type : session().type,
  newChat: async () => (await session().api.createChat({ type: 'group', title: 'Tea', members: [], id: newChatId(env) })).id,
  say: (chat, text) => session().client.submit(chat, { type: 'post', content: { kind: 'text', text } }),
  texts: (chat) => {
    const { client } = session()
    globalThis.stopLooking ??= client.look(chat)
    return (client.chat(chat)?.messages ?? []).flatMap(({ content }) => content.kind === 'text' ? [content.text] : [])
  },
})
link.session.subscribe(() => globalThis.changes.push(session().type))
`
const sources: Readonly<Record<string, string>> = {
  'index.html': `<!doctype html><html lang="en"><head><title>Link</title><link rel="icon" href="data:,"><meta name="parley-worker" content="">
    <script src="./theme.ts"></script><script type="module" src="./main.tsx"></script></head><body></body></html>`,
  'main.tsx': page,
  'worker.ts': `export * from ${JSON.stringify(join(web, 'worker.ts'))}`,
  'theme.ts': 'document.documentElement.dataset.theme = "light"',
  'serviceWorker.ts': 'declare const SHELL: unknown; console.log(SHELL)',
  'styles/main.css': 'body { margin: 0 }',
  'public/robots.txt': 'User-agent: *\n',
}

export async function openLivePage(): Promise<LivePage> {
  const place = mkdtempSync(join(tmpdir(), 'parley-link-'))
  const folder = join(place, 'built')
  mkdirSync(folder)
  for (const [path, text] of Object.entries(sources)) await Bun.write(join(place, 'source', path), text)
  await buildWeb(folder, join(place, 'source'))
  const start = (port: string): ReturnType<typeof serve> =>
    serve(
      readConfig({
        flags: { port, data: join(place, 'data') },
        env: { PARLEY_LOGIN_TRIES: '0', PARLEY_REGISTRATIONS_PER_HOUR: '0', PARLEY_LOG: 'error' },
      }),
      () => Promise.resolve(folder),
    )
  let running = await start('0')
  const { url } = running
  return {
    url,
    stop: () => running.stop(),
    async again() {
      running = await start(new URL(url).port)
    },
    async remove() {
      await running.stop()
      rmSync(place, { recursive: true })
    },
  }
}
