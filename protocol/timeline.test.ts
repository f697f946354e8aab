import { expect, test } from 'bun:test'
import type { ChatEvent, Entry } from './event.ts'
import { newSubmissionId, newUserId } from './ids.ts'
import { changeOf, countsAsUnread, type Message, messageOf } from './timeline.ts'

const source = { now: () => 1_700_000_000_000, random: () => 0.5 }
const by = newUserId(source)
const entry = (seq: number, event: ChatEvent): Entry => ({ seq, at: seq, by, cause: newSubmissionId(source), event })
const posted = messageOf(entry(2, { type: 'messagePosted', content: { kind: 'text', text: 'tea?' }, replyTo: 1 }))
const after = (event: ChatEvent, message: Message | null = posted): Message | null => {
  const change = changeOf(entry(9, event))
  return message === null || change === null ? null : change.apply(message)
}

test('[CHAT17] an edit replaces the words and says when; a deletion takes words, reply and edit away', () => {
  const edited = after({ type: 'messageEdited', seq: 2, content: { kind: 'text', text: 'coffee?' } })
  expect(edited).toMatchObject({ seq: 2, content: { kind: 'text', text: 'coffee?' }, editedAt: 9, replyTo: 1 })
  const deleted = after({ type: 'messageDeleted', seq: 2 }, edited)
  expect(deleted).toEqual({ seq: 2, at: 2, by, id: newSubmissionId(source), content: { kind: 'deleted' } })
})

test('[CHAT17] an edit of a deleted message, and one that was erased with it, change nothing', () => {
  const deleted = after({ type: 'messageDeleted', seq: 2 })
  expect(after({ type: 'messageEdited', seq: 2, content: { kind: 'text', text: 'x' } }, deleted)).toEqual(deleted)
  expect(after({ type: 'messageEdited', seq: 2, content: { kind: 'deleted' } })).toEqual(posted)
})

test('[CHAT18] each entry begins one message, changes one, or is one that this client does not know', () => {
  const events: ChatEvent[] = [
    { type: 'chatCreated', chatType: 'group', members: [] },
    { type: 'messagePosted', content: { kind: 'text', text: 'x' } },
    { type: 'messageEdited', seq: 2, content: { kind: 'text', text: 'x' } },
    { type: 'messageDeleted', seq: 2 },
    { type: 'membersAdded', members: [by] },
    { type: 'memberRemoved', member: by },
    { type: 'memberLeft' },
    { type: 'roleChanged', member: by, role: 'owner' },
    { type: 'infoChanged', title: 'x' },
    { type: 'unknown', of: 'dance' },
  ]
  const kinds = events.map((event) => {
    const one = entry(9, event)
    return messageOf(one)?.content.kind ?? (changeOf(one) === null ? 'none' : 'change')
  })
  expect(kinds).toEqual([
    'notice',
    'text',
    'change',
    'change',
    'notice',
    'notice',
    'notice',
    'notice',
    'notice',
    'none',
  ])
})

test('[CHAT18] notices and deleted messages are not unread', () => {
  const notice = messageOf(entry(1, { type: 'memberLeft' }))
  const deleted = after({ type: 'messageDeleted', seq: 2 })
  expect([posted, notice, deleted].map((message) => message !== null && countsAsUnread(message))).toEqual([
    true,
    false,
    false,
  ])
})
