/**
 * The submissions of one socket that were asked and have no answer. The next one of a chat says behind which it comes, so that
 * the chat, wherever it lives, does not take it where the one before was lost on the way.
 */
import type { ChatId, SubmissionId } from '@parley/protocol'

export interface Unanswered {
  /** `behind`: the last other one of the chat that has no answer. `answered` is called once, whatever the answer. */
  ask(chat: ChatId, id: SubmissionId): { readonly behind: SubmissionId | undefined; answered(): void }
}

export function createUnanswered(): Unanswered {
  /** Of each chat, in the order in which they were asked. An ask ends in time, so a list is as long as what came meanwhile. */
  const chats = new Map<ChatId, { readonly id: SubmissionId }[]>()
  return {
    ask(chat, id) {
      const asked = chats.get(chat) ?? []
      chats.set(chat, asked)
      // A copy does not come behind itself.
      const behind = asked.findLast((other) => other.id !== id)?.id
      const one = { id }
      asked.push(one)
      return {
        behind,
        answered() {
          asked.splice(asked.indexOf(one), 1)
          if (asked.length === 0) chats.delete(chat)
        },
      }
    },
  }
}
