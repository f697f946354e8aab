/** `migrate` as a process that is killed, between real servers: what people have is there, and goes on. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { leftOut, natsServer, type NatsServers, startNats } from '../server/cluster/testing/natsServers.ts'
import { type Daemon, startDaemon } from './testDaemon.ts'
import { createShell, type Shell } from './testShell.ts'

if (natsServer === null) leftOut('parley migrate')

const secret = 'correct horse battery'

let servers: NatsServers
let home: Shell
let shell: Shell
let daemon: Daemon
beforeAll(async () => {
  if (natsServer !== null) servers = await startNats(1)
}, 60_000)
afterAll(async () => {
  if (natsServer !== null) await servers.stop()
})
beforeEach(() => {
  home = createShell()
})
afterEach(async () => {
  await daemon.stop()
  shell.remove()
  home.remove()
})

const parse = (json: string): unknown => JSON.parse(json)
const linesOf = (out: string): unknown[] => out.trim().split('\n').map(parse)
const folder = (name: string): string => join(home.home, name)
const clusterFlags = (): readonly string[] => [
  '--nats-monitors',
  servers.monitors.join(','),
  '--cluster',
  'house',
  '--replicas',
  '1',
]
const nats = (): string => servers.urls.join(',')

/** Runs until this stands on stderr, and is killed there and then. */
async function killAt(words: string, args: readonly string[]): Promise<void> {
  const child = home.spawn(args)
  const decoder = new TextDecoder()
  let said = ''
  for await (const chunk of child.stderr) {
    said += decoder.decode(chunk, { stream: true })
    if (said.includes(words)) break
  }
  child.kill('SIGKILL')
  await child.exited
  expect(said).toContain(words)
}

describe.skipIf(natsServer === null)('with a NATS server', () => {
  test('[MIG6] people find everything after a move that was killed three times, and after the way back: login, texts, chain, cursor', async () => {
    daemon = await startDaemon(home.home)
    const { port } = new URL(daemon.url)
    shell = createShell({ PARLEY_SERVER: daemon.url })
    const run = async (...args: readonly string[]) => {
      const { code, out, err } = await shell.parley(args)
      expect({ args, code, err: code === 0 ? '' : err }).toEqual({ args, code: 0, err: '' })
      return out
    }
    await shell.parley(['register', '--username', 'ann', '--email', 'a@x.org', '--password-stdin'], { input: secret })
    const chat = (await run('chat', 'create', '--group', 'log')).trim()
    const watching = run('watch', chat, '--count', '1', '--json', '--until', 'seen')
    for (let isSeen = false; !isSeen;) {
      await run('send', chat, 'seen')
      isSeen = await Promise.race([watching.then(() => true), Bun.sleep(200).then(() => false)])
    }
    const [seen] = linesOf(await watching)
    const field = (key: string): string => String(Object.entries(Object(seen)).find(([name]) => name === key)?.[1])
    await run('send', chat, 'after the cursor')
    const gone = (await run('send', chat, 'a secret', '--json')).trim()
    await run('delete', chat, String(Object.entries(Object(parse(gone))).find(([name]) => name === 'seq')?.[1]))
    const texts = await run('read', chat, '--json')

    const move = ['migrate', '--from', folder('data'), '--to', nats(), ...clusterFlags(), '--json']
    expect(await home.parley(move)).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining('Another Parley server'),
    })
    await daemon.stop()
    for (const words of ['Copying entries', 'Copying accounts', 'Comparing']) await killAt(words, move)
    const { code, out } = await home.parley(move)
    expect({ code, moved: parse(out) }).toMatchObject({ code: 0, moved: { chats: 1, hasSigningKey: true } })

    // The copies of the cluster, which killed runs left, are gone.
    expect(readdirSync(home.home).filter((name) => name.endsWith('.moving'))).toEqual([])

    const check = async (): Promise<void> => {
      expect(linesOf(await run('read', chat, '--json'))).toEqual(linesOf(texts))
      expect(await run('verify', chat)).toContain('whole')
      const since = linesOf(await run('watch', chat, '--json', '--since', field('cursor'), '--count', '3'))
      const first = Number(field('seq')) + 1
      expect(since).toMatchObject([{ seq: first }, { seq: first + 1 }, { seq: first + 2 }])
      const login = await shell.parley(['login', '--username', 'ann', '--password-stdin'], { input: secret })
      expect(login.code).toBe(0)
    }
    const node = ['--data', folder('node'), '--nats', nats(), ...clusterFlags()]
    daemon = await startDaemon(home.home, port, undefined, node)
    await check()
    const back = ['migrate', '--from', nats(), '--to', folder('back'), ...clusterFlags(), '--json']
    expect(await home.parley(back)).toMatchObject({ code: 3, err: expect.stringContaining('Stop all of them first') })
    await daemon.stop()
    await killAt('Copying accounts', back)
    const returned = await home.parley(back)
    expect({ code: returned.code, moved: parse(returned.out) }).toMatchObject({
      code: 0,
      moved: { chats: 1, hasSigningKey: true },
    })
    // Nobody may go on where it was moved from.
    const refused = await home.parley(['serve', '--port', '0', '--data', folder('data'), '--log', 'off'])
    expect(refused).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('was moved to the cluster "house"'),
    })
    daemon = await startDaemon(home.home, port, undefined, ['--data', folder('back')])
    await check()
  }, 120_000)
})
