/**
 * The messages of a chat in their present state: a fold of the same entries, kept apart from `Chat` because nobody holds
 * all of them. A projection in SQLite, a page in a client and the simulation's model follow these rules.
 */
import type { Content } from './content.ts'
import { deletedContent } from './content.ts'
import type { ChatEvent, Entry } from './event.ts'
import type { SubmissionId, UserId } from './ids.ts'

/** An event that has a line of its own in the timeline: who came, went, or changed what. */
export type NoticeEvent = Exclude<ChatEvent, { type: 'messagePosted' | 'messageEdited' | 'messageDeleted' | 'unknown' }>

export interface Message {
  readonly seq: number
  readonly at: number
  readonly by: UserId
  /** The id of the submission that posted it. */
  readonly id: SubmissionId
  readonly content: Content | { readonly kind: 'notice'; readonly event: NoticeEvent }
  readonly replyTo?: number
  readonly editedAt?: number
}

/** The message that an entry begins; `null` for an entry that changes another one, or that this client does not know. */
export function messageOf(entry: Entry): Message | null {
  const { seq, at, by, cause: id, event } = entry
  switch (event.type) {
    case 'messagePosted':
      return event.replyTo === undefined
        ? { seq, at, by, id, content: event.content }
        : { seq, at, by, id, content: event.content, replyTo: event.replyTo }
    case 'messageEdited':
    case 'messageDeleted':
    case 'unknown':
      return null
    case 'chatCreated':
    case 'membersAdded':
    case 'memberRemoved':
    case 'memberLeft':
    case 'roleChanged':
    case 'infoChanged':
      return { seq, at, by, id, content: { kind: 'notice', event } }
  }
}

/** Which older message an entry changes, and into what. `null` for an entry that changes none. */
export function changeOf(entry: Entry): { readonly seq: number; apply(message: Message): Message } | null {
  const { event } = entry
  switch (event.type) {
    case 'messageEdited':
      return {
        seq: event.seq,
        // An edit that was redacted with its message says nothing any more.
        apply: (message) =>
          event.content.kind === 'deleted' || message.content.kind === 'deleted'
            ? message
            : { ...message, content: event.content, editedAt: entry.at },
      }
    case 'messageDeleted':
      return {
        seq: event.seq,
        apply: ({ seq, at, by, id }) => ({ seq, at, by, id, content: deletedContent }),
      }
    case 'chatCreated':
    case 'messagePosted':
    case 'membersAdded':
    case 'memberRemoved':
    case 'memberLeft':
    case 'roleChanged':
    case 'infoChanged':
    case 'unknown':
      return null
  }
}

/** Does this message count as unread for somebody else than its author? */
export const countsAsUnread = (message: Message): boolean =>
  message.content.kind !== 'notice' && message.content.kind !== 'deleted'
