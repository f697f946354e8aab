/** The marks of Markdown put around what is selected, and taken away again. Pure: what the keys and buttons for styles do. */
import type { Writing } from './writing.ts'

export type Mark = 'bold' | 'italic' | 'code' | 'strike'

const signs: Readonly<Record<Mark, string>> = { bold: '**', italic: '_', code: '`', strike: '~~' }

/**
 * A marked selection loses its marks, any other gets them; the words stay selected. White space at the ends of the selection
 * stays outside, because marks beside a space are none. Without a selection the word at the caret is meant; where there is no
 * word, an empty pair with the caret inside, and the same again takes the empty pair away.
 */
export function toggleMark(writing: Writing, mark: Mark): Writing {
  if (mark === 'code' && selected(writing).includes('\n')) return toggleFence(writing)
  const sign = signs[mark]
  const { text } = writing
  const { from, to } = writing.from === writing.to ? wordAround(writing) : trimmed(writing)
  if (isMarked(text, from, to, sign))
    return keeping(writing, from, to, text.slice(0, from - sign.length), text.slice(to + sign.length), -sign.length)
  const inner = text.slice(from, to)
  if (inner.length > 2 * sign.length && isMarked(text, from + sign.length, to - sign.length, sign)) {
    const bare = inner.slice(sign.length, -sign.length)
    return { text: text.slice(0, from) + bare + text.slice(to), from, to: from + bare.length }
  }
  return keeping(writing, from, to, text.slice(0, from) + sign, sign + text.slice(to), sign.length)
}

/**
 * `[words](address)`: what is selected becomes the words, or the address where it is one; what is missing is selected to be
 * typed over.
 */
export function makeLink(writing: Writing): Writing {
  const { text } = writing
  const { from, to } = writing.from === writing.to ? writing : trimmed(writing)
  const inner = text.slice(from, to)
  const isAddress = /^https?:\/\/\S+$/i.test(inner)
  const words = isAddress || inner === '' ? 'text' : inner.replaceAll('\n', ' ')
  const address = isAddress ? inner : 'https://'
  const link = `[${words}](${address})`
  const next = text.slice(0, from) + link + text.slice(to)
  const start = isAddress || inner === '' ? from + 1 : from + words.length + 3
  const length = isAddress || inner === '' ? words.length : address.length
  return { text: next, from: start, to: start + length }
}

const selected = ({ text, from, to }: Writing): string => text.slice(from, to)

/** A fence on lines of its own around whole lines, longer than any in them. */
function toggleFence(writing: Writing): Writing {
  const { text } = writing
  const from = text.lastIndexOf('\n', writing.from - 1) + 1
  const lineEnd = text.indexOf('\n', writing.to)
  const to = lineEnd === -1 ? text.length : lineEnd
  const inner = text.slice(from, to)
  const fenced = /^(`{3,})[^\n`]*\n([\s\S]*)\n\1$/.exec(inner)
  if (fenced !== null) {
    const bare = fenced[2] ?? ''
    return { text: text.slice(0, from) + bare + text.slice(to), from, to: from + bare.length }
  }
  let longest = 2
  for (const [ticks] of inner.matchAll(/`+/g)) longest = Math.max(longest, ticks.length)
  const fence = '`'.repeat(longest + 1)
  const block = `${fence}\n${inner}\n${fence}`
  return { text: text.slice(0, from) + block + text.slice(to), from, to: from + block.length }
}

/** A sign on both sides, and no longer run of it: the one star of an italic word is no half of a bold one. */
function isMarked(text: string, from: number, to: number, sign: string): boolean {
  if (!text.startsWith(sign, from - sign.length) || from < sign.length || !text.startsWith(sign, to)) return false
  const letter = sign.charAt(0)
  return text.charAt(from - sign.length - 1) !== letter && text.charAt(to + sign.length) !== letter
}

/** New text around the range, with the same letters selected as before. */
function keeping(writing: Writing, from: number, to: number, before: string, after: string, by: number): Writing {
  const text = before + writing.text.slice(from, to) + after
  const isCaret = writing.from === writing.to
  return isCaret ? { text, from: writing.from + by, to: writing.to + by } : { text, from: from + by, to: to + by }
}

function trimmed({ text, from, to }: Writing): { readonly from: number; readonly to: number } {
  const inner = text.slice(from, to)
  const start = from + (inner.length - inner.trimStart().length)
  // Of nothing but white space: where the selection ends.
  return { from: Math.min(start, to), to: Math.max(Math.min(start, to), to - (inner.length - inner.trimEnd().length)) }
}

const wordLetter = /[\p{L}\p{M}\p{N}\p{Pc}]/u

function wordAround({ text, from: at }: Writing): { readonly from: number; readonly to: number } {
  let from = at
  let to = at
  while (from > 0 && isWordAt(text, from - 1)) from--
  while (to < text.length && isWordAt(text, to)) to++
  return { from, to }
}

/** Both halves of a letter beyond 16 bits belong to it. */
function isWordAt(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  const start = unit >= 0xdc00 && unit < 0xe000 ? at - 1 : at
  // An underscore is a mark here.
  const letter = String.fromCodePoint(text.codePointAt(start) ?? 0x20)
  return letter !== '_' && wordLetter.test(letter)
}
