/** How a list of messages became another one, found by identity: what stayed is not said again. */
import type { Message } from '../../timeline.ts'
import { placeOf } from '../window.ts'

/** First `drop` leave at the beginning; then, from `start` on, `remove` make room for `insert`. */
export interface Splice {
  readonly drop: number
  readonly start: number
  readonly remove: number
  readonly insert: readonly Message[]
}

/** `null` where nothing changed. */
export function spliceOf(before: readonly Message[], now: readonly Message[]): Splice | null {
  if (before === now) return null
  const drop = dropOf(before, now)
  const kept = before.length - drop
  const both = Math.min(kept, now.length)
  let start = 0
  while (start < both && before[drop + start] === now[start]) start++
  let tail = 0
  while (tail < both - start && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail++
  if (drop === 0 && start === before.length && start === now.length) return null
  return { drop, start, remove: kept - start - tail, insert: now.slice(start, now.length - tail) }
}

export function spliced(before: readonly Message[], { drop, start, remove, insert }: Splice): readonly Message[] {
  const messages = before.slice(drop)
  return [...messages.slice(0, start), ...insert, ...messages.slice(start + remove)]
}

/** A window that moved: its end may have grown too, and what is in both must not count as replaced. */
function dropOf(before: readonly Message[], [first]: readonly Message[]): number {
  if (first === undefined || before[0] === first) return 0
  const place = placeOf(before, first.seq)
  return before[place] === first ? place : 0
}
