/** The chat that is open: its head, its timeline, its composer. */
import { useEffect, useRef, useState, type ReactElement } from 'react'
import type { ChatId } from '@parley/protocol'
import { useChat } from '@parley/protocol/react'
import { useApp } from '../../app/useApp.ts'
import { Composer, type ComposerHandle } from '../../composer/main.ts'
import { useAction } from '../../keys/main.ts'
import { later } from '../../parts/later.tsx'
import { EmptyState } from '../../parts/main.ts'
import { Timeline, type TimelineHandle } from '../../timeline/main.ts'
import { ChatHeader } from './chatHeader.tsx'

const SearchBar = later(() => import('./searchBar.tsx').then((parts) => parts.SearchBar))

export interface ChatPaneProps {
  readonly chat: ChatId
  /** The message that the path names. */
  readonly target: number | null
  readonly isInfoOpen: boolean
  readonly onInfo: () => void
}

export function ChatPane({ chat, target, isInfoOpen, onInfo }: ChatPaneProps): ReactElement {
  const app = useApp()
  const { client } = app
  const view = useChat(client, chat)
  const timeline = useRef<TimelineHandle | null>(null)
  const composer = useRef<ComposerHandle | null>(null)
  const [isSearching, setSearching] = useState(false)

  // Its messages are mirrored while somebody looks.
  useEffect(() => client.look(chat), [client, chat])
  useEffect(() => app.open(chat), [app, chat])
  useEffect(() => setSearching(false), [chat])
  // Where there is a keyboard, whoever opens a chat can write at once; on a phone it would cover half of it.
  const isHere = view !== null
  useEffect(() => {
    if (isHere && matchMedia('(hover: hover) and (pointer: fine)').matches) composer.current?.focus()
  }, [chat, isHere])
  useEffect(() => app.desk(chat).onPosted(() => timeline.current?.goToEnd()), [app, chat])

  useAction('chat.search', () => {
    // The second press is the browser's own search.
    if (isSearching) return false
    setSearching(true)
    return true
  })
  useAction('messages.latest', () => {
    timeline.current?.goToEnd()
    return true
  })
  useAction('messages.oldestUnread', () => {
    timeline.current?.goToUnread()
    return true
  })
  useAction('composer.focus', () => {
    composer.current?.focus()
    return true
  })

  if (view === null)
    return (
      <EmptyState title="This chat is not here">
        You are not in it, or it does not exist. Ask someone in it to add you.
      </EmptyState>
    )
  return (
    <div className="chat-pane" data-region="chat">
      <ChatHeader chat={view} isInfoOpen={isInfoOpen} onInfo={onInfo} onSearch={() => setSearching(true)} />
      {isSearching && (
        <SearchBar
          chat={view}
          onGo={(seq) => timeline.current?.goToSeq(seq)}
          onClose={() => {
            setSearching(false)
            composer.current?.focus()
          }}
        />
      )}
      <div className="chat-pane-messages" data-region="messages">
        <Timeline key={chat} chat={view} target={target} handle={timeline} />
      </div>
      <div data-region="composer">
        <Composer key={`composer ${chat}`} chat={view} handle={composer} />
      </div>
    </div>
  )
}
