/** `verify` as a process, against the real server, whose file is changed while it is stopped. */
import { afterEach, beforeEach, expect, test } from 'bun:test'
import { Database } from 'bun:sqlite'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isChatId, isEpoch } from '@parley/protocol'
import { sqliteStorage } from '@parley/protocol/client/sqlite'
import { folders, placeOf } from './profile.ts'
import { type Daemon, startDaemon } from './testDaemon.ts'
import { createShell, type Shell } from './testShell.ts'

let home: Shell
let shell: Shell
let daemon: Daemon
let port: string
let chat: string

const say = (...texts: readonly string[]) =>
  texts.reduce(async (before, text) => {
    await before
    await shell.parley(['send', chat, text])
  }, Promise.resolve())

beforeEach(async () => {
  home = createShell()
  daemon = await startDaemon(home.home)
  port = new URL(daemon.url).port
  shell = createShell({ PARLEY_SERVER: daemon.url })
  await shell.parley(['register', '--username', 'ann', '--email', 'ann@x.org', '--password-stdin'], {
    input: 'correct horse battery',
  })
  chat = (await shell.parley(['chat', 'create', '--group', 'log'])).out.trim()
  await say('one', 'two', 'three')
}, 60_000)
afterEach(async () => {
  await daemon.stop()
  shell.remove()
  home.remove()
})

/** Changes the file of the server while it is stopped. */
async function tamper(change: (file: Database) => void): Promise<void> {
  await daemon.stop()
  const file = new Database(join(home.home, 'data', 'log.sqlite'), { strict: true })
  change(file)
  file.close()
  daemon = await startDaemon(home.home, port)
}

const parse = (json: string): unknown => JSON.parse(json)
const verify = async () => {
  const { code, out, err } = await shell.parley(['verify', chat, '--json'])
  return { code, verdict: out === '' ? null : parse(out), error: err === '' ? null : parse(err) }
}

test('[VER5] a whole chat is found whole by the program and by the server, also after words were erased', async () => {
  await shell.parley(['delete', chat, '3'])
  const { code, verdict } = await verify()
  expect({ code, verdict }).toEqual({
    code: 0,
    verdict: {
      chat,
      epoch: expect.any(String),
      isWhole: true,
      head: { seq: 5, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      here: null,
      server: null,
      device: null,
    },
  })
  const { out } = await shell.parley(['verify', chat])
  expect(out).toMatch(/^5 entries, .*whole\. Head [0-9a-f]{64}\nThe server finds .*\nThis device keeps no copy/)
}, 60_000)

test('[VER6] one changed byte is found by the program and by the server, at its entry, with exit code 9', async () => {
  await tamper((file) => file.run(`UPDATE entries SET json = replace(json, '"two"', '"twO"') WHERE seq = 3`))
  const flaw = { seq: 3, why: 'Its hash is another.' }
  const { code, verdict, error } = await verify()
  expect({ code, verdict, error }).toMatchObject({
    code: 9,
    verdict: { isWhole: false, here: flaw, server: flaw },
    error: { error: { code: 'damaged', retryable: false } },
  })
  const { code: plain, out, err } = await shell.parley(['verify', chat])
  expect({ plain, out }).toMatchObject({
    plain: 9,
    out: expect.stringContaining('Here: Entry 3: Its hash is another.'),
  })
  expect(err).toContain('damaged')
}, 60_000)

test('[VER6] an entry that was taken away is missing at its place', async () => {
  await tamper((file) => file.run('DELETE FROM entries WHERE seq = 3'))
  const flaw = { seq: 3, why: 'Entry 3 is missing.' }
  expect(await verify()).toMatchObject({ code: 9, verdict: { here: flaw, server: flaw } })
}, 60_000)

test('[VER7] what this device was told is compared: its texts, and how far the chat went', async () => {
  const me: unknown = parse((await shell.parley(['whoami', '--json'])).out)
  const read: unknown[] = (await shell.parley(['read', chat, '--json'])).out.trim().split('\n').map(parse)
  const show: unknown = parse((await shell.parley(['chat', 'show', chat, '--json'])).out)
  const field = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null && key in value
      ? Object.entries(value).find(([at]) => at === key)?.[1]
      : undefined
  const texts = read.slice(1).map((one) => ({
    seq: field(one, 'seq'),
    at: field(one, 'at'),
    by: field(one, 'by'),
    id: field(one, 'id'),
    content: { kind: 'text', text: field(one, 'text') },
  }))
  const user = String(field(me, 'id'))
  const epoch = String(field(show, 'epoch'))
  expect(isChatId(chat) && isEpoch(epoch)).toBe(true)
  const keep = async (kept: readonly object[], seq: number): Promise<void> => {
    const { state } = folders({ env: shell.env, home: shell.home })
    const path = join(state, 'default', placeOf(daemon.url), `client-${user}.sqlite`)
    mkdirSync(dirname(path), { recursive: true })
    const storage = sqliteStorage(path)
    if (isChatId(chat) && isEpoch(epoch)) {
      await storage.removeChat(chat)
      const snapshot = { ...Object(show), chat, epoch, seq, members: undefined, unread: 0, delivered: seq, read: seq }
      await storage.putChat({ chat, epoch, seq, state: JSON.stringify({ snapshot, from: 2, messages: kept }) })
    }
    await storage.close()
  }
  await keep(texts, 4)
  expect(await verify()).toMatchObject({ code: 0, verdict: { device: { seq: 4, messages: 3, flaw: null } } })
  const [first, ...rest] = texts
  await keep([{ ...first, content: { kind: 'text', text: 'another' } }, ...rest], 4)
  expect(await verify()).toMatchObject({
    code: 9,
    verdict: { here: null, server: null, device: { flaw: { seq: 2 } } },
    error: { error: { code: 'damaged' } },
  })
  // The last entry was taken away: its chain is whole, but this device has seen more.
  await keep(texts, 4)
  await tamper((file) => file.run('DELETE FROM entries WHERE seq = 4'))
  expect(await verify()).toMatchObject({ code: 9, verdict: { here: null, device: { flaw: { seq: 4 } } } })
}, 60_000)
