/** What a message says, as lines: its paragraphs, quotes and code; or what stands for a message that says nothing. */
import { contentText, type Message } from '@parley/protocol'
import { type Block, type Inline, noticeText, parseMarkdown, safeLine } from '@parley/protocol/text'
import type { Line, Span } from '../text/line.ts'
import { truncate, width } from '../text/width.ts'
import { wrap, wrapHard } from '../text/wrap.ts'
import type { TimelineContext } from './context.ts'
import { mark, queryPattern } from './mark.ts'

export interface BodyLine {
  readonly line: Line
  /** Letters of the message in it, spaces not counted. */
  readonly letters: number
}

/** Lines of one message that are shown; the rest is told as a number. */
export const bodyLinesMax = 200

const codeIndent = 2

/** At least one line, each at most `cells` wide. */
export function bodyLines(message: Message, cells: number, context: TimelineContext): readonly BodyLine[] {
  const lines = allLines(message, cells, context)
  if (lines.length <= bodyLinesMax) return lines
  const rest = lines.length - bodyLinesMax
  const sentence = `… ${rest} more lines, open the message to read all`
  const told = wrap([{ text: sentence, tone: 'muted', italic: true }], cells)
  return [...lines.slice(0, bodyLinesMax), ...told.map((line): BodyLine => ({ line, letters: 0 }))]
}

function allLines(message: Message, cells: number, context: TimelineContext): readonly BodyLine[] {
  const { content } = message
  switch (content.kind) {
    case 'text':
      return blocksLines(parseMarkdown(content.text), cells, context)
    case 'deleted':
      return told('message deleted', cells, context)
    case 'unsupported':
      return told(contentText(content), cells, context)
    case 'notice':
      return told(`· ${noticeText(content.event, message.by, context.nameOf)}`, cells, context)
  }
}

const told = (text: string, cells: number, { steady }: TimelineContext): readonly BodyLine[] =>
  wrap([{ text: steady(safeLine(text)), tone: 'muted', italic: true }], cells, { indent: codeIndent }).map(counted)

function blocksLines(blocks: readonly Block[], cells: number, context: TimelineContext): readonly BodyLine[] {
  const pattern = queryPattern(context.query)
  const lines: BodyLine[] = []
  // Not spread as arguments: a block may have more lines than a call may have arguments.
  for (const block of blocks) for (const line of blockLines(block, cells, context, pattern)) lines.push(line)
  return lines.length === 0 ? [{ line: [], letters: 0 }] : lines
}

function blockLines(
  block: Block,
  cells: number,
  context: TimelineContext,
  pattern: RegExp | null,
): readonly BodyLine[] {
  switch (block.type) {
    case 'paragraph':
      return block.lines.flatMap((line) => wrap(mark(spansOf(line, 'text', context), pattern), cells).map(counted))
    case 'quote':
      return block.lines
        .flatMap((line) => wrap(mark(spansOf(line, 'quote', context), pattern), cells - 2).map(counted))
        .map(({ line, letters }) => ({ line: [{ text: '▎ ', tone: 'quote' }, ...line], letters }))
    case 'code':
      return codeLines(block, cells, context, pattern)
  }
}

const spansOf = (line: readonly Inline[], tone: Span['tone'], context: TimelineContext): Line =>
  line.map((inline) => spanOf(inline, tone, context))

function spanOf(inline: Inline, tone: Span['tone'], { steady, username }: TimelineContext): Span {
  const text = steady(inline.text)
  const isMe = username !== null && inline.mention?.toLowerCase() === username.toLowerCase()
  return {
    text,
    tone: toneOf(inline, tone, isMe),
    ...(inline.bold || isMe ? { bold: true } : {}),
    ...(inline.italic ? { italic: true } : {}),
    ...(inline.strike ? { strike: true } : {}),
    ...(inline.href === undefined ? {} : { underline: true, href: inline.href }),
  }
}

function toneOf(inline: Inline, tone: Span['tone'], isMe: boolean): Span['tone'] {
  if (inline.mention !== undefined) return isMe ? 'mention' : 'accent'
  if (inline.href !== undefined) return 'link'
  return inline.code ? 'code' : tone
}

/** A frame that is open to the right, so that marking lines with the mouse takes no frame along at their ends. */
function codeLines(
  { language, lines }: Extract<Block, { type: 'code' }>,
  cells: number,
  { steady }: TimelineContext,
  pattern: RegExp | null,
): readonly BodyLine[] {
  const code = lines
    .flatMap((text) => wrapHard(mark([{ text: steady(text), tone: 'code' }], pattern), cells - codeIndent))
    .map(counted)
  const label = truncate(steady(safeLine(language)), Math.max(0, cells - 4))
  const head = label === '' ? '' : ` ${label} `
  const rule = Math.max(1, Math.min(cells, 24) - 1 - width(head))
  return [
    {
      line: [
        { text: '┌', tone: 'border' },
        { text: head, tone: 'muted' },
        { text: '─'.repeat(rule), tone: 'border' },
      ],
      letters: 0,
    },
    ...code.map(({ line, letters }): BodyLine => ({ line: [{ text: '│ ', tone: 'border' }, ...line], letters })),
    { line: [{ text: `└${'─'.repeat(Math.max(1, Math.min(cells, 24) - 1))}`, tone: 'border' }], letters: 0 },
  ]
}

const counted = (line: Line): BodyLine => ({
  line,
  letters: line.reduce((letters, { text }) => letters + lettersOf(text), 0),
})

function lettersOf(text: string): number {
  let letters = text.length
  for (let at = text.indexOf(' '); at !== -1; at = text.indexOf(' ', at + 1)) letters--
  return letters
}
