/** Delivered and read marks: a projection of the records `mark/<user>/<chat>`. */
import { and, eq, sql } from 'drizzle-orm'
import type { ChatId, Mark, UserId } from '@parley/protocol'
import type { StoreFile } from './file.ts'
import { marks } from './schema.ts'

/** `revision` is the record's, for the next compare-and-set; 0 where there is none. */
interface StoredMark {
  readonly delivered: number
  readonly read: number
  readonly revision: number
}

const none: StoredMark = { delivered: 0, read: 0, revision: 0 }

export interface MarkTable {
  get(user: UserId, chat: ChatId): StoredMark
  /** Everybody's in a chat. */
  of(chat: ChatId): readonly Mark[]
  put(user: UserId, chat: ChatId, mark: StoredMark): void
}

export function markTable({ db, write }: StoreFile): MarkTable {
  const ph = sql.placeholder
  const get = db
    .select({ delivered: marks.delivered, read: marks.read, revision: marks.revision })
    .from(marks)
    .where(and(eq(marks.user, ph('user')), eq(marks.chat, ph('chat'))))
    .prepare()
  const of = db
    .select({ user: marks.user, delivered: marks.delivered, read: marks.read })
    .from(marks)
    .where(eq(marks.chat, ph('chat')))
    .prepare()
  const put = db
    .insert(marks)
    .values({
      user: ph('user'),
      chat: ph('chat'),
      delivered: ph('delivered'),
      read: ph('read'),
      revision: ph('revision'),
    })
    .onConflictDoUpdate({
      target: [marks.user, marks.chat],
      set: { delivered: sql`excluded.delivered`, read: sql`excluded.read`, revision: sql`excluded.revision` },
    })
    .prepare()
  return {
    get: (user, chat) => get.get({ user, chat }) ?? none,
    of: (chat) => of.all({ chat }),
    put(user, chat, mark) {
      write()
      put.run({ user, chat, ...mark })
    },
  }
}
