/** What the timeline must know beside the messages, and what its rows are. */
import type { Message, SubmissionId, UserId } from '@parley/protocol'
import type { Clock, Tick } from '@parley/protocol/text'
import type { Line } from '../text/line.ts'
import type { Steady } from '../text/steady.ts'

export interface TimelineContext {
  /** `null` until it is known. */
  readonly me: UserId | null
  /** The reader's own username, to mark where it is named; `null` when unknown. */
  readonly username: string | null
  nameOf(user: UserId): string
  readonly clock: Clock
  /** Another number whenever names, settings or anything else changes that a message itself does not tell. */
  readonly revision: number
  /** The line "New" stands before the first message after this seq; `null` for no line. */
  readonly unreadAfter: number | null
  tick(message: Message): Tick | null
  /** Messages that were refused, with the sentence that says why. They are among the messages. */
  readonly failed: ReadonlyMap<SubmissionId, string>
  /** For reply quotes. */
  messageAt(seq: number): Message | undefined
  /** Occurrences are marked; `''` marks nothing. */
  readonly query: string
  /** For bodies. */
  readonly steady: Steady
}

/** What a row is of its message. */
export type Part = 'day' | 'unread' | 'header' | 'quote' | 'body' | 'state'

/** A line on the screen that belongs to a message. */
export interface Row {
  readonly line: Line
  readonly message: Message
  readonly part: Part
  /** Letters of the part in the rows before this one, spaces not counted: the same place at every width. */
  readonly at: number
  /** In a reply's quote: the seq of the message that is answered, to jump there. */
  readonly quoted: number | null
}
