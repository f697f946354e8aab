/** Where every grapheme of the composer stands: rows wrapped by words, the selection inverse, the caret's cell. */
import type { Line, Span, Tone } from '../text/line.ts'
import { selectionOf } from './edit.ts'
import type { EditContext, Editor } from './editor.ts'
import { cellsOf, columnOf, offsetInRow, rowAt, rowsOf } from './rows.ts'

export interface LayoutOptions extends EditContext {
  /** Rows shown, at least 1. */
  readonly rowsMax: number
  /** The first row shown before; it moves only as far as the caret needs. */
  readonly top: number
  readonly tone: Tone
}

export interface Layout {
  /** At least one. */
  readonly lines: readonly Line[]
  /** Cell of the caret in `lines`; `y` < `lines.length`, `x` < `columns`. */
  readonly caret: { readonly x: number; readonly y: number }
  /** The first row shown, to hand in again. */
  readonly top: number
  /** Rows of the whole text. */
  readonly rowsTotal: number
}

export function layoutEditor(editor: Editor, options: LayoutOptions): Layout {
  const rows = rowsOf(editor.text, options)
  const rowsMax = Math.max(1, Math.trunc(options.rowsMax))
  const caretRow = rowAt(rows, editor.cursor)
  // The caret is shown, and no row stays empty below the text while some are hidden above.
  const lowest = Math.max(0, Math.min(caretRow, rows.length - rowsMax))
  const top = Math.max(caretRow - rowsMax + 1, Math.min(Math.max(0, Math.trunc(options.top)), lowest))
  const selection = selectionOf(editor)
  const lines: Line[] = []
  for (const row of rows.slice(top, top + rowsMax)) {
    const spans: Span[] = []
    for (const cell of cellsOf(editor.text, row, options)) {
      const isSelected = selection !== null && cell.from >= selection.from && cell.from < selection.to
      add(spans, cell.shown, cell.isStandIn ? 'muted' : options.tone, isSelected)
    }
    // A selected line end shows as one inverse cell, else a selected empty line would not show at all.
    const isLineEnd = editor.text.charCodeAt(row.to) === 10
    if (isLineEnd && selection !== null && row.to >= selection.from && row.to < selection.to)
      add(spans, ' ', options.tone, true)
    lines.push(spans)
  }
  const row = rows[caretRow]
  const x = row === undefined ? 0 : columnOf(editor.text, row, editor.cursor, options)
  return { lines, caret: { x, y: caretRow - top }, top, rowsTotal: rows.length }
}

/** The offset under a cell of the lines shown from row `top` on: of the grapheme there, else of its row's end. */
export function offsetAt(
  editor: Editor,
  x: number,
  y: number,
  context: EditContext & { readonly top: number },
): number {
  const rows = rowsOf(editor.text, context)
  const index = Math.min(Math.max(0, context.top + y), rows.length - 1)
  return offsetInRow(editor.text, rows, index, Math.max(0, x), context)
}

function add(spans: Span[], text: string, tone: Tone, isSelected: boolean): void {
  const last = spans.at(-1)
  if (last !== undefined && last.tone === tone && (last.inverse === true) === isSelected)
    spans[spans.length - 1] = { ...last, text: last.text + text }
  else spans.push(isSelected ? { text, tone, inverse: true } : { text, tone })
}
