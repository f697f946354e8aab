/** The right pane: what a chat is and who is in it, or all about one message. */
import type { UserId } from '@parley/protocol'
import type { Line } from '../text/line.ts'
import { spread } from './chatList.ts'
import { type Hit, type Pane, pane } from './pane.ts'

export interface MemberItem {
  readonly user: UserId
  readonly name: string
  readonly role: string
  readonly isOnline: boolean
}

export interface DetailsModel {
  readonly facts: readonly Line[]
  readonly members: readonly MemberItem[]
  /** In a large chat not all are known here. */
  readonly membersMore: number
  readonly at: number
  readonly hasFocus: boolean
}

export function details(
  { facts, members, membersMore, at, hasFocus }: DetailsModel,
  columns: number,
  rows: number,
): Pane {
  const lines: Line[] = [...facts]
  const hits: Hit[] = []
  if (members.length > 0) lines.push([{ text: ` Members`, tone: 'strong', bold: true }])
  const shown = Math.max(1, rows - lines.length - (membersMore > 0 ? 1 : 0))
  const top = Math.max(0, Math.min(at - Math.floor(shown / 2), members.length - shown))
  members.slice(top, top + shown).forEach((member, place) => {
    const isAt = hasFocus && top + place === at
    hits.push({ y: lines.length, from: 0, to: columns, target: { type: 'item', at: top + place } })
    lines.push(
      spread(
        [
          { text: member.isOnline ? ' ● ' : ' ○ ', tone: isAt ? 'selected' : member.isOnline ? 'good' : 'muted' },
          { text: member.name, tone: isAt ? 'selected' : 'text' },
        ],
        [{ text: ` ${member.role} `, tone: isAt ? 'selected' : 'muted' }],
        columns,
        isAt ? 'selected' : 'text',
      ),
    )
  })
  if (membersMore > 0) lines.push([{ text: ` and ${membersMore} more`, tone: 'muted' }])
  return pane(lines, hits)
}
