/**
 * Messages of a chat from one seq to another in their present state, all of them: a window that does not reach the end. It
 * grows by pages on both sides, and entries change what is in it.
 */
import type { Entry } from '../event.ts'
import { changeOf, type Message } from '../timeline.ts'
import { type Ahead, change, isKnownAhead, placeOf, type Window } from './window.ts'

export interface Stretch extends Window {
  /** Every message before this seq, from `from` on, is here. */
  readonly to: number
}

/** Every message from `from` to before `to`, as of entry `asOf`. */
export interface Piece {
  readonly from: number
  readonly to: number
  readonly messages: readonly Message[]
  readonly asOf: number
}

export const stretchAt = (seq: number): Stretch => ({ from: seq, to: seq, messages: [], ahead: [] })

/** The same stretch where the entries change nothing in it. They must follow the last ones. */
export function foldStretch(stretch: Stretch, entries: readonly Entry[]): Stretch {
  const last = entries[entries.length - 1]
  if (last === undefined) return stretch
  const { from, to } = stretch
  const changes = entries.filter((entry) => {
    const seq = changeOf(entry)?.seq ?? 0
    return seq >= from && seq < to && !isKnownAhead(stretch, entry)
  })
  const ahead = stretch.ahead.filter(({ asOf }) => asOf > last.seq)
  if (changes.length === 0) return ahead.length === stretch.ahead.length ? stretch : { ...stretch, ahead }
  const messages = [...stretch.messages]
  for (const entry of changes) change(messages, entry)
  return { from, to, messages, ahead }
}

/**
 * What the piece has replaces what was there. It must touch the stretch. `changes` are the edits and deletions up to entry
 * `seq`, the last one of the chat that is known, at least those after the piece's `asOf`.
 */
export function put(stretch: Stretch, piece: Piece, changes: readonly Entry[], seq: number): Stretch {
  const { from, to, asOf } = piece
  const middle = [...piece.messages]
  for (const entry of changes) if (entry.seq > asOf) change(middle, entry)
  const { messages } = stretch
  return {
    from: Math.min(from, stretch.from),
    to: Math.max(to, stretch.to),
    messages: [...messages.slice(0, placeOf(messages, from)), ...middle, ...messages.slice(placeOf(messages, to))],
    ahead: [
      ...within(stretch.ahead, 0, from),
      ...within(stretch.ahead, to, Number.MAX_SAFE_INTEGER),
      ...(asOf > seq ? [{ from, before: to, asOf }] : []),
    ],
  }
}

/** The window's next `count` messages after the stretch; `null` where the window begins later. `seq` is the window's last entry. */
export function putNext(stretch: Stretch, window: Window, count: number, seq: number): Stretch | null {
  const from = stretch.to
  if (from < window.from) return null
  const { messages } = window
  const place = placeOf(messages, from)
  const to = Math.max(from, messages[place + count]?.seq ?? seq + 1)
  const next = put(stretch, { from, to, messages: messages.slice(place, place + count), asOf: seq }, [], seq)
  return { ...next, ahead: [...next.ahead, ...within(window.ahead, from, to)] }
}

/** Has it come so far that nothing of the window is after it? */
export const reachesEnd = ({ to }: Stretch, { from, messages }: Window): boolean =>
  to >= from && placeOf(messages, to) === messages.length

/** The window from the stretch's beginning on. The stretch must touch it. */
export function widened(window: Window, stretch: Stretch): Window {
  const { from } = stretch
  if (from >= window.from) return window
  return {
    from,
    messages: [...stretch.messages.slice(0, placeOf(stretch.messages, window.from)), ...window.messages],
    ahead: [...within(stretch.ahead, from, window.from), ...within(window.ahead, window.from, Number.MAX_SAFE_INTEGER)],
  }
}

/** Without the newest, beyond `count`. */
export function oldest(stretch: Stretch, count: number): Stretch {
  const cut = stretch.messages[count]
  return cut === undefined ? stretch : { ...stretch, to: cut.seq, messages: stretch.messages.slice(0, count) }
}

/** Without the oldest, beyond `count`. */
export function newest(stretch: Stretch, count: number): Stretch {
  const messages = stretch.messages.slice(-count)
  return messages.length === stretch.messages.length
    ? stretch
    : { ...stretch, from: messages[0]?.seq ?? stretch.to, messages }
}

const within = (ahead: readonly Ahead[], from: number, before: number): readonly Ahead[] =>
  ahead
    .map((one) => ({ ...one, from: Math.max(one.from, from), before: Math.min(one.before, before) }))
    .filter((one) => one.from < one.before)
