/** One account's client: connection, outbox, replicas and signals put together. */
import type { Command } from '../command.ts'
import type { Cursors } from '../cursor.ts'
import type { Entry } from '../event.ts'
import type { Failure } from '../failure.ts'
import type { Answer, Query } from '../frame.ts'
import type { ChatId, SubmissionId, UserId } from '../ids.ts'
import type { Person, Presence, Status } from '../person.ts'
import type { ClientEnv } from './env.ts'
import type { ClientEvent, ConnectionState } from './events.ts'
import type { ClientStorage } from './storage.ts'
import type { Transport } from './transport.ts'
import type { ChatView } from './view.ts'

/** Where access tokens come from. Both throw a `FailureError`; one that no retry mends stops the client. */
export interface Tokens {
  current(): Promise<string>
  refresh(): Promise<string>
}

export interface ClientOptions {
  /** Of the socket: `wss://host/socket`. */
  readonly url: string
  readonly transport: Transport
  readonly storage: ClientStorage
  readonly env: ClientEnv
  readonly tokens: Tokens
  /** Only these chats; by default all. */
  readonly follow?: readonly ChatId[] | 'all'
  /** For the list of sessions: "parley cli 0.1 on linux". */
  readonly clientName?: string
}

export type Settled =
  { readonly type: 'stored'; readonly entry: Entry } | { readonly type: 'failed'; readonly failure: Failure }

export interface Submitted {
  readonly id: SubmissionId
  /** Never rejects. Waits as long as the server is away. */
  readonly settled: Promise<Settled>
  /** It is in the storage and survives a crash. Rejects with a `FailureError` if it could not be kept. */
  readonly stored: Promise<void>
}

export interface Client {
  /** Reads the storage and begins to connect. Resolves when what is stored can be seen. */
  start(): Promise<void>
  /** Writes what is unwritten and closes. The storage stays open. */
  stop(): Promise<void>
  readonly state: ConnectionState
  /** `null` until the server first said it; after that it is stored. */
  readonly me: Person | null
  /** The chat with the latest message first. */
  chats(): readonly ChatView[]
  chat(id: ChatId): ChatView | null
  /** The same id again is the same submission. */
  submit(chat: ChatId, command: Command, options?: { readonly id?: SubmissionId }): Submitted
  /** Resolves when no submission waits. */
  flushed(): Promise<void>
  mark(chat: ChatId, marks: { readonly delivered?: number; readonly read?: number }): void
  /** Say it with every key: it is repeated as the protocol asks, and ends by itself. */
  typing(chat: ChatId, on: boolean): void
  /** Said again after each reconnect. */
  presence(status: Status): void
  presenceOf(id: UserId): Presence | null
  /** Asked again after a reconnect. Throws a `FailureError`: what the server refused, or `timeout`. */
  ask(query: Query): Promise<Answer>
  /** One page more of `messages`. Resolves with `hasOlder`. */
  loadOlder(chat: ChatId): Promise<boolean>
  /** What is known now. Somebody unknown is asked for, and told as a `people` event. */
  person(id: UserId): Person | null
  cursors(): Cursors
  on(listener: (event: ClientEvent) => void): () => void
}

export function createClient(_options: ClientOptions): Client {
  throw new Error('The client is being written.')
}
