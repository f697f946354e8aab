import type { ReactElement } from 'react'
import { ArrowLeft, Info, Search } from 'lucide-react'
import type { ChatView } from '@parley/protocol/client'
import { useSource } from '@parley/protocol/react'
import { chatTitle, standingOf, typingText } from '@parley/protocol/text'
import { useApp } from '../../app/useApp.ts'
import { Avatar, IconButton } from '../../parts/main.ts'

export interface ChatHeaderProps {
  readonly chat: ChatView
  readonly isInfoOpen: boolean
  readonly onInfo: () => void
  readonly onSearch: () => void
}

export function ChatHeader({ chat, isInfoOpen, onInfo, onSearch }: ChatHeaderProps): ReactElement {
  const app = useApp()
  useSource(app.revision)
  const title = chatTitle(chat, app.nameOf)
  const isTyping = chat.typing.length > 0
  const presence = chat.peer === null ? undefined : app.client.presenceOf(chat.peer)?.status
  const detail = isTyping
    ? typingText(chat.typing.map(app.nameOf))
    : standingOf(chat, app.me.id, (id) => app.client.presenceOf(id), app.clock())
  return (
    <header className="chat-header">
      <span className="chat-header-back">
        <IconButton label="Back to the chats" icon={ArrowLeft} onClick={() => app.go('/')} />
      </span>
      <button
        type="button"
        className="chat-header-who"
        onClick={onInfo}
        aria-expanded={isInfoOpen}
        aria-label={`${title}${detail === '' ? '' : `, ${detail}`}. Details`}
      >
        <Avatar
          id={chat.peer ?? chat.id}
          name={title}
          type={chat.type === 'private' ? 'person' : chat.type}
          size={40}
          presence={presence}
        />
        <span className="chat-header-text">
          <span className="chat-header-title" dir="auto">
            {title}
          </span>{' '}
          <span className="chat-header-detail" data-typing={isTyping || undefined} dir="auto">
            {detail}
          </span>
        </span>
      </button>
      <h1 className="quiet-text">{title}</h1>
      <IconButton label="Search in this chat" icon={Search} onClick={onSearch} />
      <IconButton label="Details" icon={Info} onClick={onInfo} aria-pressed={isInfoOpen} />
    </header>
  )
}
