/**
 * Which rows of a timeline are on the screen. Owns where the reader is: at the end, where new messages push old ones up, or at
 * a place that stays. Guarantees that the anchored row does not move by whatever is loaded, arrives, is edited or deleted
 * around it, unless too little is left below it to fill the screen; and that a look costs what is on the screen, not what is
 * in the chat. Refuses to know ink, time, and who scrolls why.
 *
 * All functions are pure but for the layout's memory. `view` gives, with the rows, the state to keep: a jump becomes a place,
 * and a place from which the end is seen becomes the end.
 */
import { countsAsUnread, type Message, type SubmissionId } from '@parley/protocol'
import { placeOf } from '@parley/protocol/client'
import type { Line } from '../text/line.ts'
import { selectedRow } from './block.ts'
import type { Part, Row } from './context.ts'
import { down, fromEnd, indexOf, type Position, rowsAt, type Screen, type Step, up } from './walk.ts'

export type Where = 'top' | 'middle' | 'unread'

type Anchor =
  | { readonly type: 'end' }
  /** Not yet on a screen. Where the message is not there, the next later one. */
  | { readonly type: 'jump'; readonly seq: number; readonly where: Where }
  /** A row of a message stands `y` rows below the top of the screen. */
  | {
      readonly type: 'place'
      readonly seq: number
      readonly id: SubmissionId
      readonly part: Part
      /** As in `Row`. */
      readonly at: number
      /** Which of several rows with the same `at`. */
      readonly nth: number
      readonly y: number
      readonly width: number
      readonly height: number
    }

export interface ViewportState {
  readonly anchor: Anchor
  readonly selected: SubmissionId | null
  /** The selected message's seq when it was selected: where to look for it. */
  readonly selectedSeq: number
  /** The last seq that has been at the end of the screen; `null` before the first look. */
  readonly seen: number | null
}

export interface View {
  /** Exactly as many as the screen is high; empty ones at the top where there are too few. */
  readonly lines: readonly Line[]
  /** What stands in each line; `null` for an empty one. */
  readonly rows: readonly (Row | null)[]
  readonly isAtEnd: boolean
  /** Messages of others below the screen that came since the end was left; at most `newBelowMax`. */
  readonly newBelow: number
  /** The oldest loaded message is near, and there are older ones: time to load them. */
  readonly hasSpaceAbove: boolean
  /** The same at the other end, in a piece of history. */
  readonly hasSpaceBelow: boolean
  /** The first message on the screen. */
  readonly top: Message | null
  /** To keep instead of the one that was given. */
  readonly state: ViewportState
}

const newBelowMax = 999
/** Messages that should be loaded beyond either edge of the screen. */
const spareMessages = 30

export const atEnd = (): ViewportState => ({ anchor: { type: 'end' }, selected: null, selectedSeq: 0, seen: null })

/** At a message that need not be loaded. `unread` leaves some room above and counts everything below as new. */
export const atSeq = (seq: number, where: Where): ViewportState => ({
  ...atEnd(),
  anchor: { type: 'jump', seq, where },
  seen: where === 'unread' ? seq - 1 : null,
})

/** The seq that leads back here with `atSeq(seq, 'top')`; `null` at the end. */
export const seqOfAnchor = ({ anchor }: ViewportState): number | null => (anchor.type === 'end' ? null : anchor.seq)

export function view(state: ViewportState, screen: Screen): View {
  const { to, missing } = topOf(state, screen)
  const seen = look(state, screen, to, missing)
  return isWaiting(state, screen) ? { ...seen, state: { ...seen.state, anchor: state.anchor } } : seen
}

/** A jump waits until its message is loaded, or is known not to be there. */
function isWaiting({ anchor }: ViewportState, { messages, hasOlder, hasNewer }: Screen): boolean {
  if (anchor.type !== 'jump') return false
  const first = messages[0]
  const last = messages[messages.length - 1]
  if (first === undefined || last === undefined) return hasOlder || hasNewer
  return (hasOlder && anchor.seq < first.seq) || (hasNewer && anchor.seq > last.seq)
}

/** Down by `lines`, up by as many where it is negative. */
export function scrollBy(state: ViewportState, lines: number, screen: Screen): ViewportState {
  const { to, missing } = topOf(state, screen)
  const step = lines < 0 ? up(screen, to, -lines) : down(screen, to, Math.max(0, lines - missing))
  return look(state, screen, step.to, 0).state
}

/** A page leaves two rows of the one before. */
export const pageUp = (state: ViewportState, screen: Screen): ViewportState =>
  scrollBy(state, -Math.max(1, screen.height - 2), screen)
export const pageDown = (state: ViewportState, screen: Screen): ViewportState =>
  scrollBy(state, Math.max(1, screen.height - 2), screen)

export const toEnd = (): ViewportState => atEnd()

/** Keeps what is selected. */
export const scrollToMessage = (state: ViewportState, seq: number, where: Where): ViewportState => ({
  ...state,
  anchor: { type: 'jump', seq, where },
})

/** To the line "New", where there is one. */
export function toUnread(state: ViewportState, { context: { unreadAfter } }: Screen): ViewportState {
  return unreadAfter === null ? state : scrollToMessage(state, unreadAfter + 1, 'unread')
}

/** Selects a message, and moves the screen where it is not wholly on it. */
export function select(state: ViewportState, message: Message, screen: Screen): ViewportState {
  const chosen: ViewportState = { ...state, selected: message.id, selectedSeq: message.seq }
  const index = indexOf(screen.messages, message.seq, message.id)
  return index === null ? chosen : reveal(chosen, index, screen)
}

export const unselect = (state: ViewportState): ViewportState => ({ ...state, selected: null })

/** The message above, or the last one on the screen where none is selected. Reads a long message through before it leaves it. */
export function selectPrevious(state: ViewportState, screen: Screen): ViewportState {
  const index = selectedIndex(state, screen)
  const seen = view(state, screen)
  if (index === null) {
    const last = seen.rows.findLast((row) => row !== null && isSelectable(row.message))
    return last === undefined || last === null ? state : select(state, last.message, screen)
  }
  const top = topOf(state, screen).to
  if (top.index === index && top.row > 0) return scrollBy(state, -Math.min(top.row, screen.height - 1), screen)
  const previous = nextSelectable(screen.messages, index, -1)
  return previous === null ? scrollBy(state, -Math.max(1, screen.height - 2), screen) : select(state, previous, screen)
}

/** The message below. After the last one nothing is selected, and the screen is at the end. */
export function selectNext(state: ViewportState, screen: Screen): ViewportState {
  const index = selectedIndex(state, screen)
  if (index === null) return state
  const hidden = rowsBelow(view(state, screen), index, screen)
  if (hidden > 0) return scrollBy(state, Math.min(hidden, Math.max(1, screen.height - 1)), screen)
  const next = nextSelectable(screen.messages, index, 1)
  if (next !== null) return select(state, next, screen)
  return screen.hasNewer ? state : atEnd()
}

/** The selected message, as it is now; `null` where none is, or it is gone. */
export function selectedMessage(state: ViewportState, screen: Screen): Message | null {
  const index = selectedIndex(state, screen)
  return index === null ? null : (screen.messages[index] ?? null)
}

const selectedIndex = ({ selected, selectedSeq }: ViewportState, { messages }: Screen): number | null =>
  selected === null ? null : indexOf(messages, selectedSeq, selected)

const isSelectable = (message: Message): boolean => message.content.kind !== 'notice'

function nextSelectable(messages: readonly Message[], index: number, by: 1 | -1): Message | null {
  for (let at = index + by; at >= 0 && at < messages.length; at += by) {
    const message = messages[at]
    if (message !== undefined && isSelectable(message)) return message
  }
  return null
}

/** Rows of a message that are hidden below a screen on which it begins, or that it fills. */
function rowsBelow({ rows }: View, index: number, screen: Screen): number {
  const all = rowsAt(screen, index)
  const last = rows.findLast((row) => row !== null)
  if (last === undefined || last === null || last.message !== screen.messages[index]) return 0
  const place = all.findLastIndex((row) => row.part === last.part && row.at === last.at)
  return all.length - 1 - place
}

function reveal(state: ViewportState, index: number, screen: Screen): ViewportState {
  const { to: top } = topOf(state, screen)
  const rows = rowsAt(screen, index).length
  if (index < top.index || (index === top.index && top.row > 0 && rows <= screen.height))
    // A message that is longer than the screen is entered from its end when one comes from below.
    return look(state, screen, { index, row: Math.max(0, rows - screen.height) }, 0).state
  const end = down(screen, top, screen.height - 1).to
  if (index < end.index || (index === end.index && end.row === rows - 1)) return view(state, screen).state
  if (rows >= screen.height) return look(state, screen, { index, row: 0 }, 0).state
  return look(state, screen, up(screen, { index, row: rows - 1 }, screen.height - 1).to, 0).state
}

/** The row at the top of the screen; `missing` empty lines stand above it. */
function topOf({ anchor }: ViewportState, screen: Screen): Step {
  const { messages, height, width } = screen
  switch (anchor.type) {
    case 'end':
      return fromEnd(screen, height)
    case 'jump': {
      const index = placeOf(messages, anchor.seq)
      if (index >= messages.length) return fromEnd(screen, height)
      const rows = rowsAt(screen, index)
      const row =
        anchor.where === 'unread'
          ? Math.max(
              0,
              rows.findIndex(({ part }) => part === 'unread'),
            )
          : 0
      return { to: up(screen, { index, row }, roomAbove(anchor.where, rows.length, height)).to, missing: 0 }
    }
    case 'place': {
      const known = indexOf(messages, anchor.seq, anchor.id)
      const index = known ?? Math.min(placeOf(messages, anchor.seq), Math.max(0, messages.length - 1))
      const row = known === null ? 0 : rowOf(rowsAt(screen, index), anchor)
      const step = up(screen, { index, row }, Math.min(anchor.y, height - 1))
      // Empty lines keep the row where it is while the reader reads. Another size moves everything anyway.
      return anchor.width === width && anchor.height === height ? step : { to: step.to, missing: 0 }
    }
  }
}

function roomAbove(where: Where, rows: number, height: number): number {
  switch (where) {
    case 'top':
      return 0
    case 'middle':
      return Math.max(0, Math.floor((height - rows) / 2))
    case 'unread':
      return Math.floor(height / 4)
  }
}

/** The row in which the anchored letter stands now. */
function rowOf(rows: readonly Row[], { part, at, nth }: Extract<Anchor, { type: 'place' }>): number {
  const first = rows.findIndex((row) => row.part === part)
  if (first === -1) return 0
  let start = first
  let row = first
  for (let next = first + 1; next < rows.length; next++) {
    const candidate = rows[next]
    if (candidate === undefined || candidate.part !== part || candidate.at > at) break
    if (candidate.at !== rows[start]?.at) start = next
    row = next
  }
  // Several rows can begin at the same letter: a frame's rule, an empty line, and then the text.
  return rows[start]?.at === at ? Math.min(start + nth, row) : row
}

/** Fills the screen from a row on; where too little is below it, up from the end. */
function look(state: ViewportState, screen: Screen, from: Position, empty: number): View {
  const { height } = screen
  const filled = collect(screen, from, height - empty)
  if (filled.rows.length < height - empty) {
    const { to, missing } = fromEnd(screen, height)
    return finish(state, screen, to, missing, collect(screen, to, height - missing))
  }
  return finish(state, screen, from, empty, filled)
}

interface Filled {
  readonly rows: readonly Row[]
  /** Of the last row. */
  readonly last: number
  readonly isWhole: boolean
}

function collect(screen: Screen, { index, row }: Position, count: number): Filled {
  const rows: Row[] = []
  let at = index
  let skip = row
  let isWhole = true
  for (; at < screen.messages.length && rows.length < count; at++) {
    const all = rowsAt(screen, at)
    const taken = all.slice(skip, skip + count - rows.length)
    isWhole = skip + taken.length === all.length
    rows.push(...taken)
    skip = 0
  }
  return { rows, last: at - 1, isWhole }
}

function finish(state: ViewportState, screen: Screen, top: Position, empty: number, filled: Filled): View {
  const { messages, height, hasOlder, hasNewer } = screen
  const isAtEnd = !hasNewer && filled.isWhole && filled.last >= messages.length - 1
  const shown = filled.rows.map((row) => (row.message.id === state.selected ? selectedRow(row) : row))
  const rows: readonly (Row | null)[] = [...Array.from({ length: height - shown.length }, () => null), ...shown]
  const seen = isAtEnd || state.seen === null ? lastSeq(screen) : state.seen
  const anchor = isAtEnd ? ({ type: 'end' } as const) : anchorOf(filled.rows, top, empty, screen)
  return {
    lines: rows.map((row) => row?.line ?? []),
    rows,
    isAtEnd,
    newBelow: isAtEnd ? 0 : countNew(screen, filled.last, seen),
    hasSpaceAbove: hasOlder && top.index < spareMessages,
    hasSpaceBelow: hasNewer && filled.last >= messages.length - spareMessages,
    top: messages[top.index] ?? null,
    state: { ...state, anchor, seen },
  }
}

/** The first row of what a message says: day, name and the like come and go with what is above them. */
function anchorOf(rows: readonly Row[], top: Position, empty: number, screen: Screen): Anchor {
  const found = rows.findIndex(({ part }) => part === 'body')
  const place = Math.max(0, found)
  const row = rows[place]
  if (row === undefined) return { type: 'end' }
  const { part, at, message } = row
  const isFirst = message === rows[0]?.message
  const all = rowsAt(screen, indexOf(screen.messages, message.seq, message.id) ?? top.index)
  const own = isFirst ? top.row + place : all.indexOf(row)
  const nth = own - all.findIndex((other) => other.part === part && other.at === at)
  const { width, height } = screen
  return { type: 'place', seq: message.seq, id: message.id, part, at, nth, y: empty + place, width, height }
}

/** The last seq that the server gave: those of messages that wait are provisional. */
function lastSeq({ messages, context }: Screen): number {
  return messages.findLast((message) => isConfirmed(message, context))?.seq ?? 0
}

const isConfirmed = (message: Message, { tick, failed }: Screen['context']): boolean =>
  tick(message) !== 'pending' && !failed.has(message.id)

function countNew({ messages, context }: Screen, last: number, seen: number): number {
  let count = 0
  for (let at = Math.max(last + 1, placeOf(messages, seen + 1)); at < messages.length && count < newBelowMax; at++) {
    const message = messages[at]
    if (message !== undefined && message.by !== context.me && countsAsUnread(message)) count++
  }
  return count
}
