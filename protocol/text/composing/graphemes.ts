/** Where a cursor may stand: between what people see as letters. Every question looks at one line only. */

const plainText = /^[\t\n\x20-\x7e]*$/
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The graphemes of a text in order, with their offsets. */
export function* graphemesOf(text: string): Generator<{ readonly text: string; readonly at: number }> {
  if (plainText.test(text)) for (let at = 0; at < text.length; at++) yield { text: text.charAt(at), at }
  else for (const { segment, index } of segmenter.segment(text)) yield { text: segment, at: index }
}

/** True between graphemes, at both ends of the text and at no offset outside it. */
export function isBoundary(text: string, at: number): boolean {
  if (!Number.isInteger(at) || at < 0 || at > text.length) return false
  if (at === 0 || at === text.length || isPlainPair(text, at)) return true
  return graphemeAt(text, at).from === at
}

/** The end of the grapheme that begins at or holds `at`; the text's length at its end. */
export function nextBoundary(text: string, at: number): number {
  if (at >= text.length) return text.length
  if (isPlainPair(text, at + 1) && isPlainPair(text, at)) return at + 1
  return graphemeAt(text, at).to
}

/** The start of the grapheme before `at`, or of the one that holds it. */
export function previousBoundary(text: string, at: number): number {
  if (at <= 0) return 0
  if (at > text.length) return text.length
  if (isPlainPair(text, at - 1) && isPlainPair(text, at)) return at - 1
  return graphemeAt(text, at - 1).from
}

/** `at` itself where it is between graphemes, else the next offset that is; clamped to the text. */
export function snapForward(text: string, at: number): number {
  const inside = Math.min(Math.max(0, Math.trunc(at)), text.length)
  return isBoundary(text, inside) ? inside : nextBoundary(text, inside)
}

/** Offset of the start of the line that holds `at`. */
export const lineStart = (text: string, at: number): number => (at <= 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1)

/** Offset of the line's end, before its '\n'. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}

/** Two units below U+0300 never join (but CR LF, which no text here holds). It spares the segmenter for most letters. */
function isPlainPair(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return true
  return text.charCodeAt(at - 1) < 0x300 && text.charCodeAt(at) < 0x300
}

function graphemeAt(text: string, at: number): { readonly from: number; readonly to: number } {
  // A line end is a grapheme of its own, so nothing beyond the line can matter.
  if (text.charCodeAt(at) === 10) return { from: at, to: at + 1 }
  const start = lineStart(text, at)
  const found = segmenter.segment(text.slice(start, lineEnd(text, at))).containing(at - start)
  return found === undefined
    ? { from: at, to: at + 1 }
    : { from: start + found.index, to: start + found.index + found.segment.length }
}
