/** `/contacts`: who asks, who is a contact, who was asked, who is blocked; and a way to ask somebody new. */
import { type ReactElement, useState } from 'react'
import { MessageCircle, MoreVertical, UserPlus, UsersRound } from 'lucide-react'
import type { Contact } from '@parley/protocol'
import { safeLine } from '@parley/protocol/text'
import { useApp } from '../../app/useApp.ts'
import {
  Button,
  EmptyState,
  IconButton,
  MenuButton,
  type MenuItem,
  SearchField,
  SectionHeading,
} from '../../parts/main.ts'
import { LoadedPart } from '../loadedPart.tsx'
import { Panel } from '../panel.tsx'
import { AddContact } from './addContact.tsx'
import { type ContactActionId, contactActionNames, contactActions } from './contactActions.ts'
import { contactGroups } from './found.ts'
import { PersonLine } from './personLine.tsx'
import { useContactActions } from './useContactActions.tsx'
import { useContacts } from './useContacts.ts'
import { useFound } from './usePeople.ts'

type Act = (id: ContactActionId, person: Contact['person']) => void

export function ContactsScreen({ onClose }: { readonly onClose: () => void }): ReactElement {
  const app = useApp()
  const [query, setQuery] = useState('')
  const [isAdding, setAdding] = useState(false)
  const [contacts, reload] = useContacts()
  const found = useFound(query.trim())
  const [act, question] = useContactActions(reload)
  return (
    <Panel
      title="Contacts"
      onClose={onClose}
      actions={<IconButton label="Add a contact" icon={UserPlus} onClick={() => setAdding(true)} />}
    >
      <div className="screen-pad">
        <SearchField label="Search contacts and people" value={query} onChange={setQuery} />
      </div>
      <LoadedPart loaded={contacts} onRetry={reload}>
        {(all) => {
          const groups = contactGroups(all, query)
          const known = new Set(all.filter(({ state }) => state !== 'none').map(({ person }) => person.id))
          const others = found.people.filter(({ id }) => !known.has(id) && id !== app.me.id)
          return (
            <>
              {groups.map(({ state, title, contacts: its }) => (
                <Group key={state} title={title} contacts={its} act={act} />
              ))}
              {others.length > 0 && (
                <Group
                  title="Others on this server"
                  contacts={others.map((person): Contact => ({ person, state: 'none' }))}
                  act={act}
                />
              )}
              {groups.length === 0 && others.length === 0 && !found.isSearching && (
                <Nobody isSearched={query.trim() !== ''} onAdd={() => setAdding(true)} />
              )}
            </>
          )
        }}
      </LoadedPart>
      {isAdding && <AddContact onAdded={reload} onClose={() => setAdding(false)} />}
      {question}
    </Panel>
  )
}

function Nobody({ isSearched, onAdd }: { readonly isSearched: boolean; readonly onAdd: () => void }): ReactElement {
  return isSearched ? (
    <EmptyState title="Nobody is found">Names and usernames are searched from their beginning.</EmptyState>
  ) : (
    <EmptyState
      icon={UsersRound}
      title="No contacts yet"
      actions={
        <Button tone="primary" icon={UserPlus} onClick={onAdd}>
          Add a contact
        </Button>
      }
    >
      Contacts see whether the other is here.
    </EmptyState>
  )
}

function Group({
  title,
  contacts,
  act,
}: {
  readonly title: string
  readonly contacts: readonly Contact[]
  readonly act: Act
}): ReactElement {
  return (
    <section aria-label={title}>
      <SectionHeading level={3}>{title}</SectionHeading>
      <ul className="screen-people">
        {contacts.map((contact) => (
          <ContactRow key={contact.person.id} contact={contact} act={act} />
        ))}
      </ul>
    </section>
  )
}

function ContactRow({ contact, act }: { readonly contact: Contact; readonly act: Act }): ReactElement {
  const { person, state } = contact
  const name = safeLine(person.name)
  const [first, ...others] = contactActions[state]
  const rest = state === 'incoming' ? others.filter((id) => id !== 'decline') : others
  const items = rest.map((id): MenuItem => ({
    id,
    label: contactActionNames[id],
    ...(id === 'block' || id === 'remove' ? { tone: 'danger' } : {}),
    run: () => act(id, person),
  }))
  return (
    <li className="screen-person-row">
      <div className="screen-person">
        <PersonLine person={person} hasPresence={state === 'accepted'} />
      </div>
      <div className="screen-person-actions">
        {first === 'write' && (
          <IconButton label={`Write to ${name}`} icon={MessageCircle} onClick={() => act('write', person)} />
        )}
        {state === 'incoming' && (
          <>
            <Button tone="primary" aria-label={`Accept ${name}`} onClick={() => act('accept', person)}>
              Accept
            </Button>
            <Button aria-label={`Decline ${name}`} onClick={() => act('decline', person)}>
              Decline
            </Button>
          </>
        )}
        {state === 'blocked' && (
          <Button aria-label={`Unblock ${name}`} onClick={() => act('unblock', person)}>
            Unblock
          </Button>
        )}
        {items.length > 0 && <MenuButton label={`More about ${name}`} icon={MoreVertical} items={items} />}
      </div>
    </li>
  )
}
