/**
 * Vim's commands in the composer, as changes of its text. Pure: what has begun is in the state.
 *
 * In normal mode the cursor stands on a letter and nothing is selected. `i` and `a` take it as it is shown, so that a cursor which
 * other keys or the mouse put behind a line's last letter writes there.
 */
import { edit } from '../../composer/edit.ts'
import type { EditContext, Editor, EditorAction } from '../../composer/editor.ts'
import { lineEnd, lineStart, nextBoundary, previousBoundary } from '@parley/protocol/text'
import { caseOf, drop, join, moveTo, put, putOver, replaceLetters, worked } from './change.ts'
import { firstLetter, linesOf, type Motion, motionOf, objectOf, onLetter, operandOf, type Span } from './motion.ts'
import { typedCharsMax, type VimResult, type VimState } from './state.ts'

const repeatsMax = 999

type Maybe = VimResult | 'incomplete' | null

/** Escape in insert mode: the cursor stands on the letter that was typed last. */
export function escapeInsert(
  vim: VimState,
  { text, cursor }: Editor,
): { vim: VimState; edits: readonly EditorAction[] } {
  const to = cursor > lineStart(text, cursor) ? previousBoundary(text, cursor) : cursor
  return { vim: { ...vim, mode: 'normal', typed: '' }, edits: [drop, moveTo(to)] }
}

/** `input` is what was typed, or the name of a key. `null` for a key that vim leaves to the table. */
export function vimPress(vim: VimState, input: string, editor: Editor): VimResult | null {
  const result = pressed(vim, input, editor)
  if (result?.type !== 'edits' || result.vim.mode !== 'normal') return result
  return { ...result, edits: settled(editor, result.edits) }
}

/** The changes, and behind them what normal mode asks for. */
function settled(editor: Editor, actions: readonly EditorAction[]): readonly EditorAction[] {
  const { text, cursor, anchor } = actions.reduce((one, action) => edit(one, action, anyContext), editor)
  const to = onLetter(text, anchor === null ? cursor : Math.min(anchor, cursor))
  return anchor === null && to === cursor ? actions : [...actions, drop, moveTo(to)]
}

/** Only moves by rows depend on it, and they are the table's. */
const anyContext: EditContext = { columns: 80, width: () => 1 }

function pressed(vim: VimState, input: string, editor: Editor): VimResult | null {
  const cleared: VimState = { ...vim, typed: '' }
  const nothing: VimResult = { type: 'none', vim: cleared }
  if (input === 'escape') {
    if (vim.typed !== '') return nothing
    if (vim.mode !== 'normal') return edits({ ...cleared, mode: 'normal' }, [drop])
    return { type: 'action', vim: cleared, id: 'cancel' }
  }
  if (input === 'ctrl+r') {
    const { count, rest } = counted(vim.typed)
    return rest === '' && vim.mode === 'normal' ? edits(cleared, times('redo', count ?? 1)) : nothing
  }
  if (input === 'backspace' && vim.typed === '') return pressed(vim, 'h', editor)
  // Keys with names are the table's; a letter, and what a command waits for, are vim's.
  if (nextBoundary(input, 0) !== input.length) return vim.typed === '' ? null : nothing
  const typed = vim.typed + input
  if (typed.length > typedCharsMax) return nothing
  const isAgain = typed === '.' && vim.mode === 'normal'
  const result = isAgain
    ? normal(cleared, vim.lastChange, editor)
    : vim.mode === 'normal'
      ? normal(cleared, typed, editor)
      : visual(cleared, typed, editor)
  if (result === 'incomplete') return isAgain ? nothing : { type: 'pending', vim: { ...vim, typed } }
  return result ?? nothing
}

const edits = (vim: VimState, actions: readonly EditorAction[]): VimResult => ({ type: 'edits', vim, edits: actions })

const times = (type: 'undo' | 'redo', count: number): readonly EditorAction[] =>
  Array.from({ length: count }, () => ({ type }))

/** A count, and what follows it. `0` alone is a motion. */
function counted(typed: string): { readonly count: number | null; readonly rest: string } {
  const found = /^([1-9]\d*)?(.*)$/su.exec(typed)
  const count = found?.[1] === undefined ? null : Math.min(Number(found[1]), repeatsMax)
  return { count, rest: found?.[2] ?? '' }
}

/** Commands that are short for others. */
const short: Readonly<Record<string, readonly [operator: string, keys: string]>> = {
  x: ['d', 'l'],
  X: ['d', 'h'],
  D: ['d', '$'],
  C: ['c', '$'],
  s: ['c', 'l'],
  S: ['c', 'c'],
  Y: ['y', 'y'],
}

function normal(vim: VimState, typed: string, editor: Editor): Maybe {
  const { count, rest } = counted(typed)
  if (rest === '') return 'incomplete'
  const { text } = editor
  const cursor = onLetter(text, editor.cursor)
  const insert = (actions: readonly EditorAction[]): VimResult => edits({ ...vim, mode: 'insert' }, [drop, ...actions])
  const changed = (actions: readonly EditorAction[]): VimResult => edits({ ...vim, lastChange: typed }, actions)
  const opened = (actions: readonly EditorAction[]): VimResult =>
    edits({ ...vim, mode: 'insert', lastChange: typed }, [drop, ...actions])
  const next = (from: number): number => Math.min(lineEnd(text, from), nextBoundary(text, from))
  const shortFor = Object.hasOwn(short, rest) ? short[rest] : undefined
  if (shortFor !== undefined) return operate(vim, typed, editor, ...shortFor, count)
  switch (rest) {
    case 'i':
      return insert([])
    case 'a':
      return insert([moveTo(next(editor.cursor))])
    case 'I':
      return insert([moveTo(firstLetter(text, cursor))])
    case 'A':
      return insert([moveTo(lineEnd(text, cursor))])
    case 'o':
      return opened([moveTo(lineEnd(text, cursor)), { type: 'newline' }])
    case 'O':
      return opened([moveTo(lineStart(text, cursor)), { type: 'newline' }, moveTo(lineStart(text, cursor))])
    case 'p':
    case 'P':
      return changed(put({ ...editor, cursor }, vim.lines, rest === 'p', count ?? 1))
    case 'u':
      return edits(vim, times('undo', count ?? 1))
    case 'v':
    case 'V':
      return edits({ ...vim, mode: rest === 'v' ? 'visual' : 'visualLine' }, [moveTo(cursor), { type: 'setMark' }])
    case '~': {
      let to = cursor
      for (let time = 0; time < (count ?? 1); time++) to = next(to)
      return changed(caseOf(text, { from: cursor, to, isLines: false }, null))
    }
    case 'J':
      return changed(join(text, cursor, Math.max(1, (count ?? 1) - 1)))
    case 'j':
    case 'k':
      return {
        type: 'action',
        vim,
        id: rest === 'k' ? 'moveUp' : 'moveDown',
        ...(count === null ? {} : { count }),
      }
  }
  if (rest.startsWith('r')) {
    if (rest.length === 1) return 'incomplete'
    let to = cursor
    for (let time = 0; time < (count ?? 1); time++) {
      // There are not so many letters.
      if (to === lineEnd(text, cursor)) return null
      to = next(to)
    }
    return changed(replaceLetters(text, { from: cursor, to, isLines: false }, rest.slice(1), null))
  }
  const operator = /^[dcy]/.exec(rest)?.[0]
  if (operator !== undefined) {
    const inner = counted(rest.slice(1))
    if (inner.rest === '') return 'incomplete'
    const both = count === null && inner.count === null ? null : Math.min((count ?? 1) * (inner.count ?? 1), repeatsMax)
    return operate(vim, typed, editor, operator, inner.rest, both)
  }
  const motion = motionOf(text, cursor, rest, count)
  return motion === null || motion === 'incomplete' ? motion : edits(vim, [moveTo(motion.to)])
}

/** An operator over a motion, a text object, or its own letter again for whole lines. */
function operate(
  vim: VimState,
  typed: string,
  editor: Editor,
  operator: string,
  keys: string,
  count: number | null,
): Maybe {
  const { text } = editor
  const cursor = onLetter(text, editor.cursor)
  const span = spanOf(text, cursor, operator, keys, count)
  if (span === null || span === 'incomplete') return span
  const { actions, lines } = worked(text, operator, span, cursor)
  // A copy changes nothing that could be done again.
  const lastChange = operator === 'y' ? vim.lastChange : typed
  return edits({ ...vim, mode: afterOperator(operator), lastChange, lines: heldBefore(vim, lines) }, actions)
}

const afterOperator = (operator: string): 'insert' | 'normal' => (operator === 'c' ? 'insert' : 'normal')
const heldBefore = (vim: VimState, lines: VimState['lines'] | undefined): VimState['lines'] =>
  lines === undefined ? vim.lines : lines

function spanOf(
  text: string,
  cursor: number,
  operator: string,
  keys: string,
  count: number | null,
): Span | 'incomplete' | null {
  if (keys === operator) {
    const last = count === null || count === 1 ? null : motionOf(text, cursor, 'j', count - 1)
    return linesOf(text, cursor, last === null || last === 'incomplete' ? cursor : last.to)
  }
  const object = objectOf(text, cursor, keys)
  if (object !== null) return object
  const motion = operandOf(text, cursor, operator, keys, count)
  return motion === null || motion === 'incomplete' ? motion : between(text, cursor, motion)
}

function between(text: string, cursor: number, { to, isInclusive, isLines }: Motion): Span {
  if (isLines) return linesOf(text, cursor, to)
  const end = Math.max(cursor, to)
  return { from: Math.min(cursor, to), to: isInclusive ? nextBoundary(text, end) : end, isLines: false }
}

function visual(vim: VimState, typed: string, editor: Editor): Maybe {
  const { count, rest } = counted(typed)
  if (rest === '') return 'incomplete'
  const { text, cursor } = editor
  const anchor = editor.anchor ?? cursor
  const done: VimState = { ...vim, mode: 'normal' }
  const span: Span =
    vim.mode === 'visualLine'
      ? linesOf(text, anchor, cursor)
      : { from: Math.min(anchor, cursor), to: nextBoundary(text, Math.max(anchor, cursor)), isLines: false }
  const operator = Object.hasOwn(visualOperators, rest) ? visualOperators[rest] : undefined
  if (operator !== undefined) {
    const { actions, lines } = worked(text, operator, span, span.from)
    return edits({ ...vim, mode: afterOperator(operator), lines: heldBefore(vim, lines) }, [drop, ...actions])
  }
  switch (rest) {
    case 'v':
    case 'V': {
      const mode = rest === 'v' ? 'visual' : 'visualLine'
      return mode === vim.mode ? edits(done, [drop]) : edits({ ...vim, mode }, [])
    }
    case '~':
      return edits(done, [drop, ...caseOf(text, span, span.from)])
    case 'J': {
      // Of one line it joins the next to it, as in normal mode.
      const ends = text.slice(span.from, Math.max(anchor, cursor)).split('\n').length - 1
      return edits(done, [drop, ...join(text, span.from, Math.max(1, ends))])
    }
    case 'p':
      return edits(done, putOver(editor, vim.lines, span))
    case 'o':
      return edits(vim, [drop, moveTo(cursor), { type: 'setMark' }, moveTo(anchor, true)])
  }
  if (rest.startsWith('r'))
    return rest.length === 1 ? 'incomplete' : edits(done, replaceLetters(text, span, rest.slice(1), span.from))
  const object = objectOf(text, cursor, rest)
  if (object === 'incomplete') return object
  if (object !== null)
    return edits(vim, [
      drop,
      moveTo(object.from),
      { type: 'setMark' },
      moveTo(Math.max(object.from, previousBoundary(text, object.to)), true),
    ])
  const motion = motionOf(text, cursor, rest, count)
  return motion === null || motion === 'incomplete' ? motion : edits(vim, [moveTo(motion.to, true)])
}

const visualOperators: Readonly<Partial<Record<string, string>>> = { d: 'd', x: 'd', c: 'c', s: 'c', y: 'y' }
