/** The README is run as it stands, on a machine that has Node and nothing else, in an empty home. */
import { $ } from 'bun'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { cpSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { settings } from '../server/config.ts'
import { textAt } from './testing/b-json.ts'
import { collect, firstLine } from './testing/b-server.ts'

const root = join(import.meta.dir, '..')
const readme = await Bun.file(join(root, 'README.md')).text()

interface Block {
  readonly kind: string
  readonly terminal: string
  readonly script: string
  /** What the README shows as printed by it. */
  readonly shown: string
}

const blocks: readonly Block[] = [
  ...readme.matchAll(
    /<!-- (start|setup|run|watch)(?: (\w+))? -->\n\n```sh\n([\s\S]*?)```\n(?:\n```text\n([\s\S]*?)```\n)?/g,
  ),
].map(([, kind = '', terminal = '', script = '', shown = '']) => ({ kind, terminal, script, shown }))

let machine: string
/** The leader of its process group. */
let started: number | null = null
beforeAll(() => {
  machine = mkdtempSync(join(tmpdir(), 'parley-readme-'))
})
afterAll(async () => {
  if (started !== null) process.kill(-started, 'SIGKILL')
  await rm(machine, { recursive: true, force: true })
}, 60_000)

test('[WHOLE10] what the README says is what happens', async () => {
  const folder = join(machine, 'parley')
  const home = join(machine, 'home')
  mkdirSync(home)
  const tracked = (await $`git ls-files -z`.cwd(root).text()).split('\0').filter((file) => file !== '')
  for (const file of tracked)
    if (await Bun.file(join(root, file)).exists()) cpSync(join(root, file), join(folder, file))

  const place = { env: { ...network(), PATH: pathWithoutBun(), HOME: home, LANG: 'C.UTF-8' }, cwd: folder }
  const fetched = Bun.spawn(['npx', '-y', 'bun@1.4.5', '--version'], { ...place, stdout: 'pipe', stderr: 'ignore' })
  if ((await new Response(fetched.stdout).text()).trim() !== '1.4.5') {
    console.log('left out: the README on a fresh machine; it needs the npm registry')
    return
  }

  const start = blocks.find(({ kind }) => kind === 'start')?.script ?? ''
  const server = Bun.spawn(['sh', '-c', `exec ${start}`], {
    ...place,
    env: { ...place.env, PARLEY_PORT: '0' },
    stdout: 'pipe',
    stderr: 'pipe',
    detached: true,
  })
  started = server.pid
  let said = ''
  const saying = collect(server.stderr, (text) => (said += text))
  const url = textAt(JSON.parse(await firstLine(server.stdout)), 'url')

  /** `sh` as a person's terminal: what its first block set up holds in each that follows. */
  const run = ({ terminal, script }: Block) => {
    const setup = blocks.find((block) => block.kind === 'setup' && block.terminal === terminal)?.script ?? ''
    return Bun.spawn(['sh', '-c', `${setup}${script}`], {
      ...place,
      env: { ...place.env, PARLEY_SERVER: url },
      stdout: 'pipe',
      stderr: 'pipe',
    })
  }
  const watching: { readonly shown: string; readonly out: Promise<string> }[] = []
  for (const block of blocks.filter(({ kind }) => kind === 'run' || kind === 'watch')) {
    const child = run(block)
    const out = new Response(child.stdout).text()
    let words = ''
    if (block.kind === 'watch') {
      await new Promise<void>((resolve) => {
        void collect(child.stderr, (text) => {
          words += text
          if (words.includes('Watching.')) resolve()
        }).then(resolve)
      })
      watching.push({ shown: block.shown, out })
      continue
    }
    await collect(child.stderr, (text) => (words += text))
    const ran = { script: block.script, code: await child.exited, out: plain(await out) }
    const isRegistering = block.script.includes('register')
    expect({ ...ran, words }).toEqual({
      script: block.script,
      code: 0,
      out: plain(block.shown),
      words: isRegistering ? words : '',
    })
    if (isRegistering) expect(words).toContain(`Logged in to ${url} as @${block.terminal}`)
  }
  for (const { shown, out } of watching) expect(plain(await out)).toBe(plain(shown))
  expect(watching).toHaveLength(1)

  // It keeps its data where the README says, and tells a person what to do next.
  expect(await Bun.file(join(folder, 'data/log.sqlite')).exists()).toBe(true)
  expect(said).toContain(`register --server ${url}`)
  process.kill(-started, 'SIGINT')
  await saying
  started = null
  expect(said).toContain('"event":"stopped"')
}, 300_000)

test('[WHOLE10] the README opens with the two commands', () => {
  const commands = [...readme.matchAll(/^npx .*$/gm)].map(([line]) => line)
  expect(commands.slice(0, 2)).toEqual(['npx -y bun@1.4.5 start', 'npx -y bun@1.4.5 run test'])
})

test("[WHOLE10] the README's table of settings is the server's", () => {
  const rows = [...readme.matchAll(/^\| `--.*$/gm)].map(([row]) => row.split('|').map((cell) => cell.trim()))
  const code = (text: string): string => (text === '' ? '' : `\`${text}\``)
  expect(rows).toEqual(
    settings.map((setting) => ['', code(setting.flag), code(setting.env), code(setting.default), setting.sentence, '']),
  )
})

test('[WHOLE10] every link of the README leads to a file', async () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, link = '']) => link)
  expect(links.length).toBeGreaterThan(3)
  for (const link of links)
    expect({ link, exists: await Bun.file(join(root, link)).exists() }).toEqual({ link, exists: true })
})

/** Ids and times differ from run to run. */
const plain = (text: string): string =>
  text
    .replace(/\b[0-9a-hjkmnp-tv-z]{26}\b/g, 'ID')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME')
    .replace(/"at":\d+/g, '"at":0')

/** Node's programs and the system's, but no Bun. */
function pathWithoutBun(): string {
  const bin = join(machine, 'bin')
  mkdirSync(bin)
  for (const name of ['node', 'npm', 'npx', 'sh', 'env', 'sed', 'curl', 'cat', 'uname']) {
    const found = Bun.which(name)
    if (found !== null) symlinkSync(found, join(bin, name))
  }
  const others = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => Bun.which('bun', { PATH: folder }) === null)
  return [bin, ...others.filter((folder) => folder !== dirname(process.execPath))].join(delimiter)
}

/** How this machine reaches the registry. */
const network = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && /_proxy$|_CA_|_CERT|^npm_config_registry$/i.test(name) ? [[name, value]] : [],
    ),
  )
