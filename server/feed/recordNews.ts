/** What changed records mean for those who listen: marks that moved, contacts and settings that changed, sessions that ended. */
import {
  type ChatId,
  type ContactState,
  encode,
  failures,
  limits,
  type Mark,
  type SessionId,
  type UserId,
} from '@parley/protocol'
import type { RecordEntry } from '../records/records.ts'
import type { Store } from '../store/main.ts'
import { readRecord, toStoredSetting } from '../store/recordFold.ts'
import type { StoredSetting } from '../store/settingTable.ts'
import { chatTopic, follows, type Hub, presenceTopic } from './hub.ts'
import { peerOf } from './snapshot.ts'
import { type Presences, watch } from './presences.ts'
import { settingFrames } from './settings.ts'

interface News {
  readonly store: Store
  readonly hub: Hub
  readonly presences: Presences
}

/** How two people stood to each other before a group of records was folded, by `user other`. */
export type ContactStates = ReadonlyMap<string, ContactState>

export function statesBefore(store: Store, group: readonly RecordEntry[]): ContactStates {
  const states = new Map<string, ContactState>()
  for (const record of group) {
    const meaning = readRecord(record)
    if (meaning?.kind !== 'contact') continue
    const [one, other] = meaning.users
    states.set(`${one} ${other}`, store.people.contactState(one, other))
    states.set(`${other} ${one}`, store.people.contactState(other, one))
  }
  return states
}

export function tellRecords(news: News, group: readonly RecordEntry[], before: ContactStates): void {
  if (news.hub.size() === 0) return
  const marks = new Map<ChatId, Mark[]>()
  const settings = new Map<UserId, StoredSetting[]>()
  for (const record of group) {
    const meaning = readRecord(record)
    if (meaning === null) continue
    switch (meaning.kind) {
      case 'mark': {
        const { user, chat, delivered, read } = meaning
        marks.set(chat, [...(marks.get(chat) ?? []), { user, delivered, read }])
        tellReader(news, user, chat)
        break
      }
      case 'contact':
        tellContact(news, before, meaning.users[0], meaning.users[1])
        tellContact(news, before, meaning.users[1], meaning.users[0])
        break
      case 'setting': {
        const { user } = meaning
        settings.set(user, [...(settings.get(user) ?? []), toStoredSetting(meaning, record.revision)])
        break
      }
      case 'sessionEnded':
        endSession(news, meaning.session)
        break
      case 'account':
      case 'session':
      case 'seen':
        break
    }
  }
  for (const [user, changed] of settings) {
    const frames = [...settingFrames(changed)]
    for (const { link } of news.hub.of(user)) for (const frame of frames) link.send(frame)
  }
  for (const [chat, moved] of marks) {
    const row = news.store.chats.row(chat)
    if (row !== null && row.memberCount <= limits.exactMarksMembersMax)
      news.hub.publish(chatTopic(chat), encode({ t: 'marks', chat, marks: moved }))
  }
}

/** The reader's own devices learn what is left unread. */
function tellReader({ store, hub }: News, user: UserId, chat: ChatId): void {
  let frame: string | null = null
  for (const listener of hub.of(user)) {
    const row = store.chats.row(chat)
    if (row === null || !follows(listener, chat)) continue
    if (frame === null) {
      const { delivered, read } = store.marks.get(user, chat)
      const unread = store.messages.unread(row.key, user, read)
      frame = encode({ t: 'unread', chat, delivered, read, unread, seq: row.seq })
    }
    listener.link.send(frame)
  }
}

function tellContact(news: News, before: ContactStates, user: UserId, other: UserId): void {
  const { store, hub } = news
  const state = store.people.contactState(user, other)
  const person = store.people.get(user, other)
  // Who is blocked sees no change, and must not hear of one.
  const isNews = before.get(`${user} ${other}`) !== state
  for (const listener of hub.of(user)) {
    if (isNews && person !== null) listener.link.send(encode({ t: 'contact', contact: { person, state } }))
    if (maySee(store, user, other)) watch(news, listener, [other])
    else listener.link.unsubscribe(presenceTopic(other))
  }
}

/** May this person know whether the other is there? */
function maySee(store: Store, user: UserId, other: UserId): boolean {
  if (store.people.isBlocked(user, other)) return false
  if (store.people.contactState(user, other) === 'accepted') return true
  const chat = store.people.get(user, other)?.chat
  const row = chat === undefined ? null : store.chats.row(chat)
  return row !== null && peerOf(store, row, user) === other
}

function endSession({ hub }: News, session: SessionId): void {
  for (const { link } of hub.ofSession(session)) link.close(failures.revoked.close, 'This session was ended.')
}
