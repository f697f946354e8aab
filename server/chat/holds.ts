/**
 * The submissions of one socket that were refused for now. Until they come again, or are in the log after all, later ones of
 * their chat are refused the same way, so that none overtakes another.
 */
import type { ChatId, Failure, SubmissionId } from '@parley/protocol'

interface Refused {
  readonly id: SubmissionId
  /** When it first came, among all of this socket. */
  readonly order: number
  readonly failure: Failure
  readonly until: number
}

export interface Holds {
  /**
   * May this one pass? If not, why. If it may, `refused` says that it was refused for now. `isStored` of one that was refused:
   * it may have landed all the same, and then its author, who saw the entry, sends it no more.
   */
  enter(
    chat: ChatId,
    id: SubmissionId,
    now: number,
    isStored: (id: SubmissionId) => boolean,
  ): { readonly held: Failure } | { readonly held: null; refused(failure: Failure, now: number): void }
}

/** A client that is told tries again within half of this. One that gave up must not wait for ever. */
const holdMsMax = 60_000
/** Of one chat: more than a client has under way. Those beyond it are refused and not remembered. */
const refusedMax = 1_024
/** Chats in which something waits; a client can make ids up. Beyond it those whose time is over go, and if none is, the rest stays. */
const chatsMax = 1_024

export function createHolds(): Holds {
  /** Of each chat, in the order in which they first came. */
  const chats = new Map<ChatId, Refused[]>()
  let arrivals = 0

  function forgetOver(now: number): void {
    for (const [chat, waiting] of chats) if (waiting.every(({ until }) => until <= now)) chats.delete(chat)
  }

  function refuse(chat: ChatId, refused: Refused): void {
    if (!chats.has(chat) && chats.size >= chatsMax) forgetOver(refused.until - holdMsMax)
    const waiting = chats.get(chat) ?? []
    if (chats.size >= chatsMax && !chats.has(chat)) return
    chats.set(chat, waiting)
    const known = waiting.findIndex(({ id }) => id === refused.id)
    if (known === -1 ? waiting.length >= refusedMax : (waiting[known]?.order ?? 0) <= refused.order) return
    // A copy that came meanwhile stands where it came; its place is that of the first.
    if (known !== -1) waiting.splice(known, 1)
    const place = waiting.findLastIndex(({ order }) => order < refused.order) + 1
    waiting.splice(place, 0, refused)
  }

  return {
    enter(chat, id, now, isStored) {
      const waiting = chats.get(chat)
      // Nearly always nothing waits.
      const open = waiting?.findIndex((one) => one.id === id || (now < one.until && !isStored(one.id))) ?? -1
      const first = waiting?.[open]
      const isAgain = first?.id === id
      waiting?.splice(0, first === undefined ? waiting.length : isAgain ? open + 1 : open)
      if (waiting?.length === 0) chats.delete(chat)
      if (first !== undefined && !isAgain) {
        // It must come again before those after it, too.
        const { failure } = first
        refuse(chat, { id, order: ++arrivals, failure, until: now + holdMsMax })
        return { held: failure }
      }
      const order = isAgain ? first.order : ++arrivals
      return {
        held: null,
        refused: (failure, at) => refuse(chat, { id, order, failure, until: at + holdMsMax }),
      }
    },
  }
}
