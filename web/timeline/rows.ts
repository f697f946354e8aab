/** Messages as rows: days with their headings, the unread divider, groups of one author, notices, and what was refused. */
import type { Message } from '@parley/protocol'
import type { Refused } from '@parley/protocol/client'
import { type Clock, dayLabel, dayOf, startsDay, startsGroup } from '@parley/protocol/text'
import type { Range } from './window.ts'

export type Row =
  | { readonly type: 'unread'; readonly key: 'unread' }
  | { readonly type: 'notice'; readonly key: string; readonly message: Message }
  | ({ readonly type: 'message'; readonly key: string; readonly message: Message } & InGroup)
  /** The server refused it for good. */
  | ({ readonly type: 'refused'; readonly key: string; readonly refused: Refused } & InGroup)

/** Where it stands among what one author said in one go. */
interface InGroup {
  readonly isFirst: boolean
  readonly isLast: boolean
}

export interface Day {
  readonly key: string
  readonly label: string
  /** Of its first message that is shown. */
  readonly at: number
  readonly rows: readonly Row[]
}

export interface RowsInput {
  readonly messages: readonly Message[]
  /** Which of them are shown. */
  readonly range: Range
  /** There are older ones that are not loaded. */
  readonly hasOlder: boolean
  readonly unreadAfter: number | null
  /** Shown after the last message. */
  readonly refused: readonly Refused[]
  readonly clock: Clock
}

/** The same before and after the server has it. Another author may take the same id, but not both. */
export const keyOf = ({ id, by }: Message): string => `${id}/${by}`

export function daysOf(input: RowsInput): readonly Day[] {
  const { messages, range, hasOlder, unreadAfter, refused, clock } = input
  const days: { key: string; label: string; at: number; rows: Row[] }[] = []
  const keys = new Set<string>()
  const shown = messages.slice(range.start, range.end)
  const all = [...shown, ...refused.map(({ message }) => message)]
  const startsUnread = (before: Message | null, message: Message, isOld: boolean): boolean =>
    !isOld &&
    unreadAfter !== null &&
    message.seq > unreadAfter &&
    (before === null ? !hasOlder : before.seq <= unreadAfter)

  all.forEach((message, at) => {
    const isRefused = at >= shown.length
    const before = all[at - 1] ?? messages[range.start - 1] ?? null
    const after = all[at + 1] ?? messages[range.end] ?? null
    const isUnreadStart = startsUnread(before, message, isRefused)
    if (days.length === 0 || startsDay(before, message, clock)) {
      const key = unused(`day/${dayOf(message.at, clock)}`, keys)
      days.push({ key, label: dayLabel(message.at, clock), at: message.at, rows: [] })
    }
    const rows = days[days.length - 1]?.rows ?? []
    if (isUnreadStart) rows.push({ type: 'unread', key: 'unread' })
    const key = keyOf(message)
    if (message.content.kind === 'notice') {
      rows.push({ type: 'notice', key, message })
      return
    }
    const isFirst = isUnreadStart || startsDay(before, message, clock) || startsGroup(before, message)
    const isLast =
      after === null ||
      startsDay(message, after, clock) ||
      startsGroup(message, after) ||
      startsUnread(message, after, at + 1 >= shown.length && refused.length > 0)
    const source = isRefused ? refused[at - shown.length] : undefined
    if (source === undefined) rows.push({ type: 'message', key, message, isFirst, isLast })
    else rows.push({ type: 'refused', key: `refused/${key}`, refused: source, isFirst, isLast })
  })
  return days
}

/** Clocks of servers can go back, so a day may come twice. */
function unused(key: string, keys: Set<string>): string {
  const free = keys.has(key) ? unused(`${key}+`, keys) : key
  keys.add(free)
  return free
}
