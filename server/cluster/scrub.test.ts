import { afterEach, beforeEach, expect, test } from 'bun:test'
import { Database } from 'bun:sqlite'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChatId, failure, FailureError, newChatId, newUserId } from '@parley/protocol'
import { openDisk } from '../disk/main.ts'
import { entriesOf, posted, testEnv } from '../log/contract.ts'
import type { AuditableLog, SealedEntry } from '../log/log.ts'
import { createMemoryLog } from '../log/memory.ts'
import { hashAt, type Peer, type Scrub, startScrub } from './scrub.ts'

const env = testEnv(31)
const by = newUserId(env)
const pace = { pageEntries: 4, pauseMs: 7, roundPauseMs: 1_000 }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-scrub-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function fill(log: Pick<AuditableLog, 'append'>, count: number): Promise<ChatId> {
  const chat = newChatId(env)
  const drafts = Array.from({ length: count }, (_, place) => posted(env, by, `message ${place + 1}`))
  entriesOf(await log.append(chat, 0, drafts))
  return chat
}

interface Round {
  readonly damage: readonly (readonly [ChatId, string])[]
  readonly pauses: readonly number[]
  readonly scrub: Scrub
}

/** Scrubs for so many rounds on a clock that does not wait. */
async function rounds(
  count: number,
  log: AuditableLog,
  askPeers: (chat: ChatId, seq: number) => Promise<readonly Peer[]> = async () => [],
): Promise<Round> {
  const damage: (readonly [ChatId, string])[] = []
  const pauses: number[] = []
  const done = Promise.withResolvers<void>()
  const scrub = startScrub({
    log,
    env: {
      after(ms, run) {
        pauses.push(ms)
        const isOver = pauses.filter((pause) => pause === pace.roundPauseMs).length === count
        const timer = setImmediate(isOver ? done.resolve : run)
        return () => clearImmediate(timer)
      },
    },
    askPeers,
    onDamage: (chat, why) => damage.push([chat, why]),
    onDefect: done.reject,
    pace,
  })
  await done.promise
  scrub.stop()
  return { damage, pauses, scrub }
}

/** What a node has on its own disk, where one chat's entries are not what was written. */
const damagedLog = (log: AuditableLog, of: ChatId, change: (entry: SealedEntry) => SealedEntry): AuditableLog => ({
  ...log,
  sealed: (chat, after, limit) => log.sealed(chat, after, limit).map((entry) => (chat === of ? change(entry) : entry)),
})

test('[VER2] every chat is checked in pages with a pause after each, for ever', async () => {
  const log = createMemoryLog(env, () => undefined)
  for (const count of [1, 4, 9]) await fill(log, count)
  const { damage, pauses, scrub } = await rounds(2, log)
  expect(damage).toEqual([])
  expect(scrub.damagedChats()).toBe(0)
  // A page of four ends a chat of nine with its third; a full page may not be the last.
  const round = [pace.pauseMs, ...Array.from({ length: 1 + 2 + 3 }, () => pace.pauseMs), pace.roundPauseMs]
  expect(pauses).toEqual([...round, ...round])
})

test('[VER3] a changed entry is told once, and counted until it is mended', async () => {
  const log = createMemoryLog(env, () => undefined)
  const [, chat] = [await fill(log, 9), await fill(log, 9), await fill(log, 1)]
  let isMended = false
  const change = (entry: SealedEntry): SealedEntry =>
    entry.seq === 6 && !isMended ? { ...entry, json: entry.json.replace('message 6', 'message 7') } : entry
  const found = await rounds(3, damagedLog(log, chat, change))
  expect(found.damage).toEqual([[chat, 'Entry 6: Its hash is another.']])
  expect(found.scrub.damagedChats()).toBe(1)
  const mending = damagedLog(log, chat, (entry) => {
    const seen = change(entry)
    if (entry.seq === 6) isMended = true
    return seen
  })
  const mended = await rounds(2, mending)
  expect(mended.damage).toHaveLength(1)
  expect(mended.scrub.damagedChats()).toBe(0)
})

test('[VER3] a byte that changed in the file of an embedded server is found', async () => {
  const open = () => openDisk({ folder, env, onDefect: (error) => expect(error).toBeNull() })
  const disk = await open()
  const chat = await fill(disk.log, 9)
  await fill(disk.log, 3)
  await disk.close()
  const file = new Database(join(folder, 'log.sqlite'), { strict: true })
  file.run(`UPDATE entries SET json = replace(json, 'message 5', 'massage 5')`)
  file.close()
  const again = await open()
  const { damage } = await rounds(1, again.log)
  expect(damage).toEqual([[chat, 'Entry 5: Its hash is another.']])
  await again.close()
})

test('[VER4] a copy that is whole in itself is compared with the head of the log, and with the other nodes', async () => {
  const log = createMemoryLog(env, () => undefined)
  const chat = await fill(log, 5)
  const hash = hashAt(log, chat, 5)
  expect(hashAt(log, chat, 6)).toBeNull()
  const other = '1'.repeat(64)
  const shorter = await rounds(1, { ...log, head: async () => ({ seq: 3, hash: hashAt(log, chat, 3) ?? '' }) })
  expect(shorter.damage).toEqual([[chat, 'This copy ends with entry 5, and the log with 3.']])
  const forked = await rounds(1, { ...log, head: async () => ({ seq: 5, hash: other }) })
  expect(forked.damage).toEqual([[chat, 'Entry 5 is another one in the log.']])
  const asked: unknown[] = []
  const peers = (...found: Peer[]) =>
    rounds(1, log, async (...question) => {
      asked.push(question)
      return found
    })
  const same = { node: 'a', hash }
  expect((await peers(same, { node: 'b', hash: null })).damage).toEqual([])
  expect((await peers(same, { node: 'b', hash: other })).damage).toEqual([[chat, 'Entry 5 is another one on node b.']])
  expect(asked).toEqual([
    [chat, 5],
    [chat, 5],
  ])
})

test('[VER4] a chat that nothing can be added to is damaged; a log that is away says nothing about its chats', async () => {
  const log = createMemoryLog(env, () => undefined)
  const chat = await fill(log, 2)
  expect((await rounds(1, { ...log, damageOf: () => 'It was set aside.' })).damage).toEqual([
    [chat, 'It was set aside.'],
  ])
  const away = { ...log, head: () => Promise.reject(new FailureError(failure('unavailable', 'Away.'))) }
  expect((await rounds(1, away)).damage).toEqual([])
})
