/** What a client tells its listeners, after it has happened: the views show it already. */
import type { Entry } from '../event.ts'
import type { Failure } from '../failure.ts'
import type { Mark } from '../frame.ts'
import type { ChatId, SubmissionId, UserId } from '../ids.ts'
import type { Contact, Person, Presence } from '../person.ts'

/** `stopped` does not come back by itself; its `why` is `null` after `stop()` and before `start()`. */
export type ConnectionState =
  | { readonly type: 'offline'; readonly why: Failure; readonly nextTryAt: number }
  | { readonly type: 'connecting' }
  | { readonly type: 'online' }
  | { readonly type: 'stopped'; readonly why: Failure | null }

export type ClientEvent =
  | { readonly type: 'state'; readonly state: ConnectionState }
  /** The views of these chats changed, or they came or went: ask `chat(id)`. */
  | { readonly type: 'chats'; readonly chats: readonly ChatId[] }
  /** What a visit of this chat shows is another now. */
  | { readonly type: 'visit'; readonly chat: ChatId }
  /** In order, each seq once a chat. `isLive` is false for what was missed while away. */
  | { readonly type: 'entry'; readonly chat: ChatId; readonly entry: Entry; readonly isLive: boolean }
  /** The server refused a submission for good; it has left the outbox. */
  | { readonly type: 'rejected'; readonly chat: ChatId; readonly id: SubmissionId; readonly failure: Failure }
  /** Ends by itself `typingMs` after it was last heard. */
  | { readonly type: 'typing'; readonly chat: ChatId; readonly user: UserId; readonly on: boolean }
  | { readonly type: 'presence'; readonly presences: readonly Presence[] }
  | { readonly type: 'contact'; readonly contact: Contact }
  | { readonly type: 'people'; readonly people: readonly Person[] }
  | { readonly type: 'unread'; readonly chat: ChatId; readonly unread: number; readonly read: number }
  | { readonly type: 'marks'; readonly chat: ChatId; readonly marks: readonly Mark[] }
  /** These settings have another value than before, set here or on another device: ask `setting(key)`. */
  | { readonly type: 'settings'; readonly keys: readonly string[] }
  /** The reader is no longer in this chat. */
  | { readonly type: 'gone'; readonly chat: ChatId }
  /** Something that the server refused outside of submissions and questions, or said badly. */
  | { readonly type: 'failure'; readonly failure: Failure }
