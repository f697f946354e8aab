import type { ReactElement } from 'react'
import { BellOff } from 'lucide-react'
import { Link } from 'wouter'
import { Avatar, Badge, ChatIcon, Tick } from '../../parts/main.ts'
import { type ChatItem, counted, nameOfItem } from './chatItem.ts'

export interface ChatRowProps {
  readonly item: ChatItem
  readonly isOpen: boolean
  /** One row is reached by Tab; the arrows go on from there. */
  readonly isFocusable: boolean
  readonly position: number
  readonly count: number
}

export function ChatRow({ item, isOpen, isFocusable, position, count }: ChatRowProps): ReactElement {
  const { chat, face, title, type, presence, preview, time, tick, unread, mentions, mute } = item
  return (
    <div role="listitem" aria-setsize={count} aria-posinset={position} className="chat-row-item">
      <Link
        href={`/chat/${chat}`}
        className="chat-row"
        data-chat={chat}
        aria-current={isOpen ? 'page' : undefined}
        aria-label={nameOfItem(item)}
        tabIndex={isFocusable ? 0 : -1}
        draggable={false}
      >
        <Avatar id={face} name={title} type={type === 'private' ? 'person' : type} presence={presence ?? undefined} />
        <span className="chat-row-text">
          <span className="chat-row-head">
            {type !== 'private' && <ChatIcon type={type} />}
            <span className="chat-row-title" dir="auto">
              {title}
            </span>{' '}
            {mute !== null && <BellOff className="chat-row-mute" size={14} aria-hidden />}
            <span className="chat-row-time">
              {tick !== null && <Tick tick={tick} />}
              <time>{time}</time>
            </span>
          </span>{' '}
          <span className="chat-row-line">
            <span className="chat-row-preview" data-kind={preview.kind} dir="auto">
              {preview.kind === 'draft' && <span className="chat-row-draft">Draft: </span>}
              {preview.text}
            </span>{' '}
            {mentions > 0 && <Badge count={mentions} label={counted(mentions, 'mention')} tone="mention" />}
            {unread > 0 && (
              <Badge
                count={unread}
                label={counted(unread, 'unread message')}
                tone={mute === null ? 'accent' : 'muted'}
              />
            )}
          </span>
        </span>
      </Link>
    </div>
  )
}
