/**
 * Styles, links and mentions within a paragraph. One walk over the marks; each kind of mark is open at most once, so nothing
 * nests deeper than one of each kind and a link around them, and the cost is linear whatever comes. A mark without its
 * partner, or behind a backslash, is text like any other.
 */
import { bareAddress, saysAddress, writtenLink } from './links.ts'
import { safeLine } from './sanitise.ts'

export interface Inline {
  readonly text: string
  readonly bold?: true
  readonly italic?: true
  readonly strike?: true
  readonly code?: true
  /** `http` or `https`, its host in ASCII. */
  readonly href?: string
  /** A username in lower case. Nobody may have it. */
  readonly mention?: string
}

type Style = 'bold' | 'italic' | 'strike'
type Mark = '**' | '*' | '_' | '~~'

const styles: Readonly<Record<Mark, Style>> = { '**': 'bold', '*': 'italic', _: 'italic', '~~': 'strike' }

interface Piece {
  readonly inline: Inline
  /** A mark that found its partner: it is not shown, and this style begins or ends. */
  turns?: Style
}

const special = /[*_~`[@]|https?:\/\//gi

/** `text` is safe. A line of spans for each of its lines; spans are not empty. */
export function parseInline(text: string, hasLinks = true): readonly (readonly Inline[])[] {
  const pieces: Piece[] = []
  const open: { readonly mark: Mark; readonly piece: Piece }[] = []
  const add = (inline: Inline): Piece => {
    const piece: Piece = { inline }
    pieces.push(piece)
    return piece
  }

  /** A run of marks closes what it can, from the inside; what is left of it opens. */
  function turn(run: string, from: number): void {
    let left = marksOf(run)
    if (left.length === 0) {
      add({ text: run })
      return
    }
    const { opens, closes } = sidesOf(text, from, run)
    if (closes)
      for (let place = open.length - 1; place >= 0; place--) {
        const begun = open[place]
        if (begun === undefined || !left.includes(begun.mark)) continue
        begun.piece.turns = add({ text: '' }).turns = styles[begun.mark]
        // What was opened within and not closed is text.
        open.length = place
        left = left.filter((mark) => mark !== begun.mark)
      }
    if (!opens) {
      add({ text: left.join('') })
      return
    }
    for (const mark of left) {
      const older = open.findIndex((one) => one.mark === mark)
      if (older >= 0) open.splice(older, 1)
      open.push({ mark, piece: add({ text: mark }) })
    }
  }

  const codeEnds = codeEndsOf(text)
  let at = 0
  special.lastIndex = 0
  for (let found = special.exec(text); found !== null; found = special.exec(text)) {
    const from = found.index
    const [character = ''] = found[0]
    const run = runAt(text, from, character)
    let end = from + run.length
    if (from > at) add({ text: text.slice(at, from) })
    const before = characterBefore(text, from)
    if (before === '\\' && character !== '`') add({ text: run })
    else
      switch (character) {
        case '*':
        case '_':
        case '~':
          turn(run, from)
          break
        case '`': {
          const close = codeEnds.get(from)
          if (close === undefined) add({ text: run })
          else {
            add({ text: codeText(text.slice(end, close)), code: true })
            end = close + run.length
          }
          break
        }
        case '[': {
          const link = hasLinks ? writtenLink(text, from) : null
          end = link?.end ?? from + 1
          if (link === null) add({ text: '[' })
          else {
            const { href, host, isPlain } = link.address
            for (const inline of parseInline(link.text, false)[0] ?? []) add({ ...inline, href })
            if (!isPlain || !saysAddress(link.text, link.target)) add({ text: ` (${host})`, href })
          }
          break
        }
        case '@': {
          const name = hasLinks && !/[\p{L}\p{N}_@./]/u.test(before) ? usernameAt(text, from) : null
          end = from + 1 + (name?.length ?? 0)
          if (name === null) add({ text: '@' })
          else add({ text: `@${name}`, mention: name.toLowerCase() })
          break
        }
        default: {
          const bare = bareAddress(text, from)
          const { address } = bare
          end = bare.end
          const written = text.slice(from, end)
          if (address === null || !hasLinks || isWord(before)) add({ text: written })
          else add({ text: address.isPlain ? written : `${written} (${address.host})`, href: address.href })
        }
      }
    at = end
    special.lastIndex = end
  }
  if (at < text.length) add({ text: text.slice(at) })
  return linesOf(pieces)
}

function marksOf(run: string): readonly Mark[] {
  switch (run) {
    case '*':
    case '**':
    case '_':
    case '~~':
      return [run]
    case '***':
      return ['**', '*']
    // `__init__` and drawn lines are no marks.
    default:
      return []
  }
}

function sidesOf(text: string, from: number, run: string): { readonly opens: boolean; readonly closes: boolean } {
  const before = characterBefore(text, from)
  const after = String.fromCodePoint(text.codePointAt(from + run.length) ?? 0x20)
  // `2*3*4` is a product.
  if (run === '*' && /[a-z0-9]/i.test(before) && /[a-z0-9]/i.test(after)) return { opens: false, closes: false }
  const isUnderscore = run === '_'
  return {
    opens: !/\s/.test(after) && !(isUnderscore && isWord(before)),
    closes: before !== '' && !/\s/.test(before) && !(isUnderscore && isWord(after)),
  }
}

const isWord = (character: string): boolean => /[\p{L}\p{N}_]/u.test(character)

function characterBefore(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1)
  return unit >= 0xdc00 && unit < 0xe000 ? text.slice(at - 2, at) : text.slice(Math.max(0, at - 1), at)
}

function runAt(text: string, from: number, character: string): string {
  if (!/[*_~`]/.test(character)) return character
  let end = from + 1
  while (text.charAt(end) === character) end++
  return text.slice(from, end)
}

/** For each run of backticks the next one of the same length. */
function codeEndsOf(text: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>()
  const latest = new Map<number, number>()
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const before = latest.get(run.length)
    if (before !== undefined) ends.set(before, index)
    latest.set(run.length, index)
  }
  return ends
}

/** A space on both sides is there so that the code may begin or end with a backtick. */
const codeText = (code: string): string =>
  code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '' ? code.slice(1, -1) : code

const username = /@([A-Za-z0-9][A-Za-z0-9_.-]{1,30}[A-Za-z0-9])(?![\p{L}\p{N}])/uy

function usernameAt(text: string, from: number): string | null {
  username.lastIndex = from
  return username.exec(text)?.[1] ?? null
}

function linesOf(pieces: readonly Piece[]): readonly (readonly Inline[])[] {
  const on = { bold: 0, italic: 0, strike: 0 }
  const lines: Inline[][] = [[]]
  for (const { inline, turns } of pieces) {
    if (turns !== undefined) {
      // Only a mark that opens has a text of its own.
      on[turns] += inline.text === '' ? -1 : 1
      continue
    }
    inline.text.split('\n').forEach((text, place) => {
      if (place > 0) lines.push([])
      if (text !== '') append(lines[lines.length - 1] ?? [], styled({ ...inline, text }, on))
    })
  }
  return lines.map((line) => line.map((inline) => ({ ...inline, text: safeLine(inline.text) })))
}

const styled = (inline: Inline, on: Readonly<Record<Style, number>>): Inline => ({
  ...inline,
  ...(on.bold > 0 ? { bold: true } : {}),
  ...(on.italic > 0 ? { italic: true } : {}),
  ...(on.strike > 0 ? { strike: true } : {}),
})

function append(line: Inline[], inline: Inline): void {
  const last = line[line.length - 1]
  const isSame =
    last !== undefined &&
    inline.mention === undefined &&
    last.mention === undefined &&
    last.bold === inline.bold &&
    last.italic === inline.italic &&
    last.strike === inline.strike &&
    last.code === inline.code &&
    last.href === inline.href
  if (isSame) line[line.length - 1] = { ...last, text: last.text + inline.text }
  else line.push(inline)
}
