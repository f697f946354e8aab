/** Word motions as emacs has them: to the left, the start of a word; to the right, the end of one. */
import { nextBoundary, previousBoundary } from '@parley/protocol/text'

/**
 * Offset after the word that ends next to the right of `at`; the text's end where there is none. Han, Hiragana and Katakana are
 * written without spaces: a change between them ends a word.
 */
export function wordRight(text: string, at: number): number {
  let to = at
  while (to < text.length && kindAt(text, to) === 'gap') to = nextBoundary(text, to)
  const kind = kindAt(text, to)
  while (to < text.length && kindAt(text, to) === kind) to = nextBoundary(text, to)
  return to
}

/** Offset of the start of the word that begins next to the left of `at`; 0 where there is none. */
export function wordLeft(text: string, at: number): number {
  let from = at
  while (from > 0 && kindAt(text, previousBoundary(text, from)) === 'gap') from = previousBoundary(text, from)
  if (from === 0) return 0
  const kind = kindAt(text, previousBoundary(text, from))
  while (from > 0 && kindAt(text, previousBoundary(text, from)) === kind) from = previousBoundary(text, from)
  return from
}

/** The word that holds or touches `at`; where there is none, the grapheme there. */
export function wordAt(text: string, at: number): { readonly from: number; readonly to: number } {
  if (kindAt(text, at) !== 'gap') {
    const to = wordRight(text, at)
    return { from: wordLeft(text, to), to }
  }
  const before = previousBoundary(text, at)
  if (at > 0 && kindAt(text, before) !== 'gap') return { from: wordLeft(text, at), to: at }
  return { from: at, to: nextBoundary(text, at) }
}

type Kind = 'gap' | 'word' | 'han' | 'hiragana' | 'katakana'

/** Of the grapheme that begins at `at`: its first code point says it. */
function kindAt(text: string, at: number): Kind {
  const point = text.codePointAt(at)
  if (point === undefined) return 'gap'
  const letter = String.fromCodePoint(point)
  if (!wordLetter.test(letter)) return 'gap'
  if (point < 0x3000) return 'word'
  if (han.test(letter)) return 'han'
  if (hiragana.test(letter)) return 'hiragana'
  return katakana.test(letter) ? 'katakana' : 'word'
}

const wordLetter = /[\p{L}\p{M}\p{N}\p{Pc}]/u
const han = /\p{Script=Han}/u
const hiragana = /\p{Script=Hiragana}/u
const katakana = /[\p{Script=Katakana}ー]/u
