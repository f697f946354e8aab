/** The checker must be able to fail: small histories, each with one thing wrong. */
import { describe, expect, test } from 'bun:test'
import { newChatId, newEpoch, newSubmissionId, newUserId, type SubmissionId } from '@parley/protocol'
import type { SealedEntry } from '../../server/log/log.ts'
import { createMemoryLog } from '../../server/log/memory.ts'
import { seeded } from '../testing/a-until.ts'
import { check, type Diary, type WholeLog } from './checker.ts'

const env = { now: () => 1_800_000_000_000, random: seeded(7) }
const chat = newChatId(env)
const epoch = newEpoch(env)
const ann = newUserId(env)
const ben = newUserId(env)
const ids = Array.from({ length: 4 }, () => newSubmissionId(env))
const [a1, b1, a2, b2] = ids
if (a1 === undefined || b1 === undefined || a2 === undefined || b2 === undefined) throw new Error('There are four.')

const stored = async (causes: readonly SubmissionId[]): Promise<readonly SealedEntry[]> => {
  const log = createMemoryLog(env, (error) => {
    throw error
  })
  const drafts = causes.map((cause) => ({
    at: env.now(),
    by: cause === a1 || cause === a2 ? ann : ben,
    cause,
    event: { type: 'messagePosted', content: { kind: 'text', text: 'hello' } } as const,
  }))
  await log.append(chat, 0, drafts)
  return log.sealed(chat, 0, 100)
}
const logOf = async (...causes: readonly SubmissionId[]): Promise<WholeLog> => new Map([[chat, await stored(causes)]])

const submissions = (...all: readonly SubmissionId[]) => all.map((id) => ({ chat, id }))
const toldAll = (...all: readonly SubmissionId[]) => all.map((cause, place) => ({ chat, seq: place + 1, cause }))
/** Ann's device after a1 b1 a2 b2, with nothing wrong. */
const good: Diary = {
  device: "ann's",
  user: ann,
  chats: [chat],
  submitted: submissions(a1, a2),
  confirmed: [
    { chat, id: a1, seq: 1 },
    { chat, id: a2, seq: 3 },
  ],
  refused: [],
  told: toldAll(...ids),
  cursors: [],
}
const cursorAt = (seq: number): Diary['cursors'][number] => new Map([[chat, { epoch, seq }]])

const kinds = (log: WholeLog, diary: Diary): readonly string[] => [
  ...new Set(check(log, [diary]).map(({ kind }) => kind)),
]

describe('the checker of what devices saw', () => {
  test('[FAULT1] finds nothing wrong where nothing is', async () => {
    expect(check(await logOf(a1, b1, a2, b2), [good])).toEqual([])
    expect(kinds(await logOf(a1, b1, a2, b2), { ...good, cursors: [cursorAt(1), cursorAt(1), cursorAt(4)] })).toEqual(
      [],
    )
  })

  test('[FAULT2] finds what is lost, doubled, moved, refused and there, or forgotten', async () => {
    expect(kinds(await logOf(a1, b1, b2), good)).toContain('lost')
    expect(kinds(await logOf(a1, b1, a2, b2, a1), good)).toContain('doubled')
    expect(kinds(await logOf(a1, a2, b1, b2), good)).toContain('moved')
    const [first] = good.confirmed
    if (first === undefined) throw new Error('One was confirmed.')
    const refused = { ...good, confirmed: [first], refused: submissions(a2) }
    expect(kinds(await logOf(a1, b1, a2, b2), refused)).toEqual(['refusedButThere'])
    expect(kinds(await logOf(a1, b1, a2, b2), { ...good, confirmed: [first] })).toEqual(['forgotten'])
  })

  test('[FAULT3] finds a broken chain and an order that is not the one of the submissions', async () => {
    const whole = await stored(ids)
    expect(kinds(new Map([[chat, whole.toSpliced(1, 1)]]), good)).toContain('brokenChain')
    const changed = whole.map((entry, place) =>
      place === 1 ? { ...entry, json: entry.json.replace('hello', 'jello') } : entry,
    )
    expect(kinds(new Map([[chat, changed]]), good)).toEqual(['brokenChain'])
    expect(kinds(await logOf(a1, b1, a2, b2), { ...good, submitted: submissions(a2, a1) })).toEqual(['outOfOrder'])
    expect(kinds(await logOf(a1, b1, a2, b2), { ...good, user: ben })).toEqual(['outOfOrder'])
    const elsewhere = [...submissions(a1), { chat: newChatId(env), id: a2 }]
    expect(kinds(await logOf(a1, b1, a2, b2), { ...good, submitted: elsewhere })).toEqual(['outOfOrder'])
  })

  test('[FAULT4] finds what a device was not told, told twice, told wrongly, and cursors that go back', async () => {
    const log = await logOf(a1, b1, a2, b2)
    expect(kinds(log, { ...good, told: toldAll(a1, b1, a2) })).toEqual(['toldBadly'])
    expect(kinds(log, { ...good, told: [] })).toEqual(['toldBadly'])
    expect(kinds(log, { ...good, told: good.told.toSpliced(1, 1) })).toEqual(['toldBadly'])
    expect(kinds(log, { ...good, told: [...good.told, ...good.told.slice(-1)] })).toEqual(['toldBadly'])
    expect(kinds(log, { ...good, told: toldAll(a1, a2, b1, b2) })).toEqual(['toldOtherwise'])
    expect(kinds(log, { ...good, cursors: [cursorAt(3), cursorAt(2)] })).toEqual(['cursorBack'])
  })
})
