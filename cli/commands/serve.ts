/** `serve`: the server in this process, until a signal. Its settings are the server's own table. */
import { run } from '@parley/server'
import { readConfig } from '@parley/server/config'
import type { Invocation } from '../invocation.ts'

/** `flags` by the names of the settings. Throws what is wrong with them, or with the place to listen. */
export async function serve(
  { world, output }: Invocation,
  flags: Readonly<Partial<Record<string, string>>>,
  isShown: boolean,
): Promise<void> {
  const config = readConfig({ flags, env: world.env })
  const isFromRepository = world.env['npm_lifecycle_event'] !== undefined
  const parley = isFromRepository ? `npx -y bun@${Bun.version} run --silent parley` : 'parley'
  // Words for a person, between the journal's lines: who wants less of it does not want them either.
  const say = (text: string): void => {
    if (config.log === 'info') output.words(text)
  }

  /** Looked for once the server listens, so that it does not listen later for it. */
  const find = async (): Promise<string> => {
    const { webFolder } = await import('@parley/web/build')
    let startedAt: number | null = null
    const folder = await webFolder(() => {
      startedAt = world.now()
      say('Building the web client …')
    })
    if (startedAt !== null) say(`The web client is built, in ${((world.now() - startedAt) / 1_000).toFixed(1)} s.`)
    return folder
  }
  let finding: Promise<string> | null = null
  const webFolder = (): Promise<string> => {
    finding ??= find().catch((error: unknown) => {
      finding = null
      throw error
    })
    return finding
  }

  const onListening = async (listening: string): Promise<void> => {
    const url = forBrowsers(listening)
    say(nextSteps(url, parley))
    // Who reads this will open it soon: what must be built is built now. Why it cannot be, the journal says to who opens it.
    if (config.log === 'info')
      webFolder().catch(() => say('The web client cannot be built. The rest of the server works.'))
    if (!isShown || !output.isTerminal) return
    const { showInBrowser } = await import('../showInBrowser.ts')
    showInBrowser(url, world.env)
  }
  const onTrouble = (): void => say('No browser could be opened.')
  await run(config, (url) => void onListening(url).catch(onTrouble), webFolder)
  // The journal's last words may still wait for their reader.
  await new Promise<void>((resolve) => process.stderr.write('', () => resolve()))
}

/** All addresses of this machine are none that a browser takes. */
const forBrowsers = (url: string): string => url.replace(/\/\/(0\.0\.0\.0|\[::\])(?=:)/, '//localhost')

const nextSteps = (url: string, parley: string): string => `Parley runs at ${url}. Ctrl-C stops it.
Open that address in a browser, or chat full screen in another terminal${parley === 'parley' ? '' : ' in this folder'}; both make your account first:
  ${parley} tui --server ${url}
Or line by line:
  ${parley} register --server ${url}
  ${parley} send @name "Hello"
  ${parley} watch`
