/** Steps of undo: what a change was, which changes make one step, how many are kept. */
import { type Change, composerLimits, type Editor, type Place } from './editor.ts'

/** The editor with the change on top of its undo steps. `joins`: it continues the newest step where the two touch. */
export function remember(editor: Editor, change: Change, joins: boolean): readonly Change[] {
  const newest = editor.undo.at(-1)
  const joined = joins && newest !== undefined ? join(newest, change) : null
  if (joined !== null) return [...editor.undo.slice(0, -1), joined]
  const steps = [...editor.undo.slice(-(composerLimits.undoStepsMax - 1)), change]
  let units = 0
  let first = steps.length
  while (first > 0) {
    units += unitsOf(steps[first - 1])
    // The newest is kept however long it is: the text's own bound bounds it.
    if (units > composerLimits.undoUnitsMax && first < steps.length) break
    first--
  }
  return first === 0 ? steps : steps.slice(first)
}

/** Null where there is nothing to take back. */
export function undone(editor: Editor): Editor | null {
  const change = editor.undo.at(-1)
  if (change === undefined) return null
  const text = splice(editor.text, change.at, change.inserted.length, change.removed)
  return moved(editor, text, change.before, editor.undo.slice(0, -1), [...editor.redo, change])
}

/** Null where nothing was taken back, or something was changed since. */
export function redone(editor: Editor): Editor | null {
  const change = editor.redo.at(-1)
  if (change === undefined) return null
  const text = splice(editor.text, change.at, change.removed.length, change.inserted)
  return moved(editor, text, change.after, [...editor.undo, change], editor.redo.slice(0, -1))
}

const moved = (
  editor: Editor,
  text: string,
  place: Place,
  undo: readonly Change[],
  redo: readonly Change[],
): Editor => ({
  ...editor,
  text,
  cursor: place.cursor,
  anchor: place.anchor,
  isMarking: false,
  undo,
  redo,
  goalColumn: null,
  last: { type: 'other' },
  refused: null,
})

/** Typing goes on to the right, deleting to the left or in place; a new word, or the gap before a deleted one, is a new step. */
function join(before: Change, after: Change): Change | null {
  const isTyping = before.removed === '' && after.removed === ''
  if (isTyping && before.at + before.inserted.length === after.at) {
    if (startsWithSpace(after.inserted) < endsWithSpace(before.inserted)) return null
    return { ...before, inserted: before.inserted + after.inserted, after: after.after }
  }
  const isDeleting = before.inserted === '' && after.inserted === ''
  if (isDeleting && after.at + after.removed.length === before.at) {
    if (endsWithSpace(after.removed) > startsWithSpace(before.removed)) return null
    return { ...before, at: after.at, removed: after.removed + before.removed, after: after.after }
  }
  if (isDeleting && after.at === before.at) {
    if (startsWithSpace(after.removed) > endsWithSpace(before.removed)) return null
    return { ...before, removed: before.removed + after.removed, after: after.after }
  }
  return null
}

const startsWithSpace = (text: string): number => (/^\s/.test(text) ? 1 : 0)
const endsWithSpace = (text: string): number => (/\s/.test(text.slice(-1)) ? 1 : 0)
const unitsOf = (change: Change | undefined): number =>
  change === undefined ? 0 : change.removed.length + change.inserted.length

/** The text with `length` units from `at` on replaced. */
export const splice = (text: string, at: number, length: number, inserted: string): string =>
  text.slice(0, at) + inserted + text.slice(at + length)
