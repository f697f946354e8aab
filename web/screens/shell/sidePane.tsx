/** The left column: who is logged in, search, filters, the list of chats. */
import { useDeferredValue, useRef, useState, type ReactElement } from 'react'
import { MessageSquarePlus, Menu as MenuIcon } from 'lucide-react'
import type { ChatId } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import { useChats, useSource } from '@parley/protocol/react'
import { useApp } from '../../app/useApp.ts'
import { tabActions, useAction } from '../../keys/main.ts'
import { laterPart, useIdle } from '../../parts/later.tsx'
import { MenuButton, SearchField, Tabs } from '../../parts/main.ts'
import { ChatList } from './chatList.tsx'
import { type Filter, listed } from './chatItem.ts'

const filters: readonly { readonly id: Filter; readonly label: string }[] = [
  { id: 'all', label: 'All' },
  { id: 'unread', label: 'Unread' },
  { id: 'private', label: 'Private' },
  { id: 'group', label: 'Groups' },
  { id: 'channel', label: 'Channels' },
]

/** Of these words on, people are asked for too. */
const wordsCharsMin = 2

const ConnectionBar = laterPart(() => import('./asides.ts').then((parts) => parts.ConnectionBar))
const NoChats = laterPart(() => import('./asides.ts').then((parts) => parts.NoChats))
const Found = laterPart(() => import('./asides.ts').then((parts) => parts.Found))

export function SidePane({ current }: { readonly current: ChatId | null }): ReactElement {
  const app = useApp()
  const chats = useChats(app.client)
  const [filter, setFilter] = useState<Filter>('all')
  const [query, setQuery] = useState('')
  const search = useRef<HTMLInputElement>(null)
  const wanted = useDeferredValue(query)
  const isIdle = useIdle()
  const words = wanted.trim()
  useSource(app.revision)
  const shown = listed(app, chats, filter, wanted)

  useMoves(shown, current)
  useAction('app.search', () => search.current?.focus())

  return (
    <div className="side-pane">
      <header className="side-pane-head">
        <MenuButton
          label="Menu"
          icon={MenuIcon}
          items={[
            { id: 'profile', label: 'My profile', run: () => app.go('/profile') },
            { id: 'contacts', label: 'Contacts', run: () => app.go('/contacts') },
            { id: 'group', label: 'New group', run: () => app.go('/new/group') },
            { id: 'channel', label: 'New channel', run: () => app.go('/new/channel') },
            { id: 'settings', label: 'Settings', run: () => app.go('/settings') },
            { id: 'keys', label: 'All keys', run: () => tabActions.run('app.help') },
            { id: 'logout', label: 'Log out…', run: () => tabActions.run('app.logout') },
          ]}
        />
        <SearchField
          label="Search chats and people"
          placeholder="Search"
          value={query}
          onChange={setQuery}
          ref={search}
        />
        <MenuButton
          label="New chat"
          icon={MessageSquarePlus}
          items={[
            { id: 'private', label: 'Write to a person', run: () => app.go('/new/private') },
            { id: 'group', label: 'New group', run: () => app.go('/new/group') },
            { id: 'channel', label: 'New channel', run: () => app.go('/new/channel') },
          ]}
        />
      </header>
      {isIdle && <ConnectionBar />}
      <Tabs label="Which chats" tabs={filters} selected={filter} onSelect={setFilter}>
        <ChatList chats={shown} current={current} empty={<NoChats query={wanted} filter={filter} />} />
      </Tabs>
      {words.length >= wordsCharsMin && <Found words={words} chats={shown} onDone={() => setQuery('')} />}
    </div>
  )
}

/** Along the list as it stands: what is filtered away is passed over. */
function useMoves(chats: readonly ChatView[], current: ChatId | null): void {
  const app = useApp()

  function move(by: 1 | -1, isUnread: boolean): boolean {
    const start = chats.findIndex(({ id }) => id === current)
    for (let at = start === -1 ? (by === 1 ? 0 : chats.length - 1) : start + by; ; at += by) {
      const view = chats[at]
      if (view === undefined) return true
      if (isUnread && view.unread === 0) continue
      app.go(`/chat/${view.id}`)
      return true
    }
  }

  useAction('chats.previous', () => move(-1, false))
  useAction('chats.next', () => move(1, false))
  useAction('chats.previousUnread', () => move(-1, true))
  useAction('chats.nextUnread', () => move(1, true))
}
