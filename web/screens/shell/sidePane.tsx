/** The left column: who is logged in, search, filters, the list of chats. */
import { useDeferredValue, useRef, useState, type ReactElement } from 'react'
import { MessageSquarePlus, Menu as MenuIcon } from 'lucide-react'
import type { ChatId, Person } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import { useChats, useSource } from '@parley/protocol/react'
import { safeLine } from '@parley/protocol/text'
import { useApp } from '../../app/useApp.ts'
import { tabActions, useAction } from '../../keys/main.ts'
import { Avatar, Button, EmptyState, MenuButton, SearchField, Tabs } from '../../parts/main.ts'
import { useFound } from '../people/usePeople.ts'
import { ChatList } from './chatList.tsx'
import { type Filter, listed } from './chatItem.ts'
import { ConnectionBar } from './connectionBar.tsx'

const filters: readonly { readonly id: Filter; readonly label: string }[] = [
  { id: 'all', label: 'All' },
  { id: 'unread', label: 'Unread' },
  { id: 'private', label: 'Private' },
  { id: 'group', label: 'Groups' },
  { id: 'channel', label: 'Channels' },
]

/** Of these words on, people are asked for too; so many are shown below the chats. */
const wordsCharsMin = 2
const peopleMax = 8

export function SidePane({ current }: { readonly current: ChatId | null }): ReactElement {
  const app = useApp()
  const chats = useChats(app.client)
  const [filter, setFilter] = useState<Filter>('all')
  const [query, setQuery] = useState('')
  const search = useRef<HTMLInputElement>(null)
  const wanted = useDeferredValue(query)
  const words = wanted.trim()
  const found = useFound(words.length < wordsCharsMin ? '' : words)
  useSource(app.revision)
  const shown = listed(app, chats, filter, wanted)
  const peers = new Set(shown.map(({ peer }) => peer))
  const people = found.people.filter(({ id }) => id !== app.me.id && !peers.has(id)).slice(0, peopleMax)

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
      <ConnectionBar />
      <Tabs label="Which chats" tabs={filters} selected={filter} onSelect={setFilter}>
        <ChatList chats={shown} current={current} empty={<NoChats query={wanted} filter={filter} />} />
      </Tabs>
      {people.length > 0 && <Found people={people} onDone={() => setQuery('')} />}
    </div>
  )
}

function NoChats({ query, filter }: { readonly query: string; readonly filter: Filter }): ReactElement {
  const app = useApp()
  if (query !== '') return <EmptyState title="No chat has this name">People who are found stand below.</EmptyState>
  if (filter !== 'all') return <EmptyState title="Nothing here">No chat is of this kind.</EmptyState>
  return (
    <EmptyState
      title="No chats yet"
      actions={
        <Button tone="primary" onClick={() => app.go('/new/private')}>
          Write to a person
        </Button>
      }
    >
      Your chats will stand here, the latest first.
    </EmptyState>
  )
}

function Found({ people, onDone }: { readonly people: readonly Person[]; readonly onDone: () => void }): ReactElement {
  const app = useApp()
  return (
    <section className="side-pane-people" aria-label="People">
      <h2 className="side-pane-heading">People</h2>
      <ul>
        {people.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              className="side-pane-person"
              onClick={() => {
                onDone()
                app.attempt(() => app.openPrivate(person.id))
              }}
            >
              <Avatar id={person.id} name={safeLine(person.name)} size={40} />
              <span dir="auto">{safeLine(person.name)}</span>
              <span className="side-pane-username">@{person.username}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
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
