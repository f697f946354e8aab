/**
 * How many cells a text takes. Owns the split of a text into clusters (what people see as one letter) and their widths.
 * Guarantees the same numbers as the renderer's own count (string-width 8): it pads and cuts by them, so another count, even
 * a better one, would shift every line. What terminals draw in another width is replaced before, by `createSteady`.
 */
import type { Line, Span } from './line.ts'

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** One unit, one cluster, one cell: nothing here joins with its neighbour. */
const simple = /^[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0530\u2010-\u2027\u2030-\u205e\u2500-\u257f]*$/

/** Every unit of it is a cluster of one cell. */
export const isSimple = (text: string): boolean => simple.test(text)

/** The clusters of a text in order; joined, they are the text. */
export function clustersOf(text: string): readonly string[] {
  if (isSimple(text)) return text.split('')
  const clusters: string[] = []
  for (const { segment } of segmenter.segment(text)) clusters.push(segment)
  return clusters
}

/** Cells of a text of one line without escapes. */
export function width(text: string): number {
  if (isSimple(text)) return text.length
  let cells = 0
  for (const { segment } of segmenter.segment(text)) cells += clusterWidth(segment)
  return cells
}

export const lineWidth = (line: Line): number => line.reduce((cells, span) => cells + width(span.text), 0)

/** Clusters whose width is remembered, and the longest of them in UTF-16 units. */
const knownMax = 4_096
const knownUnitsMax = 32
const known = new Map<string, number>()

export function clusterWidth(cluster: string): number {
  if (cluster.length === 1 && isSimple(cluster)) return 1
  const found = known.get(cluster)
  if (found !== undefined) return found
  const cells = measure(cluster)
  if (cluster.length > knownUnitsMax) return cells
  if (known.size >= knownMax) known.clear()
  known.set(cluster, cells)
  return cells
}

/**
 * At most `cells` cells, with `ellipsis` where something was cut. A wide cluster at the edge is left out whole, so the result
 * may be a cell shorter. The ellipsis of a line has the style of the span in which it stands.
 */
export function truncate(text: string, cells: number, ellipsis?: string): string
export function truncate(line: Line, cells: number, ellipsis?: string): Line
export function truncate(from: string | Line, cells: number, ellipsis = '…'): string | Line {
  return typeof from === 'string' ? truncateText(from, cells, ellipsis) : truncateLine(from, cells, ellipsis)
}

function truncateText(text: string, cells: number, ellipsis: string): string {
  // A cluster is at least a unit, so what is short enough in units can still be too wide, but never the other way round.
  if (isSimple(text) && text.length <= cells) return text
  if (!isWider(text, cells)) return text
  const end = width(ellipsis) <= cells ? ellipsis : ''
  return `${startOf(text, cells - width(end))}${end}`
}

function truncateLine(line: Line, cells: number, ellipsis: string): Line {
  if (lineWidth(line) <= cells) return line
  const end = width(ellipsis) <= cells ? ellipsis : ''
  let left = cells - width(end)
  const kept: Span[] = []
  for (const span of line) {
    const spanCells = width(span.text)
    if (spanCells <= left) {
      kept.push(span)
      left -= spanCells
      continue
    }
    const text = `${startOf(span.text, left)}${end}`
    if (text !== '') kept.push({ ...span, text })
    break
  }
  return kept
}

/** Exactly `cells` cells: cut with an ellipsis, or filled with spaces. */
export function pad(line: Line, cells: number): Line {
  const cut = truncate(line, cells)
  const missing = cells - lineWidth(cut)
  return missing <= 0 ? cut : [...cut, { text: ' '.repeat(missing), tone: 'text' }]
}

/** The longest start of a text that takes at most `cells` cells. */
function startOf(text: string, cells: number): string {
  if (cells <= 0) return ''
  if (isSimple(text)) return text.slice(0, cells)
  let taken = 0
  for (const { segment, index } of segmenter.segment(text)) {
    taken += clusterWidth(segment)
    if (taken > cells) return text.slice(0, index)
  }
  return text
}

function isWider(text: string, cells: number): boolean {
  let taken = 0
  for (const { segment } of segmenter.segment(text)) {
    taken += clusterWidth(segment)
    if (taken > cells) return true
  }
  return false
}

const visible =
  /[^\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Nonspacing_Mark}\p{Enclosing_Mark}\p{Surrogate}]/v
const emoji = /^\p{RGI_Emoji}$/v
const keycap = /^[\d#*]\u20e3$/
const pictographic = /\p{Extended_Pictographic}/gu
const spacingMark = /\p{Spacing_Mark}/v
const emojiUnitsMax = 50

function measure(cluster: string): number {
  const start = cluster.search(visible)
  if (start === -1) return 0
  if (emoji.test(cluster) || isLooseEmoji(cluster)) return 2
  const points = pointsOf(cluster.slice(start))
  const jamo = jamoWidth(points)
  if (jamo !== null) return jamo
  let cells = 0
  for (const [place, point] of points.entries())
    if (place === 0 || (point >= 0xff00 && point <= 0xffef) || spacingMark.test(String.fromCodePoint(point)))
      cells += pointWidth(point)
  return cells
}

/** Emoji that lack their variation selectors: a keycap, or two pictures joined. */
function isLooseEmoji(cluster: string): boolean {
  if (cluster.length > emojiUnitsMax) return false
  if (keycap.test(cluster)) return true
  return cluster.includes('\u200d') && (cluster.match(pictographic)?.length ?? 0) >= 2
}

const pointsOf = (text: string): readonly number[] => Array.from(text, (character) => character.codePointAt(0) ?? 0)

const isLeading = (point: number): boolean =>
  (point >= 0x1100 && point <= 0x115f) || (point >= 0xa960 && point <= 0xa97c)
const isVowel = (point: number): boolean => (point >= 0x1160 && point <= 0x11a7) || (point >= 0xd7b0 && point <= 0xd7c6)
const isTrailing = (point: number): boolean =>
  (point >= 0x11a8 && point <= 0x11ff) || (point >= 0xd7cb && point <= 0xd7fb)

/** Korean letters that stand alone join to syllables of two cells. `null` for what does not begin with one. */
function jamoWidth(all: readonly number[]): number | null {
  const points = all.filter((point) => visible.test(String.fromCodePoint(point)))
  let cells = 0
  for (let at = 0; at < points.length; at++) {
    const point = points[at] ?? 0
    if (!isLeading(point) && !isVowel(point) && !isTrailing(point)) {
      if (cells === 0) return null
      return points.slice(at).reduce((sum, rest) => sum + pointWidth(rest), cells)
    }
    if (isLeading(point) && isVowel(points[at + 1] ?? 0)) {
      cells += 2
      at += isTrailing(points[at + 2] ?? 0) ? 2 : 1
    } else cells += pointWidth(point)
  }
  return cells
}

/** Wide code points of Unicode 17 that `Bun.stringWidth` does not know yet: from, to. */
const laterWide: readonly (readonly [number, number])[] = [
  [0x18cd6, 0x18cda],
  [0x18d1f, 0x18d20],
  [0x18e00, 0x19191],
  [0x191a0, 0x191d2],
  [0x1b123, 0x1b128],
  [0x1b168, 0x1b168],
  [0x1f1ae, 0x1f1ae],
  [0x1f6d9, 0x1f6d9],
  [0x1f7da, 0x1f7da],
  [0x1fa8b, 0x1fa8d],
  [0x1facc, 0x1facc],
  [0x1fadd, 0x1fadd],
  [0x1faeb, 0x1faeb],
  [0x1faf9, 0x1fafa],
]

const pointWidth = (point: number): 1 | 2 =>
  Bun.stringWidth(String.fromCodePoint(point)) === 2 || laterWide.some(([from, to]) => point >= from && point <= to)
    ? 2
    : 1
