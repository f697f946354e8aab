import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sqliteStorage } from '@parley/protocol/client/sqlite'
import type { Login } from '@parley/protocol/client'
import { newUserId } from '@parley/protocol'
import { createHome } from './home.ts'
import { startLocalServer } from './localServer.ts'
import type { ProfileOptions } from './profile.ts'
import { type Daemon, startDaemon } from './testDaemon.ts'
import { createShell, type Shell } from './testShell.ts'
import type { World } from './world.ts'

let shell: Shell
beforeEach(() => {
  shell = createShell()
})
afterEach(() => shell.remove())

let now = 1
const worldOf = (env: Readonly<Record<string, string>> = {}): World => ({
  env: { ...shell.env, ...env },
  home: shell.home,
  now: () => now++,
  random: Math.random,
  sleep: Bun.sleep,
  unique: () => crypto.randomUUID(),
  onInterrupt: () => undefined,
  input: { isTerminal: () => Promise.resolve(false), read: () => Promise.resolve(''), ask: () => Promise.resolve('') },
})
const homeOf = (options: ProfileOptions = {}, env: Readonly<Record<string, string>> = {}) =>
  createHome({ world: worldOf(env), options, fetch })
const loginOf = (username: string): Login => ({
  user: { id: newUserId({ now: Date.now, random: Math.random }), username, name: username },
  token: 't',
  refreshToken: 'r',
  expiresAt: 0,
})

const refusal = (promise: Promise<string>): Promise<string> =>
  promise.catch((error: unknown) => (error instanceof Error ? error.message : ''))

describe('[CLI30] the logins of this machine', () => {
  const [one, two] = ['http://one.example', 'http://two.example']

  test('[CLI30] each login is kept under a profile of its own, and the last used comes first', async () => {
    const home = homeOf()
    expect(await home.accounts()).toEqual([])
    const ann = await home.keep(one, loginOf('ann'))
    const ben = await home.keep(two, loginOf('ben'))
    const cem = await home.keep(one, loginOf('ben'))
    expect([ann, ben, cem].map(({ profile }) => profile)).toEqual(['default', 'ben', 'ben-2'])
    for (const account of [cem, ann, ben]) await (await home.open(account)).close()
    expect(await home.accounts()).toEqual([ben, ann, cem])
    // Logging in again changes no name.
    expect(await home.keep(two, { ...loginOf('ben'), user: ben.user })).toEqual(ben)
  })

  test('[CLI30] a named profile or server leaves out the others, and takes the login that is made', async () => {
    const home = homeOf()
    const ann = await home.keep(one, loginOf('ann'))
    const ben = await home.keep(two, loginOf('ben'))
    expect(await homeOf({ server: two }).accounts()).toEqual([ben])
    expect(await homeOf({}, { PARLEY_SERVER: one }).accounts()).toEqual([ann])
    expect(await homeOf({ profile: 'default' }).accounts()).toEqual([ann])
    const work = homeOf({ profile: 'work', server: 'two.example' })
    expect([work.server, work.isServerNamed, homeOf().isServerNamed]).toEqual(['https://two.example', true, false])
    expect((await work.keep(one, loginOf('cem'))).profile).toBe('work')
  })

  test('[CLI30] forgetting a login removes what was kept of it, and of no other', async () => {
    const home = homeOf()
    const ann = await home.keep(one, loginOf('ann'))
    const ben = await home.keep(one, loginOf('ben'))
    const open = await home.open(ann)
    await open.storage.setValue('draft', 'a secret')
    await open.close()
    await home.forget(ann)
    expect(await home.accounts()).toEqual([ben])
    const folder = join(shell.home, 'config/state/default/http_one.example')
    expect(readdirSync(folder).filter((file) => !file.endsWith('.lock'))).toEqual([])
  })

  test("[CLI30] the user's own files are read where they are", () => {
    const home = homeOf()
    expect(home.readConfig('keys.json')).toBeNull()
    mkdirSync(home.configFolder, { recursive: true })
    writeFileSync(join(home.configFolder, 'keys.json'), '{"next":"f2"}')
    expect(home.readConfig('keys.json')).toBe('{"next":"f2"}')
  })

  test('[CLI30] an address may be written as people write it, and is refused in words', async () => {
    expect(await homeOf().address(' localhost:7447/ ')).toBe('http://localhost:7447')
    expect(await refusal(homeOf().address('ftp://x'))).toContain('no address of a server')
  })
})

interface Sharer {
  readonly child: Bun.Subprocess<'pipe', 'pipe', 'inherit'>
  say(...lines: readonly string[]): void
  /** The next answer. */
  hear(): Promise<unknown>
  tell(line: string): Promise<unknown>
}

async function startSharer(): Promise<Sharer> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'testSharer.ts')], {
    env: shell.env,
    cwd: shell.home,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const hear = async (): Promise<unknown> => {
    while (!text.includes('\n')) {
      const { value, done } = await reader.read()
      if (done) throw new Error(`It ended, and said: ${text}`)
      text += value
    }
    const [line = '', ...rest] = text.split('\n')
    text = rest.join('\n')
    return JSON.parse(line)
  }
  const say = (...lines: readonly string[]): void => {
    void child.stdin.write(lines.map((line) => `${line}\n`).join(''))
    void child.stdin.flush()
  }
  const tell = (line: string): Promise<unknown> => {
    say(line)
    return hear()
  }
  return { child, say, hear, tell }
}

describe('[CLI31] several programs have one account open', () => {
  let daemon: Daemon
  beforeEach(async () => {
    daemon = await startDaemon(shell.home)
    const account = [
      'register',
      '--server',
      daemon.url,
      '--username',
      'ann',
      '--email',
      'ann@x.org',
      '--password-stdin',
    ]
    expect((await shell.parley(account, { input: 'correct horse battery' })).code).toBe(0)
    expect((await shell.parley(['chat', 'create', '--group', 'ops'])).code).toBe(0)
  })
  afterEach(async () => {
    await daemon.stop()
  })

  const numbered = (name: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${name}${at}`)
  const of = (name: string, texts: readonly string[]): string[] => texts.filter((text) => text.startsWith(name))
  const textsOf = (answer: unknown): string[] => {
    if (typeof answer !== 'object' || answer === null || !('texts' in answer) || !Array.isArray(answer.texts))
      throw new Error(`It said ${JSON.stringify(answer)}`)
    return answer.texts.map(String)
  }

  test('[CLI31] all of them start at once on a storage that is not there yet', async () => {
    const programs = await Promise.all(Array.from({ length: 6 }, startSharer))
    expect(await Promise.all(programs.map(({ hear }) => hear()))).toEqual(programs.map(() => 'ready'))
    expect(await Promise.all(programs.map(({ tell }) => tell('stop')))).toEqual(programs.map(() => 'stopped'))
  })

  test('[CLI31] two that write at once see what both wrote, once each and in order, and one ends without harm', async () => {
    const [ann, bea] = await Promise.all([startSharer(), startSharer()])
    await Promise.all([ann.hear(), bea.hear()])
    const posts = 40
    ann.say(...numbered('a', posts).map((text) => `post ${text}`), 'set draft/x one', `wait ${posts * 2}`)
    bea.say(...numbered('b', posts).map((text) => `post ${text}`), `wait ${posts * 2}`, 'see draft/x one')
    const answers = await Promise.all(
      [ann, bea].map(async ({ hear }) => {
        for (let count = 0; count < posts + 1; count++) await hear()
        return hear()
      }),
    )
    const [seenByAnn = [], seenByBea = []] = answers.map(textsOf)
    expect(seenByAnn).toEqual(seenByBea)
    expect(of('a', seenByAnn)).toEqual(numbered('a', posts))
    expect(of('b', seenByAnn)).toEqual(numbered('b', posts))
    expect(answers).toEqual(answers.map(() => ({ texts: seenByAnn, failures: [] })))
    expect(await ann.tell('stop')).toBe('stopped')
    await bea.tell('post last')
    expect(textsOf(await bea.tell(`wait ${posts * 2 + 1}`)).at(-1)).toBe('last')
    await bea.tell('stop')
  })

  test('[CLI31] what one that was killed had kept is sent by the next start, once and in order', async () => {
    const port = new URL(daemon.url).port
    const [ann, bea] = await Promise.all([startSharer(), startSharer()])
    await Promise.all([ann.hear(), bea.hear()])
    await Promise.all(
      [ann, bea].map(async ({ tell }) => {
        await tell('post here')
        await tell('wait 2')
      }),
    )
    await daemon.stop()
    for (const text of numbered('a', 10)) await ann.tell(`post ${text}`)
    for (const text of numbered('b', 10)) await bea.tell(`post ${text}`)
    await Promise.all([ann.tell('kept'), bea.tell('kept')])
    ann.child.kill('SIGKILL')
    await ann.child.exited
    const cem = await startSharer()
    await cem.hear()
    daemon = await startDaemon(shell.home, port)
    await cem.tell('post c0')
    const seen = textsOf(await cem.tell('wait 23'))
    expect(of('a', seen)).toEqual(numbered('a', 10))
    expect(of('b', seen)).toEqual(numbered('b', 10))
    expect(seen.at(-1)).toBe('c0')
    expect(seen).toHaveLength(23)
    expect(textsOf(await bea.tell('wait 23'))).toEqual(seen)
    await Promise.all([bea.tell('stop'), cem.tell('stop')])
    const [file = ''] = [...new Bun.Glob('**/client-*.sqlite').scanSync(shell.home)]
    const storage = sqliteStorage(join(shell.home, file))
    expect(await storage.outbox()).toEqual([])
    await storage.close()
  })

  test('[CLI32] programs that need a new token at once renew it once', async () => {
    // As after a night: the kept access token has ended.
    const [file = ''] = [...new Bun.Glob('**/credentials.json').scanSync(shell.home)]
    const path = join(shell.home, file)
    const kept = await Bun.file(path).json()
    writeFileSync(path, JSON.stringify({ ...kept, tokens: { ...kept.tokens, token: 'x.y.z', expiresAt: 1 } }))
    const programs = await Promise.all(Array.from({ length: 4 }, startSharer))
    await Promise.all(programs.map(({ hear }) => hear()))
    await programs[0]?.tell('post hi')
    const answers = await Promise.all(programs.map(({ tell }) => tell('wait 1')))
    expect(answers).toEqual(programs.map(() => ({ texts: ['hi'], failures: [] })))
    // The session was not ended as stolen, and commands use what was renewed.
    expect((await shell.parley(['whoami'])).code).toBe(0)
    await Promise.all(programs.map(({ tell }) => tell('stop')))
  })
})

test('[CLI33] a server that is started on this machine answers, and outlives the program that started it', async () => {
  // A port that is free now.
  const listener = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('') })
  const url = `http://127.0.0.1:${listener.port}`
  await listener.stop(true)
  const script = `
    import { startLocalServer } from ${JSON.stringify(join(import.meta.dir, 'localServer.ts'))}
    const world = { env: process.env, home: process.env.HOME, now: Date.now, sleep: Bun.sleep }
    console.log(await startLocalServer(world, ${JSON.stringify(url)}))`
  const run = async (): Promise<string> => {
    const child = Bun.spawn([process.execPath, '-e', script], {
      env: shell.env,
      cwd: import.meta.dir,
      stderr: 'inherit',
    })
    return new Response(child.stdout).text()
  }
  expect(await run()).toBe(`${url}\n`)
  const health = await fetch(`${url}/healthz`)
  expect(health.ok).toBe(true)
  // It is there already.
  expect(await run()).toBe(`${url}\n`)
  const pid = Number(readFileSync(join(shell.home, 'config/data/server.pid'), 'utf8'))
  expect(pid).toBeGreaterThan(1)
  process.kill(pid)
})

test('[CLI33] a server that cannot start is told in its own words', async () => {
  const world = worldOf({ PARLEY_DATA: join(shell.home, 'data'), PARLEY_REGISTRATION: 'perhaps' })
  expect(await refusal(startLocalServer(world, 'http://127.0.0.1:1'))).toContain('--registration')
  expect(await refusal(startLocalServer(world, 'https://chat.example.org'))).toContain('not on this machine')
})
