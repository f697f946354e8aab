/**
 * The rows that a text is displayed in. A row is filled up to its last cell but one, which is kept for the caret; a space may
 * take the last, and then the next row begins. So no offset of the text is without a cell of its own.
 */
import type { EditContext } from './editor.ts'
import { graphemesOf, lineEnd } from '@parley/protocol/text'

/** Offsets in the text. The row's line end is not part of it. */
export interface Row {
  readonly from: number
  readonly to: number
}

/** A grapheme in its row: what is shown for it, from cell `x` on, `cells` wide. */
export interface Cell {
  readonly from: number
  readonly to: number
  readonly shown: string
  readonly x: number
  readonly cells: number
  /** It stands for something that cannot be shown. */
  readonly isStandIn: boolean
}

const columnsMin = 4
const tabCells = 4
/** Remembered lines. A text of one message's bound has fewer. */
const linesMax = 10_000
const standIn = '·'

const columnsOf = (context: EditContext): number => Math.max(columnsMin, Math.trunc(context.columns))

/** At least one row. Lines that did not change since the last call are not measured again. */
export function rowsOf(text: string, context: EditContext): readonly Row[] {
  const columns = columnsOf(context)
  const known = knownOf(context.width, columns)
  const rows: Row[] = []
  for (let from = 0; from <= text.length;) {
    const to = lineEnd(text, from)
    const line = text.slice(from, to)
    let starts = known.get(line)
    if (starts === undefined) {
      if (known.size >= linesMax) known.clear()
      starts = wrapLine(line, columns, context.width)
      known.set(line, starts)
    }
    for (const [index, start] of starts.entries())
      rows.push({ from: from + start, to: from + (starts[index + 1] ?? line.length) })
    from = to + 1
  }
  return rows
}

/** The row in which the caret stands for an offset: at the end of a wrapped row that is the start of the next. */
export function rowAt(rows: readonly Row[], offset: number): number {
  let low = 0
  let high = rows.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((rows[middle]?.from ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** The graphemes of a row with their cells, which follow each other from 0 on. */
export function cellsOf(text: string, row: Row, context: EditContext): readonly Cell[] {
  const columns = columnsOf(context)
  const cells: Cell[] = []
  let x = 0
  for (const grapheme of graphemesOf(text.slice(row.from, row.to))) {
    const measured = measure(grapheme.text, x, columns, context.width)
    const from = row.from + grapheme.at
    cells.push({ from, to: from + grapheme.text.length, x, ...measured })
    x += measured.cells
  }
  return cells
}

/** The cell of an offset in its row. */
export function columnOf(text: string, row: Row, offset: number, context: EditContext): number {
  let x = 0
  for (const cell of cellsOf(text, row, context)) {
    if (cell.from >= offset) break
    x = cell.x + cell.cells
  }
  return x
}

/** The offset in a row nearest to the left of cell `x`, and never one whose caret stands in the next row. */
export function offsetInRow(
  text: string,
  rows: readonly Row[],
  index: number,
  x: number,
  context: EditContext,
): number {
  const row = rows[index]
  if (row === undefined) return text.length
  const cells = cellsOf(text, row, context)
  const hit = cells.find((cell) => x < cell.x + cell.cells)
  if (hit !== undefined) return hit.from
  const isWrapped = rows[index + 1]?.from === row.to
  return isWrapped ? (cells.at(-1)?.from ?? row.from) : row.to
}

/** Where the rows of a line begin, in offsets of the line. */
function wrapLine(line: string, columns: number, width: (text: string) => number): readonly number[] {
  if (line.length < columns && printableAscii.test(line)) return [0]
  const starts = [0]
  let x = 0
  // Where this row may be cut between words, and how wide what stands behind that is.
  let cut = 0
  let sinceCut = 0
  for (const { text, at } of graphemesOf(line)) {
    const { cells } = measure(text, x, columns, width)
    if (isSpace(text)) {
      x += cells
      cut = at + text.length
      sinceCut = 0
      if (x >= columns) {
        starts.push(cut)
        x = 0
      }
      continue
    }
    // What is written without spaces (Han, Kana, emoji) may be cut before and behind every letter.
    if (cells > 1 && at > (starts.at(-1) ?? 0)) {
      cut = at
      sinceCut = 0
    }
    if (x + cells > columns - 1) {
      const isBetweenWords = cut > (starts.at(-1) ?? 0)
      starts.push(isBetweenWords ? cut : at)
      x = isBetweenWords ? sinceCut : 0
    }
    x += cells
    sinceCut += cells
    if (cells > 1) {
      cut = at + text.length
      sinceCut = 0
    }
  }
  return starts
}

function measure(
  text: string,
  x: number,
  columns: number,
  width: (text: string) => number,
): { readonly shown: string; readonly cells: number; readonly isStandIn: boolean } {
  if (text === '\t') {
    const cells = Math.min(tabCells, columns - x)
    return { shown: ' '.repeat(cells), cells, isStandIn: false }
  }
  if (text.length === 1 && printableAscii.test(text)) return { shown: text, cells: 1, isStandIn: false }
  const cells = width(text)
  // Hidden and reversing characters get a cell, so that nothing is in the text that its author does not see.
  if (cells < 1 || cells > columns - 1 || hidden.test(text)) return { shown: standIn, cells: 1, isStandIn: true }
  return { shown: text, cells, isStandIn: false }
}

const isSpace = (text: string): boolean => text === ' ' || text === '\t'
const printableAscii = /^[\x20-\x7e]*$/
const hidden = /^[\p{Cf}\p{Cc}\p{Zl}\p{Zp}\p{Cs}]$/u

const knownLines = new WeakMap<(text: string) => number, Map<number, Map<string, readonly number[]>>>()

function knownOf(width: (text: string) => number, columns: number): Map<string, readonly number[]> {
  let byColumns = knownLines.get(width)
  if (byColumns === undefined) {
    byColumns = new Map()
    knownLines.set(width, byColumns)
  }
  let known = byColumns.get(columns)
  if (known === undefined) {
    // One width of the terminal at a time.
    byColumns.clear()
    known = new Map()
    byColumns.set(columns, known)
  }
  return known
}
