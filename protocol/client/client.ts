/** What a client is made of and what it offers. `createClient` makes one. */
import type { Command } from '../command.ts'
import type { Cursors } from '../cursor.ts'
import type { Failure } from '../failure.ts'
import type { Answer, Query } from '../frame.ts'
import type { ChatId, SubmissionId, UserId } from '../ids.ts'
import type { Person, Presence, Status } from '../person.ts'
import type { Tokens } from './connection.ts'
import type { ClientEnv } from './env.ts'
import type { ClientEvent, ConnectionState } from './events.ts'
import type { Submitted } from './outbox.ts'
import type { ClientStorage } from './storage.ts'
import type { Transport } from './transport.ts'
import type { ChatView } from './view.ts'
import type { Place, Visit } from './visit.ts'

export interface ClientOptions {
  /** Of the socket: `wss://host/ws`. */
  readonly url: string
  readonly transport: Transport
  /** Of this account on this server, and nobody else's. */
  readonly storage: ClientStorage
  readonly env: ClientEnv
  readonly tokens: Tokens
  /** Only these chats, at most `followMax`; by default all. */
  readonly follow?: readonly ChatId[] | 'all'
  /**
   * For readers that must miss nothing: every entry after these cursors is told, in order and once, also those that a
   * snapshot jumps over. Chats that are not named begin at their present.
   */
  readonly since?: Cursors
  /** For the list of sessions: "parley cli 0.1 on linux". */
  readonly clientName?: string
}

export interface Client {
  /** Reads the storage and begins to connect. Resolves when what is stored can be seen. */
  start(): Promise<void>
  /** Writes what is unwritten and closes. The storage stays open. A client starts once. */
  stop(): Promise<void>
  /** Tries to connect at once, where it waits or stopped for a reason. */
  retry(): void
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
  /** Marks go up only. */
  mark(chat: ChatId, marks: { readonly delivered?: number; readonly read?: number }): void
  /** Say it with every key: it is repeated as the protocol asks, and ends by itself. */
  typing(chat: ChatId, on: boolean): void
  /** Said again after each reconnect. */
  presence(status: Status): void
  presenceOf(id: UserId): Presence | null
  /** A small text of this account, the same on all of its devices: `draft/CHAT`, `mute/CHAT`. `null` where there is none. */
  setting(key: string): string | null
  /** Those whose key begins with the prefix, by whole key. */
  settings(prefix: string): ReadonlyMap<string, string>
  /**
   * Seen here at once, kept until the server has it, and told to the other devices about a second later; `null` removes it.
   * The last one counts. Answers why it cannot be (`invalid` key, `tooLarge`) and then changes nothing; `null`: it is set.
   * What the server refuses later is told as a `failure` event, and stays on this device.
   */
  setSetting(key: string, value: string | null): Failure | null
  /** Asked again after a reconnect. Rejects with a `FailureError`: what the server refused, or `timeout`. */
  ask(query: Query): Promise<Answer>
  /** One page more of `messages`. Resolves with `hasOlder`; rejects with a `FailureError`. */
  loadOlder(chat: ChatId): Promise<boolean>
  /** Opens a place in a chat's history without reading what lies between. Rejects with a `FailureError`. */
  visit(chat: ChatId, place: Place): Promise<Visit>
  /** What is known now. Somebody unknown is asked for, and told as a `people` event. */
  person(id: UserId): Person | null
  /** As far as entries were told. */
  cursors(): Cursors
  /** Listeners must not throw. The result removes it. */
  on(listener: (event: ClientEvent) => void): () => void
}
