/**
 * What undo brings back. The browser's own undo knows one field and forgets when its text is set from outside; this one goes with
 * each chat, and holds what popups, marks and the picker did as well.
 */
import type { Writing } from './writing.ts'

/** How a text came about: letters typed or deleted one after the other make one step. */
export type Change = 'typing' | 'deleting' | 'whole'

export interface Undo {
  /** What was there before each step, the newest last. */
  readonly past: readonly Writing[]
  /** What was taken back, the next one last. */
  readonly future: readonly Writing[]
  readonly last: Change
  /** Where the caret stood after it. */
  readonly caret: number
}

const stepsMax = 200
/** UTF-16 units that all steps keep together. */
const unitsMax = 1_000_000

export const emptyUndo: Undo = { past: [], future: [], last: 'whole', caret: 0 }

/** `before` became `after`. */
export function noteChange(undo: Undo, before: Writing, after: Writing, change: Change): Undo {
  const goesOn = change === undo.last && undo.past.length > 0 && before.from === before.to && before.to === undo.caret
  const joins = goesOn && change !== 'whole' && !startsWord(before, after, change)
  return { past: joins ? undo.past : kept([...undo.past, before]), future: [], last: change, caret: after.to }
}

/** `null`: there is nothing to take back. */
export function undone(undo: Undo, now: Writing): { readonly undo: Undo; readonly writing: Writing } | null {
  const before = undo.past.at(-1)
  if (before === undefined) return null
  return {
    undo: { past: undo.past.slice(0, -1), future: [...undo.future, now], last: 'whole', caret: before.to },
    writing: before,
  }
}

/** `null`: nothing was taken back, or something was changed since. */
export function redone(undo: Undo, now: Writing): { readonly undo: Undo; readonly writing: Writing } | null {
  const next = undo.future.at(-1)
  if (next === undefined) return null
  return {
    undo: { past: [...undo.past, now], future: undo.future.slice(0, -1), last: 'whole', caret: next.to },
    writing: next,
  }
}

/** A step holds a word with the space before it. */
function startsWord(before: Writing, after: Writing, change: 'typing' | 'deleting'): boolean {
  const length = Math.abs(after.text.length - before.text.length)
  if (change === 'deleting') {
    const deleted = before.text.slice(after.to, after.to + length)
    return /\S/.test(deleted) && /\s/.test(before.text.charAt(after.to + length))
  }
  const typed = after.text.slice(after.to - length, after.to)
  return /^\s/.test(typed) && !/\s/.test(before.text.charAt(before.to - 1))
}

function kept(past: readonly Writing[]): readonly Writing[] {
  let units = 0
  let first = past.length
  while (first > 0 && past.length - first < stepsMax) {
    units += past[first - 1]?.text.length ?? 0
    // The newest is kept however long it is.
    if (units > unitsMax && first < past.length) break
    first--
  }
  return past.slice(first)
}
