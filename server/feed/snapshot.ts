/** Chats and people as one reader sees them, read from the store. */
import { type ChatId, type Epoch, limits, type Person, type Role, type Snapshot, type UserId } from '@parley/protocol'
import type { ChatRow } from '../store/chatTable.ts'
import type { Store } from '../store/main.ts'

/** `isBrief` leaves out everybody else's names and marks in all but private chats: who starts with very many chats asks later. */
export function snapshotOf(
  store: Store,
  epoch: Epoch,
  reader: UserId,
  chat: ChatRow,
  role: Role,
  isBrief = false,
): Snapshot {
  const { key, id, memberCount, seq, type, title, description, createdAt, lastSeq } = chat
  const { delivered, read } = store.marks.get(reader, id)
  const last = store.messages.one(key, lastSeq)
  return {
    chat: id,
    epoch,
    seq,
    type,
    title,
    description,
    createdAt,
    memberCount,
    role,
    ...(memberCount <= limits.snapshotMembersMax && (!isBrief || type === 'private')
      ? { members: store.chats.members(key, '', limits.snapshotMembersMax).map(({ user, role }) => [user, role]) }
      : {}),
    ...(last === null ? {} : { last }),
    unread: store.messages.unread(key, reader, read),
    delivered,
    read,
    ...(memberCount <= limits.exactMarksMembersMax && !isBrief ? { marks: [...store.marks.of(id)] } : {}),
  }
}

/** The people that a list of chats shows by name: the other one of a private chat, and who wrote last. */
export function peopleOf(store: Store, reader: UserId, chats: readonly Snapshot[]): Person[] {
  const ids = new Set<UserId>()
  for (const { type, members, last } of chats) {
    if (type === 'private') for (const [user] of members ?? []) ids.add(user)
    if (last !== undefined) ids.add(last.by)
  }
  const people: Person[] = []
  for (const id of ids) {
    const person = store.people.get(reader, id)
    if (person !== null) people.push(person)
  }
  return people
}

/** The other one of a private chat. */
export function peerOf(store: Store, chat: ChatRow, user: UserId): UserId | null {
  if (chat.type !== 'private') return null
  return store.chats.members(chat.key, '', 2).find((member) => member.user !== user)?.user ?? null
}

/** The row and the reader's role, or `null` for a stranger and for a chat that is not there. */
export function seenBy(store: Store, reader: UserId, chat: ChatId): { row: ChatRow; role: Role } | null {
  const row = store.chats.row(chat)
  const role = row === null ? null : store.chats.roleOf(row.key, reader)
  return row === null || role === null ? null : { row, role }
}
