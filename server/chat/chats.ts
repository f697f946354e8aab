/** What sessions and REST routes ask of the chats: the same rules on both roads. */
import type { Answer, ChatId, Entry, Query, Snapshot, Submission, UserId } from '@parley/protocol'

/** Every method throws a `FailureError` where the rules refuse or the world fails. */
export interface Chats {
  /** Settles when the entry is durable, and this node's store has it. The same id gives the same entry again, for ever. */
  submit(by: UserId, chat: ChatId, submission: Submission): Promise<Entry>
  /** Every chat of a user, the one with the latest message first. */
  list(by: UserId): readonly Snapshot[]
  show(by: UserId, chat: ChatId): Snapshot
  /** `notFound` for a chat that the asker is not in: a stranger learns nothing. */
  query(by: UserId, query: Query): Answer
  /** Moves marks forward; older ones are ignored. `false`: they go beyond what this node's store has, and are cut there. */
  mark(by: UserId, chat: ChatId, marks: { readonly delivered?: number; readonly read?: number }): boolean
}
