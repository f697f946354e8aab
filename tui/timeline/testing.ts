/** Messages and screens for tests of the timeline. */
import { placeOf } from '@parley/protocol/client'
import { isSubmissionId, isUserId, type Message, type SubmissionId, type UserId } from '@parley/protocol'
import { strictSteady } from '../text/steady.ts'
import type { Line } from '../text/line.ts'
import type { TimelineContext } from './context.ts'
import { createLayout } from './layout.ts'
import type { View } from './viewport.ts'
import { type Screen } from './walk.ts'

function idOf<Id extends string>(value: number, isId: (text: string) => text is Id): Id {
  const id = `0${String(value).padStart(25, '0')}`
  if (!isId(id)) throw new Error(`${id} is no id`)
  return id
}

const userOf = (value: number): UserId => idOf(value, isUserId)
export const submissionOf = (value: number): SubmissionId => idOf(value, isSubmissionId)
export const me = userOf(1)
export const ann = userOf(2)
export const bob = userOf(3)

const noon = Date.UTC(2026, 10, 24, 12)

/** A minute after the one before, by Ann. */
export const said = (seq: number, text: string, more: Partial<Message> = {}): Message => ({
  seq,
  at: noon + seq * 60_000,
  by: ann,
  id: submissionOf(seq),
  content: { kind: 'text', text },
  ...more,
})

/** `from` to `to`, each of some lines at 40 cells, by two people. */
export const talk = (from: number, to: number): Message[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => {
    const seq = from + at
    const words = `m${seq} `.repeat(1 + ((seq * 7) % 31)).trim()
    return said(seq, words, { by: seq % 5 < 2 ? ann : bob })
  })

export const contextOf = (messages: readonly Message[], more: Partial<TimelineContext> = {}): TimelineContext => ({
  me,
  username: 'max',
  nameOf: (user) => (user === ann ? 'Ann' : user === bob ? 'Bob' : 'Max'),
  clock: { now: noon, offset: () => 0, hour12: false },
  revision: 1,
  unreadAfter: null,
  tick: () => null,
  failed: new Map(),
  messageAt: (seq) => {
    const found = messages[placeOf(messages, seq)]
    return found?.seq === seq ? found : undefined
  },
  query: '',
  steady: strictSteady,
  ...more,
})

export const screenOf = (messages: readonly Message[], more: Partial<Screen> = {}): Screen => ({
  messages,
  hasOlder: false,
  hasNewer: false,
  width: 40,
  height: 12,
  context: contextOf(messages),
  layout: createLayout(),
  ...more,
})

export const textOf = (line: Line): string => line.map((span) => span.text).join('')
export const textsOf = ({ lines }: View): readonly string[] => lines.map((line) => textOf(line).trimEnd())
