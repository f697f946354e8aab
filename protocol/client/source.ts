/**
 * What a client holds as sources that a screen library can follow: a value now, and a call when it may be another. A value is
 * the same object until it changes.
 */
import type { ChatId, UserId } from '../ids.ts'
import type { Person, Presence } from '../person.ts'
import type { Client } from './client.ts'
import type { ClientEvent, ConnectionState } from './events.ts'
import type { ChatView } from './view.ts'

export interface Source<Value> {
  readonly get: () => Value
  /** The result ends it. */
  readonly subscribe: (changed: () => void) => () => void
}

const source = <Value>(client: Client, get: () => Value, concerns: (event: ClientEvent) => boolean): Source<Value> => ({
  get,
  subscribe: (changed) =>
    client.on((event) => {
      if (concerns(event)) changed()
    }),
})

export const chatsSource = (client: Client): Source<readonly ChatView[]> =>
  source(
    client,
    () => client.chats(),
    ({ type }) => type === 'chats',
  )

export const chatSource = (client: Client, id: ChatId): Source<ChatView | null> =>
  source(
    client,
    () => client.chat(id),
    (event) => event.type === 'chats' && event.chats.includes(id),
  )

export const connectionSource = (client: Client): Source<ConnectionState> =>
  source(
    client,
    () => client.state,
    ({ type }) => type === 'state',
  )

/** The server says who the reader is when a connection begins. */
export const meSource = (client: Client): Source<Person | null> =>
  source(
    client,
    () => client.me,
    ({ type }) => type === 'state' || type === 'people',
  )

export const personSource = (client: Client, id: UserId): Source<Person | null> =>
  source(
    client,
    () => client.person(id),
    (event) => event.type === 'people' && event.people.some((person) => person.id === id),
  )

/** What was known is forgotten when the connection is lost. */
export const presenceSource = (client: Client, id: UserId): Source<Presence | null> =>
  source(
    client,
    () => client.presenceOf(id),
    (event) => event.type === 'state' || (event.type === 'presence' && event.presences.some(({ user }) => user === id)),
  )
