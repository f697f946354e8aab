/** The list of chats: two rows each, the latest on top. What is drawn is cut to its column by strict widths. */
import type { ChatId } from '@parley/protocol'
import type { Line, Span, Tone } from '../text/line.ts'
import { truncate, width } from '../text/width.ts'
import { type Hit, type Pane, pane } from './pane.ts'

export interface ChatItem {
  readonly chat: ChatId
  readonly type: 'private' | 'group' | 'channel'
  readonly title: string
  /** Of a private chat; `null` where it is not known. */
  readonly presence: 'online' | 'away' | 'busy' | 'offline' | null
  readonly time: string
  /** The second row: who writes, a draft, or the last message. */
  readonly preview: { readonly kind: 'typing' | 'draft' | 'message'; readonly text: string }
  readonly unread: number
  readonly mentions: number
  readonly mute: 'all' | 'mentions' | null
}

export interface ChatListModel {
  readonly chats: readonly ChatId[]
  /** Asked only for those that are shown; the same object as long as it shows the same. */
  item(chat: ChatId): ChatItem | null
  /** The chat that is looked at. */
  readonly current: ChatId | null
  /** The one that the keys are on, where the list has the focus. */
  readonly at: ChatId | null
  readonly hasFocus: boolean
  /** What the list is narrowed to; `null` where it is not. */
  readonly filter: string | null
}

const rowsOfItem = 2
const countMax = 999

/** A window of the items around the one that matters, `rows` rows high. */
export function chatList(model: ChatListModel, columns: number, rows: number): Pane {
  const { chats, filter } = model
  const head: Line[] = filter === null ? [] : [[{ text: ` Find: ${filter}`, tone: 'accent' }]]
  const shown = Math.max(1, Math.floor((rows - head.length) / rowsOfItem))
  const wanted = model.hasFocus ? model.at : model.current
  const place = Math.max(
    0,
    chats.findIndex((chat) => chat === wanted),
  )
  const top = Math.max(0, Math.min(place - Math.floor(shown / 2), chats.length - shown))
  const lines: Line[] = [...head]
  const hits: Hit[] = []
  for (const chat of chats.slice(top, top + shown)) {
    const item = model.item(chat)
    if (item === null) continue
    const isAt = model.hasFocus && item.chat === model.at
    const isCurrent = item.chat === model.current
    for (const line of knownLines(item, columns, isAt, isCurrent)) {
      hits.push({ y: lines.length, from: 0, to: columns, target: { type: 'chat', chat: item.chat } })
      lines.push(line)
    }
  }
  if (chats.length === 0)
    lines.push([
      { text: filter === null ? ' No chats yet. F4 writes to somebody.' : ' No chat is named so.', tone: 'muted' },
    ])
  return pane(lines, hits)
}

interface Drawn {
  readonly key: string
  readonly lines: readonly [Line, Line]
}
const drawn = new WeakMap<ChatItem, Drawn>()

function knownLines(item: ChatItem, columns: number, isAt: boolean, isCurrent: boolean): readonly [Line, Line] {
  const key = `${columns} ${isAt} ${isCurrent}`
  const known = drawn.get(item)
  if (known?.key === key) return known.lines
  const lines = itemLines(item, columns, isAt, isCurrent)
  drawn.set(item, { key, lines })
  return lines
}

function itemLines(item: ChatItem, columns: number, isAt: boolean, isCurrent: boolean): [Line, Line] {
  const tone = (otherwise: Tone): Tone => (isAt ? 'selected' : otherwise)
  const bar: Span = { text: isCurrent ? '▌' : ' ', tone: isAt ? 'selected' : 'accent' }
  const badge = badgeOf(item, tone)
  const first = spread(
    [
      bar,
      { text: `${mark(item)} `, tone: tone(markTone(item)) },
      { text: item.title, tone: tone(item.unread > 0 ? 'strong' : 'text'), bold: item.unread > 0 },
    ],
    [{ text: ` ${item.mute === null ? '' : '⊘ '}${item.time} `, tone: tone('muted') }],
    columns,
    tone('text'),
  )
  const { kind, text } = item.preview
  const second = spread(
    [
      bar,
      { text: '  ', tone: tone('text') },
      ...(kind === 'draft' ? [{ text: 'Draft: ', tone: tone('warning') }] : []),
      { text, tone: tone(kind === 'typing' ? 'accent' : 'muted'), italic: kind === 'typing' },
    ],
    badge,
    columns,
    tone('text'),
  )
  return [first, second]
}

function badgeOf({ unread, mentions, mute }: ChatItem, tone: (otherwise: Tone) => Tone): Line {
  const line: Span[] = []
  if (mentions > 0) line.push({ text: ` @${count(mentions)}`, tone: tone('mention'), bold: true })
  if (unread > 0) line.push({ text: ` ${count(unread)}`, tone: tone(mute === null ? 'unread' : 'muted'), bold: true })
  if (line.length > 0) line.push({ text: ' ', tone: tone('text') })
  return line
}

const count = (number: number): string => (number > countMax ? `${countMax}+` : String(number))

/** A sign for the kind of a chat, or for whether somebody is there. Each has one cell everywhere. */
function mark({ type, presence }: ChatItem): string {
  if (type === 'group') return '#'
  if (type === 'channel') return '»'
  if (presence === 'online') return '●'
  if (presence === 'away') return '◐'
  if (presence === 'busy') return '◆'
  return '○'
}

function markTone({ type, presence }: ChatItem): Tone {
  if (type !== 'private') return 'muted'
  if (presence === 'online') return 'good'
  if (presence === 'away') return 'warning'
  return presence === 'busy' ? 'error' : 'muted'
}

/** Left and right text of one row: the left one gives way. */
export function spread(left: Line, right: Line, columns: number, fill: Tone): Line {
  const room = Math.max(0, columns - widthOf(right))
  const cut = truncate(left, room)
  return [...cut, { text: ' '.repeat(Math.max(0, room - widthOf(cut))), tone: fill }, ...right]
}

export const widthOf = (line: Line): number => line.reduce((sum, { text }) => sum + width(text), 0)
