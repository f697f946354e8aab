/** Steps over the rows of messages, laying out only those it passes. */
import type { Message, SubmissionId } from '@parley/protocol'
import { placeOf } from '@parley/protocol/client'
import type { Row, TimelineContext } from './context.ts'
import type { Layout } from './layout.ts'

/** What a timeline is drawn from. */
export interface Screen {
  /** By seq, oldest first; those that wait for the server come last. */
  readonly messages: readonly Message[]
  /** There are more before them that are not loaded. */
  readonly hasOlder: boolean
  /** The messages are a piece of history: more follow that are not loaded. */
  readonly hasNewer: boolean
  /** Cells and rows, at least 1 each. */
  readonly width: number
  readonly height: number
  readonly context: TimelineContext
  readonly layout: Layout
}

/** A row: the index of its message, and its place in the message's rows. */
export interface Position {
  readonly index: number
  readonly row: number
}

/** Where a walk ended, and how many rows were missing to go on. */
export interface Step {
  readonly to: Position
  readonly missing: number
}

export function rowsAt({ messages, layout, context, width }: Screen, index: number): readonly Row[] {
  const message = messages[index]
  return message === undefined ? [] : layout.rows(messages[index - 1] ?? null, message, context, width)
}

export function up(screen: Screen, { index, row }: Position, count: number): Step {
  let left = count - row
  if (left <= 0) return { to: { index, row: -left }, missing: 0 }
  for (let above = index - 1; above >= 0; above--) {
    const rows = rowsAt(screen, above).length
    if (rows >= left) return { to: { index: above, row: rows - left }, missing: 0 }
    left -= rows
  }
  return { to: { index: 0, row: 0 }, missing: left }
}

/** Not beyond the last row. */
export function down(screen: Screen, { index, row }: Position, count: number): Step {
  let left = count + row
  for (let below = index; below < screen.messages.length; below++) {
    const rows = rowsAt(screen, below).length
    if (left < rows) return { to: { index: below, row: left }, missing: 0 }
    left -= rows
  }
  return { to: lastPosition(screen), missing: left + 1 }
}

/** The row that is `count` rows before the end of everything. */
export const fromEnd = (screen: Screen, count: number): Step =>
  up(screen, { index: screen.messages.length, row: 0 }, count)

function lastPosition(screen: Screen): Position {
  const index = Math.max(0, screen.messages.length - 1)
  return { index, row: Math.max(0, rowsAt(screen, index).length - 1) }
}

/** Messages around the place of a seq, and at the end, among which a message is looked for by its id. */
const nearMax = 256

/**
 * The index of a message. Its id decides, since the seq of one that waited was provisional; the seq is where to look. Where it
 * is gone, `null`.
 */
export function indexOf(messages: readonly Message[], seq: number, id: SubmissionId): number | null {
  const place = placeOf(messages, seq)
  if (messages[place]?.id === id) return place
  for (let step = 1; step <= nearMax; step++) {
    if (messages[place + step]?.id === id) return place + step
    if (messages[place - step]?.id === id) return place - step
    if (messages[messages.length - step]?.id === id) return messages.length - step
  }
  return null
}
