/** A copy of a chat against the ledger as of the copy's own cursor. */
import type { Chat, Message } from '@parley/protocol'
import type { ChatLedger } from '../ledger.ts'

/** What of a chat a copy claims; `members` where it claims all. */
export interface Claim extends Pick<Chat, 'type' | 'title' | 'description' | 'createdAt' | 'memberCount'> {
  readonly members: Iterable<readonly [string, string]> | null
}

/** The first difference; `null` where there is none. */
export function chatDiffers(claim: Claim, truth: Chat | null): string | null {
  if (truth === null) return 'There is no such chat.'
  for (const field of ['type', 'title', 'description', 'createdAt', 'memberCount'] as const)
    if (claim[field] !== truth[field]) return `${field} is ${String(claim[field])} and not ${String(truth[field])}.`
  if (claim.members === null) return null
  let count = 0
  const roles = new Map<string, string>(truth.members)
  for (const [user, role] of claim.members) {
    count++
    if (roles.get(user) !== role) return `${user} is ${role} and not ${roles.get(user) ?? 'out'}.`
  }
  return count === roles.size ? null : `${count} members are known of ${roles.size}.`
}

/**
 * The first difference of one message as of an entry. Unless `isExact`, it may be ahead: a page of history shows what later
 * entries changed, and erased words are gone from the entries themselves.
 */
export function messageDiffers(ledger: ChatLedger, message: Message, asOf: number, isExact: boolean): string | null {
  const states = ledger.statesFrom(message.seq, asOf)
  if (states.length === 0) return `Message ${message.seq} was never posted.`
  const allowed = isExact ? states.slice(0, 1) : states
  if (allowed.some((state) => Bun.deepEquals(state, message))) return null
  return `Message ${message.seq} as of ${asOf} is ${JSON.stringify(message)} and not ${JSON.stringify(states[0])}.`
}
