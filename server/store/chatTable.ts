/**
 * Chats and their members. The rows of chats in use are cached, because every message touches its chat's row: the row is
 * changed in memory and written before the next commit.
 */
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import {
  type Chat,
  type ChatId,
  type ChatType,
  type Entry,
  type Membership,
  Members,
  type Role,
  type UserId,
} from '@parley/protocol'
import type { StoreFile } from './file.ts'
import { chats, members } from './schema.ts'

/** A chat's row; `key` stands for the chat in the other tables. */
export interface ChatRow {
  readonly key: number
  readonly id: ChatId
  readonly type: ChatType
  title: string | null
  description: string | null
  readonly createdAt: number
  seq: number
  memberCount: number
  lastSeq: number
  lastAt: number
}

const cachedRowsMax = 20_000

export interface ChatTable {
  row(id: ChatId): ChatRow | null
  roleOf(key: number, user: UserId): Role | null
  /** Members by id, after one of them. */
  members(key: number, after: UserId | '', limit: number): readonly Membership[]
  /** The chats of a user, the latest message first. */
  chatsOf(user: UserId): readonly { readonly id: ChatId; readonly role: Role }[]
  /** The chat with all its members, as `decide` needs it. */
  load(id: ChatId): Chat | null
  /** Folds one entry into the rows. `null` for a chat that does not begin with its creation. */
  fold(id: ChatId, entry: Entry): ChatRow | null
  /** The rows are gone from the file. */
  forget(): void
}

export function chatTable({ db, write, beforeCommit }: StoreFile): ChatTable {
  const ph = sql.placeholder
  const cached = new Map<ChatId, ChatRow>()
  const dirty = new Set<ChatRow>()

  const find = db
    .select()
    .from(chats)
    .where(eq(chats.id, ph('id')))
    .prepare()
  const insert = db
    .insert(chats)
    .values({
      id: ph('id'),
      type: ph('type'),
      title: ph('title'),
      description: ph('description'),
      createdAt: ph('createdAt'),
      seq: ph('seq'),
      memberCount: ph('memberCount'),
      lastSeq: ph('lastSeq'),
      lastAt: ph('lastAt'),
    })
    .returning({ key: chats.key })
    .prepare()
  const update = db
    .update(chats)
    .set({
      title: sql`${ph('title')}`,
      description: sql`${ph('description')}`,
      seq: sql`${ph('seq')}`,
      memberCount: sql`${ph('memberCount')}`,
      lastSeq: sql`${ph('lastSeq')}`,
      lastAt: sql`${ph('lastAt')}`,
    })
    .where(eq(chats.key, ph('key')))
    .prepare()
  const putMember = db
    .insert(members)
    .values({ chat: ph('chat'), user: ph('user'), role: ph('role') })
    .onConflictDoUpdate({ target: [members.chat, members.user], set: { role: sql`excluded.role` } })
    .prepare()
  const dropMember = db
    .delete(members)
    .where(and(eq(members.chat, ph('chat')), eq(members.user, ph('user'))))
    .prepare()
  const roleOf = db
    .select({ role: members.role })
    .from(members)
    .where(and(eq(members.chat, ph('chat')), eq(members.user, ph('user'))))
    .prepare()
  const page = db
    .select({ user: members.user, role: members.role })
    .from(members)
    .where(and(eq(members.chat, ph('chat')), gt(members.user, ph('after'))))
    .orderBy(asc(members.user))
    .limit(ph('limit'))
    .prepare()
  // Every return of a device asks this; the layer above would cost as much as the rows.
  const ofUser = db.$client.prepare<{ id: ChatId; role: Role }, [UserId]>(
    `SELECT chats.id, members.role FROM members JOIN chats ON chats.key = members.chat
     WHERE members.user = ? ORDER BY chats.last_at DESC, chats.key DESC`,
  )

  const row = (id: ChatId): ChatRow | null => {
    const known = cached.get(id)
    if (known !== undefined) return known
    const found = find.get({ id })
    if (found === undefined) return null
    return remember(found)
  }
  const remember = (found: ChatRow): ChatRow => {
    if (cached.size >= cachedRowsMax && dirty.size === 0) cached.clear()
    cached.set(found.id, found)
    return found
  }

  /** Writes the rows that `fold` changed. */
  const flush = (): void => {
    if (dirty.size === 0) return
    write()
    for (const { key, title, description, seq, memberCount, lastSeq, lastAt } of dirty)
      update.run({ key, title, description, seq, memberCount, lastSeq, lastAt })
    dirty.clear()
  }
  beforeCommit(flush)

  return {
    row,
    forget() {
      cached.clear()
      dirty.clear()
    },
    roleOf: (key, user) => roleOf.get({ chat: key, user })?.role ?? null,
    members: (key, after, limit) => page.all({ chat: key, after, limit }),
    chatsOf(user) {
      // Their order is that of the rows in the file.
      flush()
      return ofUser.all(user)
    },
    load(id) {
      const found = row(id)
      if (found === null) return null
      const everybody = page.all({ chat: found.key, after: '', limit: -1 })
      return {
        id,
        type: found.type,
        title: found.title,
        description: found.description,
        createdAt: found.createdAt,
        seq: found.seq,
        members: Members.of(everybody.map(({ user, role }) => [user, role])),
        memberCount: found.memberCount,
      }
    },
    fold(id, entry) {
      const { event, by } = entry
      let chat = row(id)
      if (chat === null) {
        if (event.type !== 'chatCreated') return null
        write()
        const fresh = {
          id,
          type: event.chatType,
          title: event.title ?? null,
          description: event.description ?? null,
          createdAt: entry.at,
          seq: entry.seq,
          memberCount: event.members.length,
          lastSeq: entry.seq,
          lastAt: entry.at,
        }
        const { key } = insert.get(fresh)
        chat = remember({ key, ...fresh })
        for (const { user, role } of event.members) putMember.run({ chat: key, user, role })
        return chat
      }
      write()
      dirty.add(chat)
      chat.seq = entry.seq
      switch (event.type) {
        case 'membersAdded':
          write()
          for (const user of event.members) putMember.run({ chat: chat.key, user, role: 'member' })
          chat.memberCount += event.members.length
          break
        case 'memberRemoved':
          write()
          dropMember.run({ chat: chat.key, user: event.member })
          chat.memberCount -= 1
          break
        case 'memberLeft':
          write()
          dropMember.run({ chat: chat.key, user: by })
          chat.memberCount -= 1
          break
        case 'roleChanged':
          write()
          putMember.run({ chat: chat.key, user: event.member, role: event.role })
          if (event.role === 'owner') putMember.run({ chat: chat.key, user: by, role: 'administrator' })
          break
        case 'infoChanged':
          chat.title = event.title ?? chat.title
          chat.description = event.description === undefined ? chat.description : event.description || null
          break
        case 'chatCreated':
        case 'messagePosted':
        case 'messageEdited':
        case 'messageDeleted':
        case 'unknown':
          break
      }
      return chat
    },
  }
}
