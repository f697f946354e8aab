/** Vim's commands in the composer, as changes of its text. Pure: what has begun is in the state. */
import type { Editor, EditorAction } from '../../composer/editor.ts'
import { lineEnd, lineStart, nextBoundary, previousBoundary } from '../../composer/graphemes.ts'
import { firstLetter, linesOf, type Motion, motionOf, objectOf, type Span } from './motion.ts'
import { typedCharsMax, type VimMode, type VimResult, type VimState } from './state.ts'

const repeatsMax = 999

const moveTo = (offset: number, select = false): EditorAction => ({ type: 'moveTo', offset, select })
const drop: EditorAction = { type: 'dropSelection' }

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
  const cleared: VimState = { ...vim, typed: '' }
  if (input === 'escape') {
    if (vim.typed !== '') return { type: 'none', vim: cleared }
    if (vim.mode !== 'normal') return edits({ ...cleared, mode: 'normal' }, [drop])
    return { type: 'action', vim: cleared, id: 'cancel' }
  }
  if (input === 'ctrl+r') return edits(cleared, [{ type: 'redo' }])
  // Keys with names are the table's; a letter, and what a command waits for, are vim's.
  if (nextBoundary(input, 0) !== input.length) return vim.typed === '' ? null : { type: 'none', vim: cleared }
  const typed = vim.typed + input
  if (typed.length > typedCharsMax) return { type: 'none', vim: cleared }
  if (input === '.' && vim.typed === '') return again(vim, editor)
  const result = vim.mode === 'normal' ? normal(cleared, typed, editor) : visual(cleared, typed, editor)
  if (result === 'incomplete') return { type: 'pending', vim: { ...vim, typed } }
  return result ?? { type: 'none', vim: cleared }
}

const edits = (vim: VimState, actions: readonly EditorAction[]): VimResult => ({ type: 'edits', vim, edits: actions })

function again(vim: VimState, editor: Editor): VimResult {
  const { lastChange } = vim
  const result = lastChange === '' ? null : normal({ ...vim, typed: '' }, lastChange, editor)
  return result === null || result === 'incomplete' ? { type: 'none', vim } : result
}

/** A count, and what follows it. `0` alone is a motion. */
function counted(typed: string): { readonly count: number | null; readonly rest: string } {
  const found = /^([1-9]\d*)?(.*)$/su.exec(typed)
  const count = found?.[1] === undefined ? null : Math.min(Number(found[1]), repeatsMax)
  return { count, rest: found?.[2] ?? '' }
}

function normal(vim: VimState, typed: string, editor: Editor): VimResult | 'incomplete' | null {
  const { count, rest } = counted(typed)
  if (rest === '') return 'incomplete'
  const { text, cursor } = editor
  const times = count ?? 1
  const insert = (actions: readonly EditorAction[]): VimResult => edits({ ...vim, mode: 'insert' }, actions)
  const changed = (actions: readonly EditorAction[], mode: VimMode = 'normal'): VimResult =>
    edits({ ...vim, mode, lastChange: typed }, actions)
  const after = Math.min(lineEnd(text, cursor), nextBoundary(text, cursor))
  switch (rest) {
    case 'i':
      return insert([])
    case 'a':
      return insert([moveTo(after)])
    case 'I':
      return insert([moveTo(firstLetter(text, cursor))])
    case 'A':
      return insert([moveTo(lineEnd(text, cursor))])
    case 'o':
      return changed([moveTo(lineEnd(text, cursor)), { type: 'newline' }], 'insert')
    case 'O':
      return changed([moveTo(lineStart(text, cursor)), { type: 'newline' }, moveTo(lineStart(text, cursor))], 'insert')
    case 'x':
      return operate(changed, 'd', editor, 'l', count)
    case 'X':
      return operate(changed, 'd', editor, 'h', count)
    case 'D':
      return operate(changed, 'd', editor, '$', count)
    case 'C':
      return operate(changed, 'c', editor, '$', count)
    case 's':
      return operate(changed, 'c', editor, 'l', count)
    case 'S':
      return operate(changed, 'c', editor, 'c', count)
    case 'Y':
      return operate(changed, 'y', editor, 'y', count)
    case 'p':
    case 'P':
      return changed(put(editor, rest === 'p', times))
    case 'u':
      return edits(
        vim,
        Array.from({ length: times }, () => ({ type: 'undo' as const })),
      )
    case 'v':
      return edits({ ...vim, mode: 'visual' }, [{ type: 'setMark' }])
    case 'V':
      return edits({ ...vim, mode: 'visualLine' }, [{ type: 'setMark' }])
    case '~':
      return changed(caseOf(text, { from: cursor, to: after, isLines: false }, after))
    case 'J':
      return changed(join(text, cursor))
  }
  if (rest.startsWith('r'))
    return rest.length === 1 ? 'incomplete' : replaceLetters(changed, editor, rest.slice(1), times)
  const operator = /^[dcy]/.exec(rest)?.[0]
  if (operator !== undefined) {
    const inner = counted(rest.slice(1))
    if (inner.rest === '') return 'incomplete'
    const both = count === null && inner.count === null ? null : Math.min(times * (inner.count ?? 1), repeatsMax)
    return operate(changed, operator, editor, inner.rest, both)
  }
  if (rest === 'k' || rest === 'j') return { type: 'action', vim, id: rest === 'k' ? 'moveUp' : 'moveDown' }
  const motion = motionOf(text, cursor, rest, count)
  return motion === null || motion === 'incomplete' ? motion : edits(vim, [moveTo(motion.to)])
}

type Changed = (actions: readonly EditorAction[], mode?: VimMode) => VimResult

/** An operator over a motion, a text object, or its own letter again for whole lines. */
function operate(
  changed: Changed,
  operator: string,
  editor: Editor,
  keys: string,
  count: number | null,
): VimResult | 'incomplete' | null {
  const { text, cursor } = editor
  const span = spanOf(text, cursor, operator, keys, count)
  if (span === null || span === 'incomplete') return span
  return changed(worked(text, operator, span, cursor), operator === 'c' ? 'insert' : 'normal')
}

function spanOf(
  text: string,
  cursor: number,
  operator: string,
  keys: string,
  count: number | null,
): Span | 'incomplete' | null {
  if (keys === operator) {
    const last = motionOf(text, cursor, 'j', Math.max(1, (count ?? 1) - 1))
    const isOne = (count ?? 1) === 1
    return linesOf(text, cursor, isOne || last === null || last === 'incomplete' ? cursor : last.to)
  }
  const object = objectOf(text, cursor, keys)
  if (object !== null) return object
  // `cw` changes the word and leaves the space behind it.
  const isWord = operator === 'c' && (keys === 'w' || keys === 'W') && /\S/.test(text.charAt(cursor))
  const motion = motionOf(text, cursor, isWord ? (keys === 'w' ? 'e' : 'E') : keys, count)
  return motion === null || motion === 'incomplete' ? motion : between(text, cursor, motion)
}

function between(text: string, cursor: number, { to, isInclusive, isLines }: Motion): Span {
  if (isLines) return linesOf(text, cursor, to)
  const end = Math.max(cursor, to)
  return { from: Math.min(cursor, to), to: isInclusive ? nextBoundary(text, end) : end, isLines: false }
}

function worked(text: string, operator: string, { from, to, isLines }: Span, cursor: number): readonly EditorAction[] {
  if (from === to) return operator === 'c' ? [moveTo(from)] : []
  // Changing lines leaves their last line end; deleting the last line takes the line end before it.
  const end = isLines && operator === 'c' && text.charAt(to - 1) === '\n' ? to - 1 : to
  const start =
    isLines && operator === 'd' && to === text.length && text.charAt(to - 1) !== '\n' ? Math.max(0, from - 1) : from
  const select = [drop, moveTo(start), moveTo(end, true)]
  if (operator === 'y') return [...select, { type: 'copyRegion' }, drop, moveTo(isLines ? cursor : from)]
  return [...select, { type: 'killRegion' }, drop]
}

/** What was deleted or copied last; lines go to lines of their own. */
function put({ text, cursor, killRing }: Editor, isBehind: boolean, times: number): readonly EditorAction[] {
  const [held] = killRing
  if (held === undefined) return []
  const words = held.repeat(times)
  if (held.endsWith('\n')) {
    const at = isBehind ? lineEnd(text, cursor) : lineStart(text, cursor)
    const inserted = isBehind ? `\n${words.slice(0, -1)}` : words
    return [{ type: 'replaceRange', from: at, to: at, text: inserted }, moveTo(isBehind ? at + 1 : at)]
  }
  const at = isBehind ? Math.min(lineEnd(text, cursor), nextBoundary(text, cursor)) : cursor
  return [{ type: 'replaceRange', from: at, to: at, text: words }]
}

function caseOf(text: string, { from, to }: Span, cursor: number): readonly EditorAction[] {
  const flipped = Array.from(text.slice(from, to), (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  ).join('')
  return from === to ? [] : [{ type: 'replaceRange', from, to, text: flipped }, moveTo(cursor)]
}

function join(text: string, cursor: number): readonly EditorAction[] {
  const end = lineEnd(text, cursor)
  if (end === text.length) return []
  return [{ type: 'replaceRange', from: end, to: firstLetter(text, end + 1), text: ' ' }, moveTo(end)]
}

function replaceLetters(changed: Changed, { text, cursor }: Editor, letter: string, times: number): VimResult | null {
  let to = cursor
  for (let time = 0; time < times; time++) {
    if (to >= lineEnd(text, cursor)) return null
    to = nextBoundary(text, to)
  }
  return changed([
    { type: 'replaceRange', from: cursor, to, text: letter.repeat(times) },
    moveTo(cursor + letter.length * (times - 1)),
  ])
}

function visual(vim: VimState, typed: string, editor: Editor): VimResult | 'incomplete' | null {
  const { count, rest } = counted(typed)
  if (rest === '') return 'incomplete'
  const { text, cursor } = editor
  const anchor = editor.anchor ?? cursor
  const done: VimState = { ...vim, mode: 'normal' }
  const span: Span =
    vim.mode === 'visualLine'
      ? linesOf(text, anchor, cursor)
      : { from: Math.min(anchor, cursor), to: nextBoundary(text, Math.max(anchor, cursor)), isLines: false }
  switch (rest) {
    case 'v':
    case 'V': {
      const mode = rest === 'v' ? 'visual' : 'visualLine'
      return mode === vim.mode ? edits(done, [drop]) : edits({ ...vim, mode }, [])
    }
    case 'd':
    case 'x':
      return edits(done, worked(text, 'd', span, cursor))
    case 'c':
    case 's':
      return edits({ ...vim, mode: 'insert' }, worked(text, 'c', span, cursor))
    case 'y':
      return edits(done, worked(text, 'y', span, span.from))
    case '~':
      return edits(done, [drop, ...caseOf(text, span, span.from)])
    case 'J':
      return edits(done, [drop, ...join(text, span.from)])
    case 'p': {
      const [held = ''] = editor.killRing
      return edits(done, [drop, { type: 'replaceRange', from: span.from, to: span.to, text: held }])
    }
    case 'o':
      return edits(vim, [moveTo(anchor), moveTo(cursor, true), moveTo(anchor, true)])
  }
  const motion = motionOf(text, cursor, rest, count)
  return motion === null || motion === 'incomplete' ? motion : edits(vim, [moveTo(motion.to, true)])
}
