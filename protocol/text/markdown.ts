/**
 * The subset of Markdown that messages are written in: **bold**, *italic*, _italic_, ~~strike~~, `code`, fences with a
 * language, > quotes, [text](address), bare addresses and @username. Everything else is text. Blocks do not nest.
 */
import { type Inline, parseInline } from './inline.ts'
import { safeText } from './sanitise.ts'

export type { Inline } from './inline.ts'

type Lines = readonly (readonly Inline[])[]

/** A blank line within a block is an empty line; blank lines between blocks are left out. */
export type Block =
  | { readonly type: 'paragraph'; readonly lines: Lines }
  | { readonly type: 'quote'; readonly lines: Lines }
  /** `language` is '' where none is named. */
  | { readonly type: 'code'; readonly language: string; readonly lines: readonly string[] }

const languageCharsMax = 32

/** Takes raw text and returns safe text. Never throws; the cost is linear. */
export function parseMarkdown(text: string): readonly Block[] {
  const lines = safeText(text).split('\n')
  const blocks: Block[] = []
  let held: string[] = []
  const endParagraph = (): void => {
    const kept = withoutBlankEnds(held)
    if (kept.length > 0) blocks.push({ type: 'paragraph', lines: inlineLines(kept) })
    held = []
  }
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const fence = /^ {0,3}(`{3,})([^`]*)$/.exec(line)
    if (fence !== null && at + 1 < lines.length) {
      endParagraph()
      const [, ticks = '', info = ''] = fence
      const end = fenceEnd(lines, at + 1, ticks.length)
      const language = info.trim().split(' ')[0]?.slice(0, languageCharsMax) ?? ''
      blocks.push({ type: 'code', language, lines: lines.slice(at + 1, end) })
      at = end
    } else if (line.startsWith('>')) {
      endParagraph()
      const quoted: string[] = []
      for (; lines[at]?.startsWith('>') === true; at++) quoted.push((lines[at] ?? '').replace(/^> ?/, ''))
      at--
      blocks.push({ type: 'quote', lines: inlineLines(quoted) })
    } else held.push(line)
  }
  endParagraph()
  return blocks
}

/** The line that closes a fence, or the end of the text. */
function fenceEnd(lines: readonly string[], from: number, ticks: number): number {
  for (let at = from; at < lines.length; at++) {
    const close = /^ {0,3}(`+) *$/.exec(lines[at] ?? '')?.[1] ?? ''
    if (close.length >= ticks) return at
  }
  return lines.length
}

/** A style may span lines, but not a blank one. */
function inlineLines(lines: readonly string[]): Lines {
  const parsed: (readonly Inline[])[] = []
  let chunk: string[] = []
  const endChunk = (): void => {
    if (chunk.length > 0) for (const line of parseInline(chunk.join('\n'))) parsed.push(line)
    chunk = []
  }
  for (const line of lines)
    if (line.trim() === '') {
      endChunk()
      parsed.push([])
    } else chunk.push(line)
  endChunk()
  return parsed
}

function withoutBlankEnds(lines: readonly string[]): readonly string[] {
  let from = 0
  let to = lines.length
  while (from < to && lines[from]?.trim() === '') from++
  while (to > from && lines[to - 1]?.trim() === '') to--
  return lines.slice(from, to)
}
