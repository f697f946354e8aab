/** The row over the timeline: the chat's name, who is there or writes, and where the view is. */
import type { Line } from '../text/line.ts'
import { spread, widthOf } from './chatList.ts'
import { type Hit, type Pane, pane } from './pane.ts'

export interface HeaderModel {
  readonly title: string
  /** Presence, members, or who writes. */
  readonly detail: string
  readonly isTyping: boolean
  /** Where the view is not at the present; a click on it goes there. */
  readonly place: string
}

export function header({ title, detail, isTyping, place }: HeaderModel, columns: number): Pane {
  const left: Line = [
    { text: ` ${title}`, tone: 'strong', bold: true },
    { text: detail === '' ? '' : `  ${detail}`, tone: isTyping ? 'accent' : 'muted', italic: isTyping },
  ]
  const right: Line = place === '' ? [] : [{ text: `${place} `, tone: 'warning' }]
  const hits: Hit[] =
    place === ''
      ? []
      : [{ y: 0, from: columns - widthOf(right), to: columns, target: { type: 'action', action: 'toEnd' } }]
  return pane([spread(left, right, columns, 'text'), [{ text: '─'.repeat(columns), tone: 'border' }]], hits)
}
