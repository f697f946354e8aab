/**
 * Records: small documents under keys, each with a revision that only grows. What is not a chat's history lives here:
 * accounts, device sessions, contacts, marks, settings. A put is a compare-and-set, so two writers cannot undo each other.
 * Adapters: memory, sqlite (and a cluster's). All pass `contract.ts`.
 *
 *     get ─▶ value, revision ─▶ change ─▶ put(key, value, revision) ─▶ stored, or conflict: again with what is there
 *                                                  └─▶ followers
 *
 * It guarantees: what was put is got (REC1, REC11); a put that saw something else writes nothing and hears what is there
 * (REC2), so of many that create one wins (REC3); revisions ascend over all records (REC4); a removal is told and leaves
 * room (REC5); a list is by prefix and in order (REC6); bounds are kept (REC7); followers hear the last state of every
 * record, in order, before the put settles (REC8, REC9); close waits (REC10).
 *
 * It refuses: history (only the last state is kept), queries other than by prefix, and puts without an expectation.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * `revision` is unique and ascending over all records: a follower's cursor. `value` is `null` for a record that was removed
 * (told to followers, never returned by `get` and `list`).
 */
export interface RecordEntry {
  readonly key: string
  readonly value: Json
  readonly revision: number
}

type Put =
  | { readonly type: 'stored'; readonly revision: number }
  /** The record is not at the expected revision; `current` is what is there (`null`: nothing). Nothing was stored. */
  | { readonly type: 'conflict'; readonly current: RecordEntry | null }

/** In the order of their revisions; at least one. Of a record that changed often only the last state must be told. Must not throw. */
type OnRecords = (records: readonly RecordEntry[]) => void

/** Keys: 1 to 200 characters of `A-Z a-z 0-9 _ - . /`; parts separated by `/`. Values: at most 64 KiB as JSON. */
export const recordKeyPattern = /^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/
export const recordKeyCharsMax = 200
export const recordValueBytesMax = 65_536

export interface Records {
  get(key: string): Promise<RecordEntry | null>
  /**
   * Durable before it settles; followers on this node are told before it settles. `expected` is the revision that the
   * writer saw, 0 for "there is none". `value: null` removes. Throws a `FailureError` (`invalid`, `tooLarge`,
   * `storageFull`, `unavailable`) where nothing was stored; any other error means that nobody knows: get, and look.
   */
  put(key: string, value: Json, expected: number): Promise<Put>
  /** All records whose key begins with `prefix`, by key. */
  list(prefix: string): Promise<readonly RecordEntry[]>
  /** Hands over every record changed after a revision, then each change as it becomes durable. */
  follow(afterRevision: number, onRecords: OnRecords): { readonly caughtUp: Promise<void>; stop(): void }
  close(): Promise<void>
}
