/** Messages and chats for tests. */
import { type ChatId, type Epoch, type Message, Members, type SubmissionId, type UserId } from '@parley/protocol'
import { newChatId, newEpoch, newSubmissionId, newUserId } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import type { Clock } from '@parley/protocol/text'

const noon = Date.UTC(2026, 2, 4, 12)
export const clock: Clock = { now: noon, offset: () => 0, hour12: false }

const source = (number: number): { now: () => number; random: () => number } => ({
  now: () => number,
  random: () => 0.5,
})
export const me: UserId = newUserId(source(1))
export const ann: UserId = newUserId(source(2))
export const bob: UserId = newUserId(source(3))
export const chatId: ChatId = newChatId(source(4))
const epoch: Epoch = newEpoch(source(5))
export const submission = (number: number): SubmissionId => newSubmissionId(source(1_000 + number))

/** A minute after the one with the seq before. */
export const said = (seq: number, more: Partial<Message> = {}): Message => ({
  seq,
  at: noon - 3_600_000 + seq * 60_000,
  by: ann,
  id: submission(seq),
  content: { kind: 'text', text: `Message ${seq}` },
  ...more,
})

export const messagesTo = (count: number, from = 1): readonly Message[] =>
  Array.from({ length: count }, (_, at) => said(from + at))

export const chatOf = (messages: readonly Message[], more: Partial<ChatView> = {}): ChatView => ({
  id: chatId,
  epoch,
  type: 'group',
  title: 'Garden',
  description: null,
  createdAt: 0,
  seq: messages[messages.length - 1]?.seq ?? 0,
  role: 'member',
  members: Members.of([]),
  memberCount: 3,
  peer: null,
  messages,
  pending: new Set(),
  hasOlder: false,
  last: messages[messages.length - 1] ?? null,
  unread: 0,
  delivered: 0,
  read: 0,
  marks: new Map(),
  typing: [],
  ...more,
})
