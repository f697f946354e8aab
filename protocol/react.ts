/**
 * The client as React hooks: a component that uses one is drawn again when its value is another, and not before. They own
 * nothing: the client is an argument, started and stopped by whoever made it.
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
  type Source,
} from './client/source.ts'
import type { ChatId, UserId } from './ids.ts'
import type { Person, Presence } from './person.ts'

/** The chat with the latest message first. */
export function useChats(client: Client): readonly ChatView[] {
  return useSource(useMemo(() => chatsSource(client), [client]))
}

/** `null` for a chat that the reader is not in. */
export function useChat(client: Client, id: ChatId): ChatView | null {
  return useSource(useMemo(() => chatSource(client, id), [client, id]))
}

export function useConnection(client: Client): ConnectionState {
  return useSource(useMemo(() => connectionSource(client), [client]))
}

/** `null` until the server first said who the reader is. */
export function useMe(client: Client): Person | null {
  return useSource(useMemo(() => meSource(client), [client]))
}

/** `null` until it is known; it is asked for. */
export function usePerson(client: Client, id: UserId): Person | null {
  return useSource(useMemo(() => personSource(client, id), [client, id]))
}

/** `null` where it is not known. */
export function usePresence(client: Client, id: UserId): Presence | null {
  return useSource(useMemo(() => presenceSource(client, id), [client, id]))
}

const useSource = <Value>({ subscribe, get }: Source<Value>): Value => useSyncExternalStore(subscribe, get, get)
