/**
 * Lines of at most so many cells. Breaks at spaces and between ideographs, hard only where a word is longer than a line;
 * never inside a cluster. Styles stay. Linear in the text's length: a megabyte without a space takes milliseconds.
 */
import type { Line, Span, Tone } from './line.ts'
import { clustersOf, clusterWidth, isSimple, width } from './width.ts'

export interface WrapOptions {
  /** Cells by which every line but the first is shifted to the right. They count. 0 when absent. */
  readonly indent?: number
}

/** Spaces at a break are dropped. An empty text is one empty line. With less than two cells, wide clusters are left out. */
export function wrap(line: Line, cells: number, options: WrapOptions = {}): readonly Line[] {
  const rows = createRows(Math.max(1, cells), Math.min(options.indent ?? 0, Math.max(0, cells - 2)))
  for (const span of line)
    for (const [chunk] of span.text.matchAll(/ +|[^ ]+/g))
      if (chunk.startsWith(' ')) rows.space(span, chunk.length)
      else if (isSimple(chunk)) rows.letters(span, chunk, chunk.length)
      else for (const word of wordsOf(chunk)) rows.word(span, word)
  return rows.end()
}

/** As `wrap`, for a text of one tone. */
export const wrapText = (text: string, tone: Tone, cells: number): readonly Line[] => wrap([{ text, tone }], cells)

/** Cut at exactly `cells` cells, spaces and all: for code, where every space means something. */
export function wrapHard(line: Line, cells: number): readonly Line[] {
  const rows = createRows(Math.max(1, cells), 0)
  for (const span of line) rows.hard(span, span.text)
  return rows.end()
}

interface Word {
  readonly text: string
  readonly cells: number
  /** A line may end before it, though no space stands there. */
  readonly isBreakBefore: boolean
}

const hangul = /^\p{Script=Hangul}/u
/** Marks that may not begin a line, and those that may not end one. */
const closing = /^[\p{Pe}\p{Pf}、。，．！？：；・ー々…]/u
const opening = /^[\p{Ps}\p{Pi}]/u

/** A text without spaces, split where a line may end: around wide clusters, except Korean, which has spaces. */
function* wordsOf(text: string): Generator<Word> {
  let word = ''
  let cells = 0
  let isBreakBefore = false
  let wasWide = false
  let wasOpening = false
  for (const cluster of clustersOf(text)) {
    const clusterCells = clusterWidth(cluster)
    const isWide = clusterCells > 1 && !hangul.test(cluster)
    if (word !== '' && (isWide || wasWide) && !wasOpening && !closing.test(cluster)) {
      yield { text: word, cells, isBreakBefore }
      word = ''
      cells = 0
      isBreakBefore = true
    }
    word += cluster
    cells += clusterCells
    wasWide = isWide
    wasOpening = opening.test(cluster)
  }
  if (word !== '') yield { text: word, cells, isBreakBefore }
}

interface Rows {
  space(span: Span, cells: number): void
  letters(span: Span, text: string, cells: number): void
  word(span: Span, word: Word): void
  hard(span: Span, text: string): void
  end(): readonly Line[]
}

function createRows(cells: number, indent: number): Rows {
  const lines: Line[] = []
  let row: Span[] = []
  let rowCells = 0
  let isRowEmpty = true
  let spaces: Span[] = []
  let spaceCells = 0
  let word: Span[] = []
  let wordCells = 0

  const put = (span: Span, text: string, textCells: number): void => {
    const last = row[row.length - 1]
    // Parts of one span follow each other in most lines: kept as one.
    if (last !== undefined && isSameStyle(last, span)) row[row.length - 1] = { ...last, text: last.text + text }
    else row.push({ ...span, text })
    rowCells += textCells
    isRowEmpty = false
  }
  const breakRow = (): void => {
    lines.push(row)
    row = indent > 0 ? [{ text: ' '.repeat(indent), tone: 'text' }] : []
    rowCells = indent
    isRowEmpty = true
    spaces = []
    spaceCells = 0
  }
  const cut = (span: Span, text: string): void => {
    if (isSimple(text)) {
      for (let at = 0; at < text.length;) {
        if (rowCells >= cells) breakRow()
        const part = text.slice(at, at + cells - rowCells)
        put(span, part, part.length)
        at += part.length
      }
      return
    }
    let part = ''
    let partCells = 0
    for (const cluster of clustersOf(text)) {
      const clusterCells = clusterWidth(cluster)
      if (clusterCells > cells - indent) continue
      if (rowCells + partCells + clusterCells > cells) {
        if (part !== '') put(span, part, partCells)
        part = ''
        partCells = 0
        breakRow()
      }
      part += cluster
      partCells += clusterCells
    }
    if (part !== '') put(span, part, partCells)
  }
  const flush = (): void => {
    if (word.length === 0) return
    if (rowCells + spaceCells + wordCells > cells && (!isRowEmpty || spaceCells > 0)) {
      if (isRowEmpty) {
        spaces = []
        spaceCells = 0
      } else breakRow()
    }
    for (const space of spaces) put(space, space.text, space.text.length)
    spaces = []
    spaceCells = 0
    if (rowCells + wordCells <= cells) for (const part of word) put(part, part.text, width(part.text))
    else for (const part of word) cut(part, part.text)
    word = []
    wordCells = 0
  }
  return {
    space: (span, count) => {
      flush()
      const kept = Math.min(count, cells - spaceCells)
      if (kept > 0) spaces.push({ ...span, text: ' '.repeat(kept) })
      spaceCells += Math.max(0, kept)
    },
    letters: (span, text, textCells) => {
      word.push({ ...span, text })
      wordCells += textCells
    },
    word: (span, { text, cells: textCells, isBreakBefore }) => {
      if (isBreakBefore) flush()
      word.push({ ...span, text })
      wordCells += textCells
    },
    hard: cut,
    end: () => {
      flush()
      lines.push(row)
      return lines
    },
  }
}

const isSameStyle = (one: Span, other: Span): boolean =>
  one.tone === other.tone &&
  one.href === other.href &&
  one.bold === other.bold &&
  one.italic === other.italic &&
  one.underline === other.underline &&
  one.strike === other.strike &&
  one.inverse === other.inverse
