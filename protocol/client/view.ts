/** A chat as a screen shows it: what is confirmed, with what is under way on top. The same object until something changes. */
import type { Epoch, ChatId, SubmissionId, UserId } from '../ids.ts'
import type { Mark } from '../frame.ts'
import type { Members } from '../members.ts'
import type { ChatType, Role } from '../permission.ts'
import type { Message } from '../timeline.ts'

export interface ChatView {
  readonly id: ChatId
  readonly epoch: Epoch
  readonly type: ChatType
  readonly title: string | null
  readonly description: string | null
  readonly createdAt: number
  /** The last confirmed entry. */
  readonly seq: number
  /** The reader's own; `null` once the reader is out. */
  readonly role: Role | null
  /** In a large chat only some of them. */
  readonly members: Members
  /** Exact. */
  readonly memberCount: number
  /** The other one of a private chat. */
  readonly peer: UserId | null
  /** The latest messages, oldest first, without holes up to the end; those that wait for the server come last. */
  readonly messages: readonly Message[]
  /** Submissions that wait, by id: a message that is one of them has a provisional seq. */
  readonly pending: ReadonlySet<SubmissionId>
  /** Is there more before `messages`? `loadOlder` fetches it. */
  readonly hasOlder: boolean
  /** The last message, for a list of chats: known even where `messages` is empty. */
  readonly last: Message | null
  readonly unread: number
  readonly delivered: number
  readonly read: number
  /** How far the others are, where the server tells it. */
  readonly marks: ReadonlyMap<UserId, Mark>
  /** Others who are writing now. */
  readonly typing: readonly UserId[]
}
