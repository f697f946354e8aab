/**
 * What a client keeps across a crash. The outbox, the marks and the settings under `setting/own/` are the user's words and
 * must last; chats and all other values are a cache that the server can fill again. Rows are texts: their meaning is
 * `stored.ts`'s and `settingRows.ts`'s, so that an adapter is a few lines on whatever a platform has (SQLite, IndexedDB, a
 * file).
 *
 * Two processes of one account may share a storage: submissions are idempotent by their id, marks merge by maximum, and an
 * older state of a chat never replaces a newer one.
 */
import type { ChatId, Epoch, SubmissionId } from '../ids.ts'

/** A submission that the server has not confirmed. */
export interface OutboxRow {
  readonly chat: ChatId
  readonly id: SubmissionId
  /** When it was made, in milliseconds since 1970. */
  readonly at: number
  readonly command: string
}

/** A chat as of its cursor. */
export interface ChatRow {
  readonly chat: ChatId
  readonly epoch: Epoch
  readonly seq: number
  readonly state: string
}

/** Marks that the server has not confirmed. */
export interface MarkRow {
  readonly chat: ChatId
  readonly delivered: number
  readonly read: number
}

/**
 * Every promise resolves when the change would survive a crash of the process, and rejects if it cannot. Changes happen in the
 * order in which they were asked for, also where nobody waits for the one before.
 */
export interface ClientStorage {
  /** In the order in which they were added. */
  outbox(): Promise<readonly OutboxRow[]>
  /** Adding an id again changes nothing. */
  addSubmission(row: OutboxRow): Promise<void>
  removeSubmission(chat: ChatId, id: SubmissionId): Promise<void>

  chats(): Promise<readonly ChatRow[]>
  /** Ignored if a row of a later epoch, or of the same epoch and a later seq, is there. */
  putChat(row: ChatRow): Promise<void>
  removeChat(chat: ChatId): Promise<void>

  marks(): Promise<readonly MarkRow[]>
  /** Merges by maximum. */
  putMark(row: MarkRow): Promise<void>
  /** Removes the row if it says no more than this. */
  removeMark(row: MarkRow): Promise<void>

  /** Anything else, by key: who "I" am, people, settings. */
  values(prefix: string): Promise<ReadonlyMap<string, string>>
  /** `null` removes it. */
  setValue(key: string, value: string | null): Promise<void>

  close(): Promise<void>
}
