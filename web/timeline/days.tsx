/** The rows of a timeline under the headings of their days. */
import type { ReactElement, ReactNode } from 'react'
import type { Message, UserId } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import { type Clock, noticeText, tickOf, timeOfDay } from '@parley/protocol/text'
import { canReply } from './messageActions.ts'
import { MessageRow } from './messageRow.tsx'
import { NoticeRow } from './noticeRow.tsx'
import type { Day, Row } from './rows.ts'
import { isSelectable } from './selection.ts'

export interface DaysProps {
  readonly days: readonly Day[]
  readonly facts: RowFacts
  readonly isBusy: boolean
}

/** What rows show besides their messages. */
interface RowFacts {
  readonly chat: ChatView
  readonly me: UserId
  readonly username: string
  readonly clock: Clock
  readonly nameOf: (id: UserId) => string
  readonly messageAt: (seq: number) => Message | null
  readonly selected: ReadonlySet<number> | null
  /** Keys of the row that Tab comes to, of the one that was jumped to, of the one whose menu is open. */
  readonly tabStop: string | null
  readonly found: string | null
  readonly open: string | null
}

export function Days({ days, facts, isBusy }: DaysProps): ReactNode {
  return days.map((day) => <DayRows key={day.key} day={day} facts={facts} isBusy={isBusy} />)
}

interface DayRowsProps {
  readonly day: Day
  readonly facts: RowFacts
  readonly isBusy: boolean
}

function DayRows({ day, facts, isBusy }: DayRowsProps): ReactElement {
  return (
    <section className="timeline-day">
      <h2 className="timeline-day-head">
        <button type="button" className="timeline-day-name" data-action="day" data-at={day.at}>
          {day.label}
          <span className="quiet-text">, go to another day</span>
        </button>
      </h2>
      <div role="feed" aria-label={day.label} aria-busy={isBusy}>
        {day.rows.map((row) => rowElement(row, facts))}
      </div>
    </section>
  )
}

function rowElement(row: Row, facts: RowFacts): ReactElement {
  const { chat, me, username, clock, nameOf, selected, tabStop, found, open } = facts
  switch (row.type) {
    case 'unread':
      return (
        <div key={row.key} className="timeline-unread" data-divider>
          <span>Unread messages</span>
        </div>
      )
    case 'notice': {
      const { message, key } = row
      return (
        <NoticeRow
          key={key}
          rowKey={key}
          seq={message.seq}
          text={message.content.kind === 'notice' ? noticeText(message.content.event, message.by, nameOf) : ''}
          time={timeOfDay(message.at, clock)}
          isTabStop={tabStop === key}
          isFound={found === key}
        />
      )
    }
    case 'message':
    case 'refused': {
      const message = row.type === 'message' ? row.message : row.refused.message
      const { key } = row
      const isOwn = message.by === me
      const quoted = message.replyTo === undefined ? null : facts.messageAt(message.replyTo)
      return (
        <MessageRow
          key={key}
          rowKey={key}
          message={message}
          isFirst={row.isFirst}
          isLast={row.isLast}
          isOwn={isOwn}
          hasFace={chat.type !== 'private'}
          name={isOwn ? 'You' : nameOf(message.by)}
          time={timeOfDay(message.at, clock)}
          tick={row.type === 'refused' ? 'refused' : tickOf(chat, message, me)}
          trouble={row.type === 'refused' ? row.refused.failure.message : null}
          quoted={quoted}
          quotedName={quoted === null ? 'an earlier message' : quoted.by === me ? 'You' : nameOf(quoted.by)}
          username={username}
          canReply={row.type === 'message' && canReply(message, chat)}
          isTabStop={tabStop === key}
          isSelected={
            selected === null || row.type === 'refused' || !isSelectable(message) || message.seq > chat.seq
              ? null
              : selected.has(message.seq)
          }
          isFound={found === key}
          isOpen={open === key}
        />
      )
    }
  }
}
