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

/** A client, or one behind a port, as far as it is used. */
type With<Member extends keyof Client> = Pick<Client, Member | 'on'>

const source = <Value>(
  client: Pick<Client, 'on'>,
  get: () => Value,
  concerns: (event: ClientEvent) => boolean,
): Source<Value> => ({
  get,
  subscribe: (changed) =>
    client.on((event) => {
      if (concerns(event)) changed()
    }),
})

export const chatsSource = (client: With<'chats'>): Source<readonly ChatView[]> =>
  source(
    client,
    () => client.chats(),
    ({ type }) => type === 'chats',
  )

export const chatSource = (client: With<'chat'>, id: ChatId): Source<ChatView | null> =>
  source(
    client,
    () => client.chat(id),
    (event) => event.type === 'chats' && event.chats.includes(id),
  )

export const connectionSource = (client: With<'state'>): Source<ConnectionState> =>
  source(
    client,
    () => client.state,
    ({ type }) => type === 'state',
  )

/** The server says who the reader is when a connection begins. */
export const meSource = (client: With<'me'>): Source<Person | null> =>
  source(
    client,
    () => client.me,
    ({ type }) => type === 'state' || type === 'people',
  )

export const personSource = (client: With<'person'>, id: UserId): Source<Person | null> =>
  source(
    client,
    () => client.person(id),
    (event) => event.type === 'people' && event.people.some((person) => person.id === id),
  )

/** What was known is forgotten when the connection is lost. */
export const presenceSource = (client: With<'presenceOf'>, id: UserId): Source<Presence | null> =>
  source(
    client,
    () => client.presenceOf(id),
    (event) => event.type === 'state' || (event.type === 'presence' && event.presences.some(({ user }) => user === id)),
  )

/** `null` where there is none. */
export const settingSource = (client: With<'setting'>, key: string): Source<string | null> =>
  source(
    client,
    () => client.setting(key),
    (event) => event.type === 'settings' && event.keys.includes(key),
  )
