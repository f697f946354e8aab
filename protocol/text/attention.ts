/** Where one key takes the reader: to the next thing that waits for them. */
import type { ChatView } from '../client/view.ts'
import type { ChatId } from '../ids.ts'
import type { Person } from '../person.ts'
import { namesReader, unreadMessages } from './mentions.ts'

interface Waiting {
  readonly chat: ChatId
  readonly seq: number
  readonly rank: 0 | 1 | 2
  readonly at: number
}

/**
 * A mention, then a private chat, then the oldest unread; among equals the oldest. Muted chats only for mentions, and not
 * the chat that is open. `seq` is of the message to go to: the mention, or the first unread one, loaded or not.
 */
export function nextAttention(
  chats: readonly ChatView[],
  me: Person,
  isMuted: (id: ChatId) => boolean,
  current: ChatId | null,
): { readonly chat: ChatId; readonly seq: number } | null {
  let best: Waiting | null = null
  for (const view of chats) {
    const waiting = view.unread === 0 || view.id === current ? null : waitingOf(view, me, isMuted)
    if (waiting !== null && (best === null || isBefore(waiting, best))) best = waiting
  }
  return best === null ? null : { chat: best.chat, seq: best.seq }
}

function waitingOf(view: ChatView, me: Person, isMuted: (id: ChatId) => boolean): Waiting | null {
  const unread = unreadMessages(view, me)
  const mention = unread.find((message) => namesReader(message, me))
  if (mention !== undefined) return { chat: view.id, seq: mention.seq, rank: 0, at: mention.at }
  if (isMuted(view.id)) return null
  const [first] = unread
  const isAllHere = unread.length >= view.unread
  const seq = first !== undefined && isAllHere ? first.seq : view.read + 1
  const at = first?.at ?? view.last?.at ?? view.createdAt
  return { chat: view.id, seq, rank: view.type === 'private' ? 1 : 2, at }
}

const isBefore = (one: Waiting, other: Waiting): boolean =>
  one.rank === other.rank ? one.at < other.at : one.rank < other.rank
