import { expect, test } from 'bun:test'
import { type ChatId, failure, newChatId, newSubmissionId, type SubmissionId } from '@parley/protocol'
import { testEnv } from '../log/contract.ts'
import { createHolds } from './holds.ts'

const env = testEnv(5)
const chat = newChatId(env)
const away = failure('unavailable', 'The log is away.')

function open() {
  const holds = createHolds()
  const stored = new Set<SubmissionId>()
  let now = 0
  const enter = (id: SubmissionId) => holds.enter(chat, id, now, (other) => stored.has(other))
  return {
    stored,
    passes: (id: SubmissionId): boolean => enter(id).held === null,
    /** Lets it in; the result refuses it for now. */
    send(id: SubmissionId): () => void {
      const entered = enter(id)
      if (entered.held !== null) throw new Error('It was held.')
      return () => entered.refused(away, now)
    },
    wait: (ms: number) => (now += ms),
  }
}
/** Refuses in any chat, at any time. */
function openMany() {
  const holds = createHolds()
  const enter = (other: ChatId, id: SubmissionId, now: number) => holds.enter(other, id, now, () => false)
  return {
    holds(other: ChatId, id: SubmissionId, now: number): void {
      const entered = enter(other, id, now)
      if (entered.held === null) entered.refused(away, now)
    },
    enterAt: (other: ChatId, id: SubmissionId, now: number): boolean => enter(other, id, now).held === null,
  }
}

const ids = (): readonly [SubmissionId, SubmissionId, SubmissionId] => [
  newSubmissionId(env),
  newSubmissionId(env),
  newSubmissionId(env),
]

test('[SESSION41] one that landed all the same holds nothing any more, but those that were refused behind it still do', () => {
  const { stored, passes, send } = open()
  const [first, second, third] = ids()
  for (const refuse of [send(first), send(second)]) refuse()
  stored.add(first)
  expect(passes(third)).toBe(false)
  expect(passes(second)).toBe(true)
  expect(passes(third)).toBe(true)
})

test('[SESSION41] one that was refused only because it came behind comes again before those after it', () => {
  const { stored, passes, send } = open()
  const [first, second, third] = ids()
  send(first)()
  expect(passes(second)).toBe(false)
  stored.add(first)
  expect([passes(third), passes(second), passes(third)]).toEqual([false, true, true])
})

test('[SESSION41] one that comes again and is refused again is again the first', () => {
  const { passes, send } = open()
  const [first, second, third] = ids()
  for (const refuse of [send(first), send(second)]) refuse()
  send(first)()
  expect([passes(second), passes(third), passes(first), passes(second), passes(third)]).toEqual([
    false,
    false,
    true,
    true,
    true,
  ])
})

test('[SESSION41] of chats that a client makes up only so many are remembered, and none for longer than its minute', () => {
  const { holds, enterAt } = openMany()
  const [first, second] = ids()
  for (let made = 0; made < 1_024; made++) holds(newChatId(env), newSubmissionId(env), 0)
  holds(chat, first, 0)
  expect(enterAt(chat, second, 1)).toBe(true)
  holds(chat, first, 60_000)
  expect(enterAt(chat, second, 60_001)).toBe(false)
})

test('[SESSION41] one that its client gave up holds for a minute only', () => {
  const { passes, send, wait } = open()
  const [first, second] = ids()
  send(first)()
  wait(59_999)
  expect(passes(second)).toBe(false)
  wait(1)
  expect(passes(second)).toBe(true)
})
