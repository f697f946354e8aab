/**
 * The client as React hooks: a component that uses one is drawn again when its value is another, and not before. They own
 * nothing: the client is an argument, started and stopped by whoever made it. It may be one behind a port.
 */
import { useMemo, useSyncExternalStore } from 'react'
import type { ChatView, Client, ConnectionState } from './client/main.ts'
import {
  chatSource,
  chatsSource,
  connectionSource,
  meSource,
  personSource,
  presenceSource,
  settingSource,
  type Source,
} from './client/source.ts'
import type { ChatId, UserId } from './ids.ts'
import type { Person, Presence } from './person.ts'

/** The chat with the latest message first. */
export function useChats(client: With<'chats'>): readonly ChatView[] {
  return useSource(useMemo(() => chatsSource(client), [client]))
}

/** `null` for a chat that the reader is not in. */
export function useChat(client: With<'chat'>, id: ChatId): ChatView | null {
  return useSource(useMemo(() => chatSource(client, id), [client, id]))
}

export function useConnection(client: With<'state'>): ConnectionState {
  return useSource(useMemo(() => connectionSource(client), [client]))
}

/** `null` until the server first said who the reader is. */
export function useMe(client: With<'me'>): Person | null {
  return useSource(useMemo(() => meSource(client), [client]))
}

/** `null` until it is known; it is asked for. */
export function usePerson(client: With<'person'>, id: UserId): Person | null {
  return useSource(useMemo(() => personSource(client, id), [client, id]))
}

/** `null` where it is not known. */
export function usePresence(client: With<'presenceOf'>, id: UserId): Presence | null {
  return useSource(useMemo(() => presenceSource(client, id), [client, id]))
}

/** `null` where there is none. */
export function useSetting(client: With<'setting'>, key: string): string | null {
  return useSource(useMemo(() => settingSource(client, key), [client, key]))
}

/** The source must be the same object until it is another one. */
export function useSource<Value>({ subscribe, get }: Source<Value>): Value {
  return useSyncExternalStore(subscribe, get, get)
}

type With<Member extends keyof Client> = Pick<Client, Member | 'on'>
