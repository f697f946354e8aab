/** Where vim's motions and text objects lead in a text. Offsets are UTF-16 and stand between graphemes. */
import { graphemesOf, lineEnd, lineStart, nextBoundary, previousBoundary } from '@parley/protocol/text'

export interface Span {
  readonly from: number
  readonly to: number
  /** Whole lines, their line ends included. */
  readonly isLines: boolean
}

export interface Motion {
  readonly to: number
  /** The grapheme at `to` is part of what an operator works on. */
  readonly isInclusive: boolean
  readonly isLines: boolean
}

/** `null` for keys that are no motion, and where there is no such letter; `incomplete` where another key must follow. */
export function motionOf(text: string, at: number, keys: string, count: number | null): Motion | 'incomplete' | null {
  const times = count ?? 1
  const to = (offset: number, isInclusive = false, isLines = false): Motion => ({ to: offset, isInclusive, isLines })
  const [key = '', target] = keys.split(/(?<=^.)/su)
  switch (key) {
    case 'h':
      return to(repeat(times, at, (from) => Math.max(lineStart(text, from), previousBoundary(text, from))))
    case 'l':
      return to(repeat(times, at, (from) => Math.min(lineEnd(text, from), nextBoundary(text, from))))
    case 'j':
      return to(lineBy(text, at, times), false, true)
    case 'k':
      return to(lineBy(text, at, -times), false, true)
    case '0':
      return to(lineStart(text, at))
    case '^':
      return to(firstLetter(text, at))
    case '$':
      return to(lineEnd(text, lineBy(text, at, times - 1)))
    case 'w':
    case 'W':
      return to(repeat(times, at, (from) => wordStart(text, from, key === 'W')))
    case 'b':
    case 'B':
      return to(repeat(times, at, (from) => wordBack(text, from, key === 'B')))
    case 'e':
    case 'E':
      return to(
        repeat(times, at, (from) => wordEnd(text, from, key === 'E')),
        true,
      )
    case 'g':
      if (target === undefined) return 'incomplete'
      return target === 'g' ? to(firstLetter(text, nthLine(text, count ?? 1)), false, true) : null
    case 'G':
      return to(firstLetter(text, count === null ? lineStart(text, text.length) : nthLine(text, count)), false, true)
    case 'f':
    case 'F':
    case 't':
    case 'T':
      if (target === undefined) return 'incomplete'
      return find(text, at, key, target, times)
    default:
      return null
  }
}

/** As `motionOf`, but for an operator to work over: words then end where their line ends. */
export function operandOf(
  text: string,
  at: number,
  operator: string,
  keys: string,
  count: number | null,
): Motion | 'incomplete' | null {
  const times = count ?? 1
  if (keys === 'w' || keys === 'W') {
    const isBig = keys === 'W'
    // `cw` changes the word and leaves the space behind it.
    if (operator === 'c' && kindAt(text, at, isBig) !== 'space') {
      const to = repeat(times - 1, runEnd(text, at, isBig), (from) => wordEnd(text, from, isBig))
      return { to, isInclusive: true, isLines: false }
    }
    const last = repeat(times - 1, at, (from) => wordStart(text, from, isBig))
    const to = Math.min(wordStart(text, last, isBig), lineEnd(text, last))
    return { to, isInclusive: false, isLines: false }
  }
  const motion = motionOf(text, at, keys, count)
  const isStill = (keys === 'j' || keys === 'k') && motion !== null && motion !== 'incomplete'
  // There is no line to go to.
  return isStill && lineStart(text, motion.to) === lineStart(text, at) ? null : motion
}

/** `iw`, `aw`: the word here, for `aw` with the spaces behind it, else those before it. */
export function objectOf(text: string, at: number, keys: string): Span | 'incomplete' | null {
  const [key, target] = keys.split('')
  if (key !== 'i' && key !== 'a') return null
  if (target === undefined) return 'incomplete'
  if (target !== 'w' && target !== 'W') return null
  const isBig = target === 'W'
  const kind = kindAt(text, at, isBig)
  let from = at
  let to = at
  while (from > lineStart(text, at) && kindAt(text, previousBoundary(text, from), isBig) === kind)
    from = previousBoundary(text, from)
  while (to < lineEnd(text, at) && kindAt(text, to, isBig) === kind) to = nextBoundary(text, to)
  if (key === 'i') return { from, to, isLines: false }
  const end = to
  while (to < lineEnd(text, at) && kindAt(text, to, isBig) === 'space') to = nextBoundary(text, to)
  if (to === end)
    while (from > lineStart(text, at) && kindAt(text, previousBoundary(text, from), isBig) === 'space')
      from = previousBoundary(text, from)
  return { from, to, isLines: false }
}

/** The lines that two offsets stand in. */
export function linesOf(text: string, one: number, other: number): Span {
  const from = lineStart(text, Math.min(one, other))
  const end = lineEnd(text, Math.max(one, other))
  return { from, to: Math.min(text.length, end + 1), isLines: true }
}

/** Vim's cursor stands on a letter: behind a line's last one it goes back to it. */
export const onLetter = (text: string, at: number): number =>
  at === lineEnd(text, at) && at > lineStart(text, at) ? previousBoundary(text, at) : at

/** The offset of the first letter behind the spaces of the line that holds `at`. */
export const firstLetter = (text: string, at: number): number => {
  let to = lineStart(text, at)
  while (to < lineEnd(text, at) && /[ \t]/.test(text.charAt(to))) to++
  return to
}

function repeat(times: number, at: number, step: (at: number) => number): number {
  let to = at
  for (let time = 0; time < times; time++) {
    const next = step(to)
    if (next === to) break
    to = next
  }
  return to
}

/** Lines further down, in the same column as far as it goes. */
function lineBy(text: string, at: number, by: number): number {
  const column = at - lineStart(text, at)
  let start = lineStart(text, at)
  for (let step = 0; step < Math.abs(by); step++) {
    const next = by > 0 ? lineEnd(text, start) + 1 : lineStart(text, start - 1)
    if (by > 0 ? next > text.length : start === 0) break
    start = next
  }
  const wanted = Math.min(start + column, lineEnd(text, start))
  return wanted === text.length ? wanted : previousBoundary(text, nextBoundary(text, wanted))
}

function nthLine(text: string, line: number): number {
  let start = 0
  for (let at = 1; at < line; at++) {
    const next = lineEnd(text, start) + 1
    if (next > text.length) break
    start = next
  }
  return start
}

type Kind = 'space' | 'word' | 'sign'

function kindAt(text: string, at: number, isBig: boolean): Kind {
  const letter = text.slice(at, nextBoundary(text, at))
  if (letter === '' || /^\s/u.test(letter)) return 'space'
  return isBig || /^[\p{L}\p{N}_]/u.test(letter) ? 'word' : 'sign'
}

function wordStart(text: string, from: number, isBig: boolean): number {
  let at = from
  const kind = kindAt(text, at, isBig)
  if (kind !== 'space') while (at < text.length && kindAt(text, at, isBig) === kind) at = nextBoundary(text, at)
  while (at < text.length && kindAt(text, at, isBig) === 'space') at = nextBoundary(text, at)
  return at
}

function wordBack(text: string, from: number, isBig: boolean): number {
  let at = from
  while (at > 0 && kindAt(text, previousBoundary(text, at), isBig) === 'space') at = previousBoundary(text, at)
  if (at === 0) return 0
  const kind = kindAt(text, previousBoundary(text, at), isBig)
  while (at > 0 && kindAt(text, previousBoundary(text, at), isBig) === kind) at = previousBoundary(text, at)
  return at
}

function wordEnd(text: string, from: number, isBig: boolean): number {
  let at = nextBoundary(text, from)
  while (at < text.length && kindAt(text, at, isBig) === 'space') at = nextBoundary(text, at)
  return runEnd(text, at, isBig)
}

/** The last letter of the word that holds `from`. */
function runEnd(text: string, from: number, isBig: boolean): number {
  let at = from
  const kind = kindAt(text, at, isBig)
  for (;;) {
    const next = nextBoundary(text, at)
    if (next >= text.length || kindAt(text, next, isBig) !== kind) return at
    at = next
  }
}

/** On the same line only. */
function find(text: string, at: number, key: string, target: string, times: number): Motion | null {
  const isForward = key === 'f' || key === 't'
  const start = lineStart(text, at)
  const wanted = target.normalize()
  const places: number[] = []
  for (const letter of graphemesOf(text.slice(start, lineEnd(text, at)))) {
    const place = start + letter.at
    if ((isForward ? place > at : place < at) && letter.text.normalize() === wanted) places.push(place)
  }
  const found = places.at(isForward ? times - 1 : -times)
  if (found === undefined) return null
  const isTill = key === 't' || key === 'T'
  const to = !isTill ? found : isForward ? previousBoundary(text, found) : nextBoundary(text, found)
  return { to, isInclusive: isForward, isLines: false }
}
