/** The list of chats: one link a chat, a few hundred of them or ten thousand, of which only what is seen is there. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react'
import { VList, type VListHandle } from 'virtua'
import type { ChatId } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import { useSource } from '@parley/protocol/react'
import { useApp } from '../../app/useApp.ts'
import { chatItem } from './chatItem.ts'
import { ChatRow } from './chatRow.tsx'

export interface ChatListProps {
  readonly chats: readonly ChatView[]
  readonly current: ChatId | null
  /** Said where the list is empty. */
  readonly empty: ReactElement
}

export function ChatList({ chats, current, empty }: ChatListProps): ReactElement {
  const app = useApp()
  const list = useRef<VListHandle>(null)
  const box = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<ChatId | null>(null)
  // Names, presences and settings that rows show.
  useSource(app.revision)

  const place = chats.findIndex(({ id }) => id === (at ?? current))
  const focusable = place === -1 ? 0 : place

  function moveTo(next: number): void {
    const bounded = Math.max(0, Math.min(chats.length - 1, next))
    const view = chats[bounded]
    if (view === undefined) return
    setAt(view.id)
    list.current?.scrollToIndex(bounded, { align: 'nearest' })
    // The row may be drawn only after it was scrolled to.
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-chat="${view.id}"]`)?.focus())
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: focusable + 1,
      ArrowUp: focusable - 1,
      Home: 0,
      End: chats.length - 1,
      PageDown: focusable + 8,
      PageUp: focusable - 8,
    }
    const next = moves[event.key]
    if (next === undefined) return
    event.preventDefault()
    moveTo(next)
  }

  // The chat that is opened by a key or a link comes into sight.
  useEffect(() => {
    const index = chats.findIndex(({ id }) => id === current)
    if (index !== -1) list.current?.scrollToIndex(index, { align: 'nearest' })
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only when another chat is opened, not with each message.
  }, [current])

  if (chats.length === 0) return empty
  return (
    <div className="chat-list" ref={box} onKeyDown={onKeyDown}>
      <VList ref={list} className="chat-list-rows" role="list" aria-label="Chats" itemSize={72} data={chats}>
        {/* Made only where it is seen: a row of a thousand costs as much as one of ten. */}
        {(view, index) => (
          <ChatRow
            key={view.id}
            item={chatItem(app, view, view.id === current)}
            isOpen={view.id === current}
            isFocusable={index === focusable}
            position={index + 1}
            count={chats.length}
          />
        )}
      </VList>
    </div>
  )
}
