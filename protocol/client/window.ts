/**
 * The latest messages of a chat in their present state: all of them from a seq to the end, without holes. It grows at its end
 * by entries and at its beginning by pages of history.
 */
import type { Entry } from '../event.ts'
import { changeOf, type Message, messageOf } from '../timeline.ts'

export interface Window {
  /** Every message from this seq on is here; 1 or less is the whole chat. */
  readonly from: number
  readonly messages: readonly Message[]
  readonly ahead: readonly Ahead[]
}

/** Messages that already show what entries up to `asOf` changed: those entries must not change them a second time. */
export interface Ahead {
  readonly from: number
  readonly before: number
  readonly asOf: number
}

/** Messages before `before`, oldest first, as of entry `asOf`. */
export interface Page {
  readonly before: number
  readonly messages: readonly Message[]
  readonly asOf: number
  readonly more: boolean
}

/** Messages kept in memory. Beyond it the oldest go, and can be loaded again. */
export const windowMessagesMax = 5_000
const windowTrimmedTo = 4_000

/** A snapshot's last message is the last one there is, so what is after it holds none. */
export const windowAt = (seq: number, last: Message | null): Window =>
  last === null ? { from: seq + 1, messages: [], ahead: [] } : { from: last.seq, messages: [last], ahead: [] }

export const hasOlder = (window: Window): boolean => window.from > 1

export function messageAt(messages: readonly Message[], seq: number): Message | undefined {
  const found = messages[placeOf(messages, seq)]
  return found?.seq === seq ? found : undefined
}

/** The entries must follow the last ones. */
export function foldWindow(window: Window, entries: readonly Entry[]): Window {
  const last = entries[entries.length - 1]
  if (last === undefined) return window
  const messages = [...window.messages]
  for (const entry of entries) {
    const message = messageOf(entry)
    if (message !== null) messages.push(message)
    else if (!isKnownAhead(window, entry)) change(messages, entry)
  }
  const ahead = window.ahead.length === 0 ? window.ahead : window.ahead.filter(({ asOf }) => asOf > last.seq)
  if (messages.length <= windowMessagesMax) return { from: window.from, messages, ahead }
  const kept = messages.slice(-windowTrimmedTo)
  return { from: kept[0]?.seq ?? window.from, messages: kept, ahead }
}

/**
 * Puts a page before the window. `changes` are the edits and deletions after the page's `asOf` that the window has seen.
 * `null` for a page that does not end where the window begins, because the window changed while it was under way.
 */
export function addPage(window: Window, page: Page, changes: readonly Entry[], seq: number): Window | null {
  if (page.before !== window.from) return null
  const older = page.messages.filter((message) => message.seq < page.before)
  for (const entry of changes) if (entry.seq > page.asOf) change(older, entry)
  const from = page.more ? (older[0]?.seq ?? window.from) : 1
  return {
    from,
    messages: [...older, ...window.messages],
    ahead: page.asOf > seq ? [...window.ahead, { from, before: page.before, asOf: page.asOf }] : window.ahead,
  }
}

export function change(messages: Message[], entry: Entry): void {
  const change = changeOf(entry)
  if (change === null) return
  const place = placeOf(messages, change.seq)
  const message = messages[place]
  if (message?.seq === change.seq) messages[place] = change.apply(message)
}

export function isKnownAhead({ ahead }: Window, entry: Entry): boolean {
  const target = ahead.length === 0 ? undefined : changeOf(entry)?.seq
  return (
    target !== undefined &&
    ahead.some(({ from, before, asOf }) => target >= from && target < before && entry.seq <= asOf)
  )
}

/** The place of the first message at or after a seq. */
export function placeOf(messages: readonly Message[], seq: number): number {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1
    else high = middle
  }
  return low
}
