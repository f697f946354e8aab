/** What each action does to the editor. Pure and total: an action that means nothing here leaves text and cursor as they are. */
import { utf8Bytes } from '@parley/protocol'
import { cleanText, lineEnd, lineStart, nextBoundary, previousBoundary, snapForward } from '@parley/protocol/text'
import { composerLimits, emptyEditor, type EditContext, type Editor, type EditorAction, type Last } from './editor.ts'
import { target } from './move.ts'
import { redone, remember, splice, undone } from './undo.ts'
import { wordAt, wordLeft, wordRight } from './words.ts'

/** An editor of a text, cursor at the end, nothing to undo. The ring goes with the person from chat to chat. */
export function editorOf(text: string, killRing: readonly string[] = []): Editor {
  const clean = cleanText(text)
  return { ...emptyEditor, text: clean, cursor: clean.length, killRing }
}

/** The selected range; null where nothing is selected. */
export function selectionOf({ cursor, anchor }: Editor): { readonly from: number; readonly to: number } | null {
  if (anchor === null || anchor === cursor) return null
  return { from: Math.min(anchor, cursor), to: Math.max(anchor, cursor) }
}

export function edit(editor: Editor, action: EditorAction, context: EditContext): Editor {
  const { text, cursor } = editor
  const selection = selectionOf(editor)
  const { from, to } = selection ?? { from: cursor, to: cursor }
  switch (action.type) {
    case 'insert':
      return insert(editor, from, to, cleanText(action.text))
    case 'newline':
      return replace(editor, from, to, '\n', other)
    case 'backspace':
      return selection === null
        ? replace(editor, previousBoundary(text, cursor), cursor, '', deleting)
        : replace(editor, from, to, '', other)
    case 'deleteForward':
      return selection === null
        ? replace(editor, cursor, nextBoundary(text, cursor), '', deleting)
        : replace(editor, from, to, '', other)
    case 'deleteWordBack':
      return selection === null ? kill(editor, wordLeft(text, cursor), cursor) : kill(editor, from, to)
    case 'deleteWordForward':
      return selection === null ? kill(editor, cursor, wordRight(text, cursor)) : kill(editor, from, to)
    case 'killToLineEnd': {
      const end = lineEnd(text, cursor)
      return kill(editor, cursor, end === cursor ? nextBoundary(text, cursor) : end)
    }
    case 'killToLineStart': {
      const start = lineStart(text, cursor)
      return kill(editor, start === cursor ? previousBoundary(text, cursor) : start, cursor)
    }
    case 'killLine': {
      const end = lineEnd(text, cursor)
      const start = lineStart(text, cursor)
      // The last line goes with the line end before it.
      return end < text.length ? kill(editor, start, end + 1) : kill(editor, Math.max(0, start - 1), end)
    }
    case 'killRegion':
      return kill(editor, from, to)
    case 'copyRegion':
      return copy(editor, from, to)
    case 'yank':
      return yank(editor, from, to, 0)
    case 'yankPop':
      if (editor.last.type !== 'yank') return settled(editor, other)
      return yank(editor, editor.last.from, editor.last.to, editor.last.index + 1)
    case 'move': {
      const isSelecting = action.select || editor.isMarking
      if (!isSelecting && selection !== null && (action.to === 'left' || action.to === 'right'))
        return moveTo(editor, action.to === 'left' ? from : to, false, null)
      const { offset, goalColumn } = target(editor, action.to, context)
      return moveTo(editor, offset, isSelecting, goalColumn)
    }
    case 'moveTo':
      return moveTo(editor, snapForward(text, action.offset), action.select, null)
    case 'selectAll':
      return { ...settled(editor, other), anchor: text === '' ? null : 0, cursor: text.length }
    case 'selectWord': {
      const word = wordAt(text, snapForward(text, action.offset))
      return { ...settled(editor, other), anchor: word.from === word.to ? null : word.from, cursor: word.to }
    }
    case 'setMark':
      return { ...settled(editor, other), anchor: cursor, isMarking: true }
    case 'dropSelection':
      return { ...settled(editor, other), anchor: null, isMarking: false }
    case 'transpose':
      return transpose(editor)
    case 'upcase':
      return changeCase(editor, (words) => words.toUpperCase())
    case 'downcase':
      return changeCase(editor, (words) => words.toLowerCase())
    case 'capitalise':
      return changeCase(editor, (words) => words.toLowerCase().replace(wordStarts, (letter) => letter.toUpperCase()))
    case 'undo':
      return undone(editor) ?? settled(editor, other)
    case 'redo':
      return redone(editor) ?? settled(editor, other)
    case 'replaceAll':
      return replace(editor, 0, text.length, cleanText(action.text), other)
    case 'replaceRange': {
      const start = snapForward(text, Math.min(action.from, action.to))
      return replace(editor, start, snapForward(text, Math.max(action.from, action.to)), cleanText(action.text), other)
    }
  }
}

const other: Last = { type: 'other' }
const deleting: Last = { type: 'deleting' }
const wordStarts = /(?<![\p{L}\p{M}\p{N}\p{Pc}])\p{L}/gu

const settled = (editor: Editor, last: Last): Editor => ({ ...editor, goalColumn: null, last, refused: null })

function insert(editor: Editor, from: number, to: number, text: string): Editor {
  const isOne = text !== '' && text !== '\n' && nextBoundary(text, 0) === text.length
  return replace(editor, from, to, text, isOne && from === to ? { type: 'typing' } : other)
}

/** The one way in which text changes. It is refused where the text would grow past its bound. */
function replace(editor: Editor, from: number, to: number, inserted: string, last: Last): Editor {
  const removed = editor.text.slice(from, to)
  if (removed === inserted) return { ...settled(editor, last), anchor: null, isMarking: false, cursor: to }
  const text = splice(editor.text, from, to - from, inserted)
  if (inserted.length > removed.length && text.length * 3 > composerLimits.textBytesMax) {
    const bytes = utf8Bytes(text)
    if (bytes > composerLimits.textBytesMax && bytes > utf8Bytes(editor.text))
      return { ...settled(editor, other), refused: tooLong }
  }
  // What is inserted may join with its neighbours: the cursor goes behind the whole.
  const cursor = snapForward(text, from + inserted.length)
  const change = {
    at: from,
    removed,
    inserted,
    before: { cursor: editor.cursor, anchor: editor.anchor },
    after: { cursor, anchor: null },
  }
  const joins = (last.type === 'typing' || last.type === 'deleting') && editor.last.type === last.type
  return {
    ...settled(editor, last),
    text,
    cursor,
    anchor: null,
    isMarking: false,
    undo: remember(editor, change, joins),
    redo: [],
  }
}

const tooLong = `That is too long: there is room for ${composerLimits.textBytesMax / 1024} KB.`

function moveTo(editor: Editor, offset: number, isSelecting: boolean, goalColumn: number | null): Editor {
  return {
    ...settled(editor, other),
    cursor: offset,
    anchor: isSelecting ? (editor.anchor ?? editor.cursor) : null,
    isMarking: isSelecting && editor.isMarking,
    goalColumn,
  }
}

function kill(editor: Editor, from: number, to: number): Editor {
  const killed = editor.text.slice(from, to)
  if (killed === '') return settled(editor, editor.last.type === 'kill' ? editor.last : other)
  const [newest, ...older] = editor.killRing
  const continues = editor.last.type === 'kill' && newest !== undefined
  // What stood before the cursor goes in front of what was killed before, so that one yank brings all of it back in order.
  const entry = continues ? (to === editor.cursor ? killed + newest : newest + killed) : killed
  const ring = continues ? older : editor.killRing
  return {
    ...replace(editor, from, to, '', { type: 'kill' }),
    killRing: [entry, ...ring].slice(0, composerLimits.killRingMax),
  }
}

function copy(editor: Editor, from: number, to: number): Editor {
  const copied = editor.text.slice(from, to)
  const rest = { ...settled(editor, other), anchor: null, isMarking: false }
  return copied === '' ? rest : { ...rest, killRing: [copied, ...editor.killRing].slice(0, composerLimits.killRingMax) }
}

function yank(editor: Editor, from: number, to: number, index: number): Editor {
  const { killRing } = editor
  const entry = killRing[index % Math.max(1, killRing.length)]
  if (entry === undefined) return settled(editor, other)
  const yanked = replace(editor, from, to, entry, other)
  if (yanked.refused !== null) return yanked
  // Where the entry joined with what follows, the next pop must not cut a grapheme.
  if (yanked.cursor !== from + entry.length || snapForward(yanked.text, from) !== from) return yanked
  return { ...yanked, last: { type: 'yank', from, to: yanked.cursor, index: index % killRing.length } }
}

/** The graphemes before and behind the cursor change places and the cursor goes on; at a line's end, the two before it. */
function transpose(editor: Editor): Editor {
  const { text, cursor } = editor
  const isAtEnd = lineEnd(text, cursor) === cursor
  const middle = isAtEnd ? previousBoundary(text, cursor) : cursor
  const start = lineStart(text, cursor)
  if (middle <= start) return settled(editor, other)
  const from = previousBoundary(text, middle)
  const to = nextBoundary(text, middle)
  return replace(editor, from, to, text.slice(middle, to) + text.slice(from, middle), other)
}

function changeCase(editor: Editor, change: (words: string) => string): Editor {
  const selection = selectionOf(editor)
  const from = selection?.from ?? editor.cursor
  const to = selection?.to ?? wordRight(editor.text, editor.cursor)
  return replace(editor, from, to, change(editor.text.slice(from, to)), other)
}
