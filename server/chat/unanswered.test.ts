import { expect, test } from 'bun:test'
import { newChatId, newSubmissionId } from '@parley/protocol'
import { testEnv } from '../log/contract.ts'
import { createUnanswered } from './unanswered.ts'

const env = testEnv(5)

test('[SESSION59] one that is refused and comes again is still behind the one before it that has no answer', () => {
  const chat = newChatId(env)
  const [first, second] = [newSubmissionId(env), newSubmissionId(env)]
  const unanswered = createUnanswered()
  const lost = unanswered.ask(chat, first)
  const early = unanswered.ask(chat, second)
  expect([lost.behind, early.behind]).toEqual([undefined, first])
  early.answered()
  const again = unanswered.ask(chat, second)
  expect(again.behind).toBe(first)
  expect(unanswered.ask(chat, second).behind).toBe(first)
  lost.answered()
  expect(unanswered.ask(chat, first).behind).toBe(second)
  expect(unanswered.ask(newChatId(env), first).behind).toBeUndefined()
})
