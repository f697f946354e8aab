/** The memory adapters are the model: after any sequence of operations, at once or one by one, SQLite agrees with them. */
import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newChatId, newUserId } from '@parley/protocol'
import * as fc from 'fast-check'
import { posted, testEnv } from '../log/contract.ts'
import type { AuditableLog, LogEntry } from '../log/log.ts'
import { createMemoryLog } from '../log/memory.ts'
import { createMemoryRecords } from '../records/memory.ts'
import type { Json, RecordEntry, Records } from '../records/records.ts'
import { openDisk } from './main.ts'

const env = testEnv(13)
const by = newUserId(env)
const chats = [newChatId(env), newChatId(env), newChatId(env)] as const
const keys = ['a', 'a/1', 'b'] as const

type Operation =
  | { readonly type: 'append'; readonly chat: number; readonly back: number; readonly texts: readonly string[] }
  | { readonly type: 'redact'; readonly chat: number; readonly seqs: readonly number[] }
  | { readonly type: 'put'; readonly key: number; readonly value: Json; readonly isStale: boolean }

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    type: fc.constant('append' as const),
    chat: fc.nat(2),
    // Mostly the head, sometimes a place before or beyond it.
    back: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -2, max: 2 }) }),
    texts: fc.array(fc.string({ unit: 'binary', maxLength: 50 }), { maxLength: 4 }),
  }),
  fc.record({
    type: fc.constant('redact' as const),
    chat: fc.nat(2),
    seqs: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
  }),
  fc.record({
    type: fc.constant('put' as const),
    key: fc.nat(2),
    value: fc.oneof(fc.constant(null), fc.integer(), fc.string({ unit: 'binary' }), fc.constant({ deep: [1, null] })),
    isStale: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }),
)

interface Side {
  readonly log: AuditableLog
  readonly records: Records
  readonly entries: LogEntry[]
  readonly changes: RecordEntry[]
}

async function side(log: AuditableLog, records: Records): Promise<Side> {
  const entries: LogEntry[] = []
  const changes: RecordEntry[] = []
  await log.follow(0, (news) => entries.push(...news)).caughtUp
  await records.follow(0, (news) => changes.push(...news)).caughtUp
  return { log, records, entries, changes }
}

async function perform(operation: Operation, sides: readonly [Side, Side]): Promise<void> {
  const [model, disk] = sides
  switch (operation.type) {
    case 'append': {
      const chat = chats[operation.chat] ?? chats[0]
      const after = Math.max(0, (await model.log.head(chat)).seq - operation.back)
      const drafts = operation.texts.map((text) => posted(env, by, text))
      const [one, other] = await Promise.all([model, disk].map(({ log }) => log.append(chat, after, drafts)))
      expect(other).toEqual(one)
      return
    }
    case 'redact': {
      const chat = chats[operation.chat] ?? chats[0]
      await Promise.all([model, disk].map(({ log }) => log.redact(chat, operation.seqs)))
      return
    }
    case 'put': {
      const key = keys[operation.key] ?? keys[0]
      const expected = ((await model.records.get(key))?.revision ?? 0) + (operation.isStale ? 1 : 0)
      const [one, other] = await Promise.all(
        [model, disk].map(({ records }) => records.put(key, operation.value, expected)),
      )
      expect(other).toEqual(one)
    }
  }
}

async function expectAgreement([model, disk]: readonly [Side, Side], afterRestart: boolean): Promise<void> {
  for (const chat of chats) {
    expect(await disk.log.read(chat, 0, 1_000)).toEqual(await model.log.read(chat, 0, 1_000))
    expect(disk.log.readNow(chat, 1, 5, 3)).toEqual(model.log.readNow(chat, 1, 5, 3))
    expect((await disk.log.head(chat)).seq).toBe((await model.log.head(chat)).seq)
  }
  expect(await disk.records.list('')).toEqual(await model.records.list(''))
  if (!afterRestart) {
    expect(disk.entries).toEqual(model.entries)
    expect(disk.changes).toEqual(model.changes)
  }
}

test('[LOG31] any operations one after another have the same answers, and leave the same, in memory and in SQLite', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 30 }), async (operations) => {
      const folder = mkdtempSync(join(tmpdir(), 'parley-model-'))
      const onDefect = (error: unknown): void => {
        throw error
      }
      const first = await openDisk({ folder, env, onDefect })
      const model = await side(createMemoryLog(env, onDefect), createMemoryRecords(onDefect))
      const sides = [model, await side(first.log, first.records)] as const
      for (const each of operations) await perform(each, sides)
      await expectAgreement(sides, false)
      await first.close()
      const second = await openDisk({ folder, env, onDefect })
      await expectAgreement([model, await side(second.log, second.records)], true)
      await second.close()
      rmSync(folder, { recursive: true })
    }),
    { numRuns: 25 },
  )
}, 60_000)
