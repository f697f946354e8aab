/** Messages in their present state, the submissions that are in the log, and what is to be erased from it. */
import { and, eq, sql } from 'drizzle-orm'
import {
  changeOf,
  type ChatId,
  countsAsUnread,
  type Entry,
  type Message,
  type MessageFacts,
  messageOf,
  type SubmissionId,
  type UserId,
  type WireMessage,
} from '@parley/protocol'
import type { ChatRow } from './chatTable.ts'
import type { StoreFile } from './file.ts'
import { edits, messages, redactions } from './schema.ts'

/** A count of unread messages ends here: counting on would cost more than the difference is worth to a reader. */
export const unreadMax = 1_000
/** Of one's own and others' messages only the last ones are looked at, so that a long chat never holds up the rest. */
const unreadScanMax = 10_000

export interface MessageTable {
  fold(chat: ChatRow, entry: Entry): void
  facts(key: number, seq: number): MessageFacts | undefined
  /** The seq of an entry that this submission made already. */
  submitted(key: number, by: UserId, cause: SubmissionId): number | null
  /** Oldest first. `before` and `after` are exclusive; without both, the last ones. */
  page(
    key: number,
    range: { readonly before?: number; readonly after?: number; readonly limit: number },
  ): readonly WireMessage[]
  one(key: number, seq: number): WireMessage | null
  /**
   * The seq of the first message up to `lastSeq` at or after a time, or `lastSeq` where none is. A search by halves: where the
   * clock went back, it answers one such message that follows an earlier one, or `lastSeq`.
   */
  find(key: number, at: number, lastSeq: number): number
  /** Messages of others after `read`, at most `unreadMax`. */
  unread(key: number, reader: UserId, read: number): number
  toRedact(): readonly { readonly chat: ChatId; readonly seq: number }[]
  redacted(chat: ChatId, seqs: readonly number[]): void
}

export function messageTable({ db, write }: StoreFile): MessageTable {
  const ph = sql.placeholder
  // The statements that run for every message and page, without the layer that costs as much as they do.
  const insert = db.$client.prepare<
    null,
    [number, number, number, UserId, SubmissionId, string, number, number | null]
  >(
    `INSERT INTO messages (chat, seq, at, "by", cause, content, counts, reply_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  )
  const submit = db.$client.prepare<null, [SubmissionId, number, UserId, number]>(
    'INSERT INTO submissions (cause, chat, "by", seq) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const submitted = db.$client.prepare<{ seq: number }, [SubmissionId, number, UserId]>(
    'SELECT seq FROM submissions WHERE cause = ? AND chat = ? AND "by" = ?',
  )
  const change = db
    .update(messages)
    .set({
      content: sql`${ph('content')}`,
      counts: sql`${ph('counts')}`,
      replyTo: sql`${ph('replyTo')}`,
      editedAt: sql`${ph('editedAt')}`,
    })
    .where(and(eq(messages.chat, ph('chat')), eq(messages.seq, ph('seq'))))
    .prepare()
  const one = db
    .select()
    .from(messages)
    .where(and(eq(messages.chat, ph('chat')), eq(messages.seq, ph('seq'))))
    .prepare()
  const page = (order: 'ASC' | 'DESC', beyond: '>' | '<') =>
    db.$client.prepare<Row, [number, number, number]>(
      `SELECT chat, seq, at, "by", cause, content, counts, reply_to AS replyTo, edited_at AS editedAt FROM messages
       WHERE chat = ? AND seq ${beyond} ? ORDER BY seq ${order} LIMIT ?`,
    )
  const before = page('DESC', '<')
  const after = page('ASC', '>')
  const next = db.$client.prepare<{ seq: number; at: number }, [number, number]>(
    'SELECT seq, at FROM messages WHERE chat = ? AND seq >= ? ORDER BY seq LIMIT 1',
  )
  const unread = db.$client.prepare<{ count: number }, [number, number, UserId]>(
    `SELECT count(*) AS count FROM (
       SELECT 1 FROM (
         SELECT "by", counts FROM messages WHERE chat = ? AND seq > ? ORDER BY seq DESC LIMIT ${unreadScanMax}
       ) WHERE counts = 1 AND "by" <> ? LIMIT ${unreadMax}
     )`,
  )
  const addEdit = db
    .insert(edits)
    .values({ chat: ph('chat'), message: ph('message'), entry: ph('entry') })
    .onConflictDoNothing()
    .prepare()
  const editsOf = db
    .select({ entry: edits.entry })
    .from(edits)
    .where(and(eq(edits.chat, ph('chat')), eq(edits.message, ph('message'))))
    .prepare()
  const addRedaction = db
    .insert(redactions)
    .values({ chat: ph('chat'), seq: ph('seq') })
    .onConflictDoNothing()
    .prepare()
  const dropRedaction = db
    .delete(redactions)
    .where(and(eq(redactions.chat, ph('chat')), eq(redactions.seq, ph('seq'))))
    .prepare()
  const allRedactions = db.select().from(redactions).limit(1_000).prepare()

  return {
    fold(chat, entry) {
      write()
      submit.run(entry.cause, chat.key, entry.by, entry.seq)
      const message = messageOf(entry)
      if (message !== null) {
        const counts = countsAsUnread(message) ? 1 : 0
        insert.run(
          chat.key,
          message.seq,
          message.at,
          message.by,
          message.id,
          JSON.stringify(message.content),
          counts,
          message.replyTo ?? null,
        )
        chat.lastSeq = message.seq
        chat.lastAt = message.at
      }
      const changes = changeOf(entry)
      if (changes === null) return
      const { seq } = changes
      if (entry.event.type === 'messageEdited') addEdit.run({ chat: chat.key, message: seq, entry: entry.seq })
      else
        for (const old of [seq, ...editsOf.all({ chat: chat.key, message: seq }).map(({ entry }) => entry)])
          addRedaction.run({ chat: chat.id, seq: old })
      const found = one.get({ chat: chat.key, seq })
      if (found === undefined) return
      const isDeleted = found.content === deletedJson
      const changed = changes.apply(presentState(found, isDeleted))
      change.run({
        chat: chat.key,
        seq,
        content: JSON.stringify(changed.content),
        counts: countsAsUnread(changed) ? 1 : 0,
        replyTo: changed.replyTo ?? null,
        editedAt: changed.editedAt ?? null,
      })
    },
    facts(key, seq) {
      const found = one.get({ chat: key, seq })
      // A notice is nobody's words: it can be neither edited, deleted nor replied to.
      if (found === undefined || found.content.startsWith('{"kind":"notice"')) return undefined
      return { by: found.by, isDeleted: found.content === deletedJson }
    },
    submitted: (key, by, cause) => submitted.get(cause, key, by)?.seq ?? null,
    page(key, range) {
      const { limit } = range
      if (range.after !== undefined) return after.all(key, range.after, limit).map(toWire)
      const seq = range.before ?? Number.MAX_SAFE_INTEGER
      return before.all(key, seq, limit).map(toWire).toReversed()
    },
    one(key, seq) {
      const found = one.get({ chat: key, seq })
      return found === undefined ? null : toWire(found)
    },
    find(key, at, lastSeq) {
      let low = 1
      let high = lastSeq
      while (low < high) {
        const middle = Math.floor((low + high) / 2)
        const found = next.get(key, middle)
        if (found === null || found.at >= at) high = middle
        else low = found.seq + 1
      }
      return next.get(key, low)?.seq ?? lastSeq
    },
    unread: (key, reader, read) => unread.get(key, read, reader)?.count ?? 0,
    toRedact: () => allRedactions.all(),
    redacted(chat, seqs) {
      write()
      for (const seq of seqs) dropRedaction.run({ chat, seq })
    },
  }
}

const deletedJson = '{"kind":"deleted"}'

type Row = typeof messages.$inferSelect

/** Of a row only what `changeOf` looks at: who wrote it when, and whether it is deleted. */
function presentState({ seq, at, by, cause, replyTo, editedAt }: Row, isDeleted: boolean): Message {
  return {
    seq,
    at,
    by,
    id: cause,
    content: isDeleted ? { kind: 'deleted' } : { kind: 'unsupported', of: 'stored' },
    ...(replyTo === null ? {} : { replyTo }),
    ...(editedAt === null ? {} : { editedAt }),
  }
}

function toWire({ seq, at, by, cause, content, replyTo, editedAt }: Row): WireMessage {
  return {
    seq,
    at,
    by,
    id: cause,
    content: parseContent(content),
    ...(replyTo === null ? {} : { replyTo }),
    ...(editedAt === null ? {} : { editedAt }),
  }
}

function parseContent(json: string): WireMessage['content'] {
  const value: unknown = JSON.parse(json)
  if (typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string')
    return { ...value, kind: value.kind }
  return { kind: 'unsupported' }
}
