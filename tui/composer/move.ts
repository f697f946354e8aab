/** Where a move leads. */
import type { EditContext, Editor, Move } from './editor.ts'
import { lineEnd, lineStart, nextBoundary, previousBoundary } from '@parley/protocol/text'
import { columnOf, offsetInRow, rowAt, rowsOf } from './rows.ts'
import { wordLeft, wordRight } from './words.ts'

export interface Target {
  readonly offset: number
  /** Kept for the next move up or down; null after every other move. */
  readonly goalColumn: number | null
}

export function target(editor: Editor, move: Move, context: EditContext): Target {
  const { text, cursor } = editor
  switch (move) {
    case 'left':
      return at(previousBoundary(text, cursor))
    case 'right':
      return at(nextBoundary(text, cursor))
    case 'wordLeft':
      return at(wordLeft(text, cursor))
    case 'wordRight':
      return at(wordRight(text, cursor))
    case 'lineStart':
      return at(lineStart(text, cursor))
    case 'lineEnd':
      return at(lineEnd(text, cursor))
    case 'up':
      return byRow(editor, -1, context)
    case 'down':
      return byRow(editor, 1, context)
    case 'textStart':
      return at(0)
    case 'textEnd':
      return at(text.length)
  }
}

/** True where moving up finds no row: what is meant then is often the text sent before. */
export const isOnFirstRow = (editor: Editor, context: EditContext): boolean =>
  rowAt(rowsOf(editor.text, context), editor.cursor) === 0

export function isOnLastRow(editor: Editor, context: EditContext): boolean {
  const rows = rowsOf(editor.text, context)
  return rowAt(rows, editor.cursor) === rows.length - 1
}

const at = (offset: number): Target => ({ offset, goalColumn: null })

function byRow(editor: Editor, step: 1 | -1, context: EditContext): Target {
  const { text, cursor } = editor
  const rows = rowsOf(text, context)
  const from = rowAt(rows, cursor)
  const row = rows[from]
  if (row === undefined) return at(cursor)
  const goalColumn = editor.goalColumn ?? columnOf(text, row, cursor, context)
  const to = from + step
  if (to < 0) return { offset: 0, goalColumn }
  if (to >= rows.length) return { offset: text.length, goalColumn }
  return { offset: offsetInRow(text, rows, to, goalColumn, context), goalColumn }
}
