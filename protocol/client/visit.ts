/** A window that somebody opened somewhere in a chat's history, apart from the latest messages that `ChatView` shows. */
import type { ChatId } from '../ids.ts'
import type { Message } from '../timeline.ts'

/** The message with a seq or the next one after it, or the first one at or after a time; beyond the end, the last one. */
export type Place = { readonly seq: number } | { readonly at: number }

/**
 *     away ── loadNewer reaches the end, or the place was there ──▶ joined
 *
 * Away, it holds messages of its own, which edits and deletions change as they come; what is posted waits at the end of the
 * chat. Joined, it is the chat's live window: all its fields are those of `chat(id)`, which then has all that the visit had.
 * Each change of a visit that is away, and its joining, is told as a `visit` event; after that, as `chats` events.
 */
export interface Visit {
  readonly chat: ChatId
  /** Oldest first, without holes, in their present state; the same array until it changes. At most `visitMessagesMax`. */
  readonly messages: readonly Message[]
  /** The seq of the message at the place. It leaves `messages` where more is loaded than a visit holds. */
  readonly target: number
  readonly hasOlder: boolean
  /** `false`: it has joined the live window, for good. */
  readonly hasNewer: boolean
  /** One page more. Resolves with `hasOlder`; rejects with a `FailureError`. */
  loadOlder(): Promise<boolean>
  /** One page more, or none where it joins. Resolves with `hasNewer`; rejects with a `FailureError`. */
  loadNewer(): Promise<boolean>
  /** It follows no more, and loads no more. Close every visit: `visitsMax` are open at once. */
  close(): void
}
