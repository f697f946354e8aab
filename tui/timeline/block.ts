/**
 * A message as rows: what stands before it (day, "New", who wrote), what it answers, what it says, and how far it came.
 * Every row begins with a gutter of two cells, where a selected message has its bar.
 */
import type { Message } from '@parley/protocol'
import { dayLabel, previewText, safeLine, startsDay, startsGroup, type Tick, timeOfDay } from '@parley/protocol/text'
import type { Line, Span } from '../text/line.ts'
import { strictSteady } from '../text/steady.ts'
import { toneOfName } from '../text/theme.ts'
import { lineWidth, truncate, width } from '../text/width.ts'
import { wrap } from '../text/wrap.ts'
import { bodyLines } from './body.ts'
import type { Part, Row, TimelineContext } from './context.ts'

/** All that rows depend on beside the message, the context's revision and the width. */
export interface BlockFacts {
  /** The day that begins here. */
  readonly day: string | null
  readonly isUnreadStart: boolean
  /** Who and when, where a group begins. */
  readonly head: { readonly name: string; readonly time: string } | null
  readonly tick: Tick | null
  /** Why it was refused. */
  readonly failure: string | null
  readonly answered: Message | undefined
}

export function factsOf(before: Message | null, message: Message, context: TimelineContext): BlockFacts {
  const { clock, unreadAfter, failed } = context
  const isDayStart = startsDay(before, message, clock)
  const isUnreadStart =
    unreadAfter !== null && message.seq > unreadAfter && (before === null || before.seq <= unreadAfter)
  const isGroupStart =
    message.content.kind !== 'notice' && (isDayStart || isUnreadStart || startsGroup(before, message))
  return {
    day: isDayStart ? dayLabel(message.at, clock) : null,
    isUnreadStart,
    head: isGroupStart ? { name: nameOf(message, context), time: timeOfDay(message.at, clock) } : null,
    tick: context.tick(message),
    failure: failed.get(message.id) ?? null,
    answered: message.replyTo === undefined ? undefined : context.messageAt(message.replyTo),
  }
}

/** At least one row; none is wider than `cells`. */
export function block(message: Message, facts: BlockFacts, context: TimelineContext, cells: number): readonly Row[] {
  const inner = Math.max(1, cells - gutter.text.length)
  const rows: Row[] = []
  const push = (part: Part, line: Line, at = 0, quoted: number | null = null): void => {
    rows.push({ line: truncate(line, cells), message, part, at, quoted })
  }
  if (facts.day !== null) push('day', rule(facts.day, 'muted', 'border', cells))
  if (facts.isUnreadStart) push('unread', rule('New', 'unread', 'unread', cells))
  if (facts.head !== null) push('header', header(message, facts.head, context))
  if (message.replyTo !== undefined) push('quote', quote(facts.answered, context, cells), 0, message.replyTo)

  const said = bodyLines(message, inner, context)
  const suffix = suffixOf(message, facts)
  let letters = 0
  for (const [place, { line, letters: lineLetters }] of said.entries()) {
    const isLast = place === said.length - 1
    const fits = isLast && (suffix.length === 0 || lineWidth(line) + lineWidth(suffix) <= inner)
    push('body', fits ? [gutter, ...line, ...suffix] : [gutter, ...line], letters)
    letters += lineLetters
    if (isLast && !fits) push('body', [gutter, ...suffix.slice(1)], letters)
  }
  if (facts.failure !== null) for (const line of failureLines(facts.failure, inner)) push('state', [gutter, ...line])
  return rows
}

/** The row of a selected message. */
export function selectedRow(row: Row): Row {
  const [first, ...rest] = row.line
  return first?.text === gutter.text ? { ...row, line: [{ text: '▌ ', tone: 'accent' }, ...rest] } : row
}

const gutter: Span = { text: '  ', tone: 'text' }

const nameOf = (message: Message, context: TimelineContext): string =>
  strictSteady(safeLine(context.nameOf(message.by)))

function rule(label: string, tone: Span['tone'], ruleTone: Span['tone'], cells: number): Line {
  const room = cells - width(label) - 2
  if (room < 2) return [{ text: truncate(label, cells), tone }]
  const left = Math.floor(room / 2)
  return [
    { text: '─'.repeat(left), tone: ruleTone },
    { text: ` ${label} `, tone },
    { text: '─'.repeat(room - left), tone: ruleTone },
  ]
}

const header = (message: Message, { name, time }: NonNullable<BlockFacts['head']>, { me }: TimelineContext): Line => [
  gutter,
  { text: name, tone: message.by === me ? 'own' : toneOfName(message.by), bold: true },
  { text: `  ${time}`, tone: 'muted' },
]

function quote(answered: Message | undefined, context: TimelineContext, cells: number): Line {
  if (answered === undefined) return [gutter, { text: '│ an earlier message', tone: 'quote', italic: true }]
  const name = truncate(nameOf(answered, context), Math.max(8, Math.floor(cells / 3)))
  return [
    gutter,
    { text: '│ ', tone: 'quote' },
    { text: `${name}: `, tone: answered.by === context.me ? 'own' : toneOfName(answered.by) },
    { text: context.steady(previewText(answered, context.nameOf)), tone: 'quote' },
  ]
}

/** What follows the last line. It begins with a space, which is dropped where it gets a row of its own. */
function suffixOf(message: Message, { tick, failure }: BlockFacts): Line {
  const suffix: Span[] = []
  if (message.editedAt !== undefined && message.content.kind !== 'deleted')
    suffix.push({ text: ' ', tone: 'text' }, { text: '(edited)', tone: 'muted' })
  if (failure !== null) suffix.push({ text: ' ', tone: 'text' }, { text: '! ', tone: 'error', bold: true })
  else if (tick !== null) suffix.push({ text: ' ', tone: 'text' }, tickMark(tick))
  return suffix
}

/** All two cells wide, so that a message that comes further moves no line. */
function tickMark(tick: Tick): Span {
  switch (tick) {
    case 'pending':
      return { text: '◷ ', tone: 'muted' }
    case 'sent':
      return { text: '✓ ', tone: 'muted' }
    case 'delivered':
      return { text: '✓✓', tone: 'muted' }
    case 'read':
      return { text: '✓✓', tone: 'accent' }
  }
}

const failureLines = (sentence: string, cells: number): readonly Line[] =>
  wrap([{ text: `! ${strictSteady(safeLine(sentence))} · r to retry`, tone: 'error' }], cells, { indent: 2 })
