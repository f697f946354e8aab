/**
 * The store's tables. Chats have small integer keys here, because a key stands in every row and index of their messages.
 * `drizzle-kit generate` makes the migrations from this file.
 */
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { ChatId, ChatType, ContactState, Role, SessionId, SubmissionId, UserId } from '@parley/protocol'

/**
 * How far the store has followed: `position` of the log, `revision` of the records, and what they belong to: the log's `epoch`
 * and, where positions are of a copy of the log, the copy (`source`).
 */
export const progress = sqliteTable('progress', {
  id: integer().primaryKey(),
  epoch: text().notNull(),
  position: integer().notNull(),
  revision: integer().notNull(),
  /** The run of the operating system that writes without flushing; null while everything is on disk. */
  boot: text(),
  source: text(),
})

export const chats = sqliteTable('chats', {
  key: integer().primaryKey(),
  id: text().$type<ChatId>().notNull().unique(),
  type: text().$type<ChatType>().notNull(),
  title: text(),
  description: text(),
  createdAt: integer().notNull(),
  seq: integer().notNull(),
  memberCount: integer().notNull(),
  /** Seq and time of the last message; 0 before the first. */
  lastSeq: integer().notNull(),
  lastAt: integer().notNull(),
})

export const members = sqliteTable(
  'members',
  {
    chat: integer().notNull(),
    user: text().$type<UserId>().notNull(),
    role: text().$type<Role>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.chat, table.user] }), index('members_by_user').on(table.user, table.chat)],
)

/** Messages in their present state. `content` is JSON. */
export const messages = sqliteTable(
  'messages',
  {
    chat: integer().notNull(),
    seq: integer().notNull(),
    at: integer().notNull(),
    by: text().$type<UserId>().notNull(),
    cause: text().$type<SubmissionId>().notNull(),
    content: text().notNull(),
    /** 1 where it counts as unread for others, 0 for notices and what was deleted. */
    counts: integer().notNull(),
    replyTo: integer(),
    editedAt: integer(),
  },
  (table) => [primaryKey({ columns: [table.chat, table.seq] })],
)

/** Which entries hold words of a message besides the one that posted it: what a deletion must erase. */
export const edits = sqliteTable(
  'edits',
  { chat: integer().notNull(), message: integer().notNull(), entry: integer().notNull() },
  (table) => [primaryKey({ columns: [table.chat, table.message, table.entry] })],
)

/**
 * Every submission that is in the log: what makes a retry harmless for ever. Its key begins with the submission's id, which
 * begins with a time: what is added at about the same time lands on the same page, whatever its chat.
 */
export const submissions = sqliteTable(
  'submissions',
  {
    chat: integer().notNull(),
    cause: text().$type<SubmissionId>().notNull(),
    by: text().$type<UserId>().notNull(),
    seq: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.cause, table.chat, table.by] })],
)

/** Entries whose content is yet to be erased from the log. */
export const redactions = sqliteTable(
  'redactions',
  { chat: text().$type<ChatId>().notNull(), seq: integer().notNull() },
  (table) => [primaryKey({ columns: [table.chat, table.seq] })],
)

export const marks = sqliteTable(
  'marks',
  {
    user: text().$type<UserId>().notNull(),
    chat: text().$type<ChatId>().notNull(),
    delivered: integer().notNull(),
    read: integer().notNull(),
    revision: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.user, table.chat] }), index('marks_by_chat').on(table.chat)],
)

/** `value` is JSON, null for one that was removed: devices that come back must hear of it. */
export const settings = sqliteTable(
  'settings',
  {
    user: text().$type<UserId>().notNull(),
    key: text().notNull(),
    value: text(),
    revision: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.user, table.key] }),
    index('settings_by_revision').on(table.user, table.revision),
  ],
)

/** The last removal of a setting that is no longer remembered. A device that knows less starts over. */
export const settingHorizons = sqliteTable('setting_horizons', {
  user: text().$type<UserId>().primaryKey(),
  revision: integer().notNull(),
})

export const users = sqliteTable(
  'users',
  {
    id: text().$type<UserId>().primaryKey(),
    username: text().notNull(),
    name: text().notNull(),
    /** The name in lower case, for search. */
    folded: text().notNull(),
    createdAt: integer().notNull(),
    seenAt: integer(),
  },
  (table) => [uniqueIndex('users_by_username').on(table.username), index('users_by_name').on(table.folded)],
)

export const contacts = sqliteTable(
  'contacts',
  {
    user: text().$type<UserId>().notNull(),
    other: text().$type<UserId>().notNull(),
    state: text().$type<ContactState>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.user, table.other] })],
)

export const sessions = sqliteTable(
  'sessions',
  {
    id: text().$type<SessionId>().primaryKey(),
    user: text().$type<UserId>().notNull(),
    endsAt: integer().notNull(),
  },
  (table) => [index('sessions_by_user').on(table.user)],
)
