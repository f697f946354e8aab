/**
 * Which of the loaded messages are in the document. A chat may have a hundred thousand of them; at most `rowsMax` are rows, so
 * that scrolling costs the same in every chat. The span names its ends by seq: what is loaded before it or after it moves
 * nothing in it. Only a span that is open towards the end takes what is posted.
 */
import type { Message } from '@parley/protocol'
import { placeOf } from '@parley/protocol/client'

export const rowsMax = 160
/** By so many it moves at once: what comes into a fling must be drawn within a frame or two, on a slow phone too. */
export const stepRows = 6
const openedRows = 80

export interface Span {
  /** The first one. */
  readonly from: number
  /** The first one that is not in it any more; `null`: open towards the end. */
  readonly to: number | null
}

/** Places in the messages: `start` is the first, `end` the one after the last. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** At most `rowsMax`. Where there are more, a reader at the end keeps the last ones, any other the first ones. */
export function rangeOf(span: Span, messages: readonly Message[], isAtEnd: boolean): Range {
  const start = Math.min(placeOf(messages, span.from), Math.max(0, messages.length - 1))
  const end = span.to === null ? messages.length : Math.max(start, placeOf(messages, span.to))
  if (end - start <= rowsMax) return { start, end }
  return isAtEnd ? { start: end - rowsMax, end } : { start, end: start + rowsMax }
}

export const spanAtEnd = (messages: readonly Message[]): Span =>
  spanOf(messages, { start: Math.max(0, messages.length - openedRows), end: messages.length })

/** Half of it before the place, half after. */
export function spanAround(messages: readonly Message[], place: number): Span {
  const end = Math.min(messages.length, Math.max(0, place) + openedRows / 2)
  const start = Math.max(0, end - openedRows)
  return spanOf(messages, { start, end: Math.min(messages.length, start + openedRows) })
}

/** A step further back. What is then too far at the other end goes. */
export function olderSpan(messages: readonly Message[], range: Range): Span {
  const start = Math.max(0, range.start - stepRows)
  return spanOf(messages, { start, end: Math.min(range.end, start + rowsMax) })
}

/** A step further on. */
export function newerSpan(messages: readonly Message[], range: Range): Span {
  const end = Math.min(messages.length, range.end + stepRows)
  return spanOf(messages, { start: Math.max(range.start, end - rowsMax), end })
}

/** A range that has the last message is open towards the end. */
export const spanOf = (messages: readonly Message[], { start, end }: Range): Span => ({
  from: messages[start]?.seq ?? 0,
  to: messages[end]?.seq ?? null,
})
