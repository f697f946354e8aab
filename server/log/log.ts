/**
 * The log is the truth: the ordered entries of all chats. It is also the lock: an append must extend the head that its
 * writer saw. Adapters: memory, sqlite (and a cluster's). All pass `contract.ts`.
 *
 *     writer ── append(chat, after, drafts) ──▶ ┌─────┐ ── stored | conflict | unknown ──▶ writer
 *                                               │ log │
 *     reader ◀── read, readNow, head, sealed ── └─────┘ ── every entry, once, in order ──▶ followers
 *
 * It owns: a chat's seqs, the positions of all entries, their canonical text (`canonical.ts`), the hash chain (`chain.ts`)
 * and the hand-over from past to present for followers (`following.ts`).
 *
 * It guarantees: seqs are dense (LOG1); an append after anything but the head writes nothing (LOG2), stores all of its
 * drafts or none (LOG3), and wins alone (LOG4); a settled append is seen by all readers (LOG5, LOG6) and was told to all
 * followers (LOG9), each of whom hears every entry once and in order, whenever it began (LOG7, LOG8); one text stands for an
 * entry everywhere (LOG12, LOG30); erased content is gone and its entry stays (LOG13); no change goes unnoticed (LOG14,
 * LOG28, LOG29). What a disk adds is in `server/disk` (LOG16 to LOG27).
 *
 * It refuses: to know what an event means, to decide, to forget an entry, to give a place twice.
 */
import type { ChatEvent, ChatId, Entry, Epoch, SubmissionId, UserId } from '@parley/protocol'
import type { Head, SealedEntry } from '@parley/protocol/chain'

export type { Head, SealedEntry }

/** An entry before it has its place. */
export interface Draft {
  readonly at: number
  readonly by: UserId
  readonly cause: SubmissionId
  readonly event: ChatEvent
}

/** An entry in its place. */
export interface LogEntry {
  /** Its place in the whole log: ascending, with gaps allowed. */
  readonly position: number
  readonly chat: ChatId
  readonly entry: Entry
  /** The entry as JSON, encoded once: what goes on the wire. */
  readonly json: string
}

export type Appended =
  /** Durable: on disk, or on a quorum. In the order of the drafts. */
  | { readonly type: 'stored'; readonly entries: readonly LogEntry[] }
  /** The head is not where the writer thought. Nothing was stored by this call. */
  | { readonly type: 'conflict' }
  /** Nobody knows. Read the chat from the expected seq on and look for the drafts' causes. */
  | { readonly type: 'unknown'; readonly cause: unknown }

/** Entries in the order of their positions, without gaps in any chat; at least one. Must not throw. */
type OnEntries = (entries: readonly LogEntry[]) => void

export interface Following {
  /** Settles when everything that was in the log at the call of `follow` has been handed over. */
  readonly caughtUp: Promise<void>
  stop(): void
}

export interface Log {
  /** The identity of this incarnation of the log. */
  readonly epoch: Epoch
  head(chat: ChatId): Promise<Head>
  /**
   * Appends all drafts or none, after entry `after`. Durable before it settles. Followers on this node are told before the
   * promise settles. Throws a `FailureError` (`storageFull`, `unavailable`) only where it is certain that nothing was stored.
   */
  append(chat: ChatId, after: number, drafts: readonly Draft[]): Promise<Appended>
  /** Entries after a seq, in order, at most `limit`. Sees every append that has settled. */
  read(chat: ChatId, after: number, limit: number): Promise<readonly LogEntry[]>
  /** Hands over all entries after a position, then each new one as it becomes durable. */
  follow(afterPosition: number, onEntries: OnEntries): Following
  /**
   * Erases the content of these entries for ever, from memory, file and journal; their place, author and hash stay, and
   * they read as `deleted` from then on. Harmless when repeated. Entries without content are left alone.
   */
  redact(chat: ChatId, seqs: readonly number[]): Promise<void>
  /** Waits for what is under way, then lets go. Calls after it throw `unavailable`. */
  close(): Promise<void>
}

/** A log whose entries can be read without waiting, on the node where it is: for catch-up in one turn. */
export interface LocalLog extends Log {
  /** Entries after `after` up to and including `upTo`, as JSON, at most `limit`. Costs one prepared query. */
  readNow(chat: ChatId, after: number, upTo: number, limit: number): readonly string[]
}

/** A log whose hash chains can be checked: `verify` of `chain.ts`. */
export interface AuditableLog extends LocalLog {
  /** Chats that have entries here, or are damaged, by id, after one (`''`: from the first on), at most `limit`. */
  chats(after: string, limit: number): readonly ChatId[]
  /** Why nothing can be added to a chat until that is mended; `null` where all is well. */
  damageOf(chat: ChatId): string | null
  /** As stored, after a seq, in order, at most `limit`. */
  sealed(chat: ChatId, after: number, limit: number): readonly SealedEntry[]
}

/** A log that can take what another one held. */
export interface ImportingLog extends AuditableLog {
  /**
   * Appends entries as another log stored them, all or none, after entry `after`: seq, time, author, cause, hash, salt and
   * content hash stay. Durable before it settles, and followers are told. False: the head is not there, and nothing was
   * stored. At least one entry, and at most what an append takes. Throws `invalid` where they do not follow the head;
   * where it throws no `FailureError`, nobody knows: look at the head.
   */
  importSealed(chat: ChatId, after: number, entries: readonly SealedEntry[]): Promise<boolean>
}
