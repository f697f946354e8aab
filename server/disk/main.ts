/**
 * The disk: the one SQLite file of an embedded server. It holds what must last, log and records, and nothing else.
 *
 *     log ────┐ requests                                ┌── group ──▶ worker: one transaction, one flush
 *             ├──────────▶ commits ── one string each ──┤                        │
 *     records ┘               ▲                         └── answers ◀────────────┤
 *       │ pages               └── all settle and all followers hear, in one turn ▼
 *       └────────────── this thread's own connection, which only reads ───── log.sqlite
 *
 * It guarantees: what was acknowledged survives a kill (LOG16), and a power cut as far as the disk keeps what was flushed; erased words are in no byte of any file
 * (LOG17); a full disk refuses whole groups and heals by itself (LOG18); one process to a folder (LOG19); one epoch for the
 * file's life (LOG20); files for the owner's eyes only (LOG21); a newer file is left alone (LOG22); close finishes what
 * waits (LOG23); a commit whose end nobody knows is called unknown (LOG25); all queues are bounded (LOG27).
 *
 * It refuses: a second writer, read models (they are the store's), a flush left out for speed.
 *
 * Why a worker writes. Measured on two shared cores, ext4 on a virtual disk (flush 0.2 ms), 250-byte entries, 100 chats, one entry
 * an append, G appends waiting at a time; entries/s, p50/p99 ms, µs of CPU per entry of the whole process, the test's own too:
 *
 *     G     this thread                     a worker
 *     1     4 900/s  0.17/0.5   123 µs      3 100/s  0.29/0.7   230 µs
 *     16   30 300/s  0.45/1.5    26 µs     26 900/s  0.54/2.0    30 µs
 *     64   52 400/s  1.1/6.8     17 µs     39 900/s  1.5/8.1     22 µs
 *     256  55 000/s  4.4/14      17 µs     60 800/s  3.7/11      16 µs
 *     64, a flush of 10 ms: 5 300/s 12/15  5 100/s 12/16
 *
 * With the writer in this thread no timer ran once in those seconds: the loop stood still, for the whole of each flush. With
 * a worker the loop was late by 0.1 ms (p50) and 1.5 ms (p99), also when a flush took 10 ms. That is worth 5 MB of memory and
 * 0.1 ms for a lonely message. Of a worker's group of 64, posting its string takes 23 µs in all.
 *
 * An entry's own cost at groups of 64: text and salt 1.0 µs, two hashes 1.0 µs, insert 2 µs, commit 7 µs, of which all but 2 is
 * the index on (chat, seq): each chat's next place is on a page of its own, written to the journal whole.
 */
import { mkdirSync } from 'node:fs'
import { type IdSource, newEpoch } from '@parley/protocol'
import type { ImportingLog } from '../log/log.ts'
import { createSqliteLog } from '../log/sqlite.ts'
import type { Records } from '../records/records.ts'
import { createSqliteRecords } from '../records/sqlite.ts'
import { openChannel } from './channel.ts'
import { createCommits } from './commits.ts'
import { type Beginning, openFile, prepareFile } from './file.ts'
import { lockFolder } from './lock.ts'

export interface DiskOptions {
  readonly folder: string
  /** `random` salts the hashes of contents: nobody may be able to guess it. */
  readonly env: IdSource
  readonly onDefect: (error: unknown) => void
  /** How a file begins that is not there yet. Default: with an epoch of its own, and empty. */
  readonly beginning?: Beginning
}

export interface Disk {
  readonly log: ImportingLog
  readonly records: Records
  close(): Promise<void>
}

const cacheKiB = 512

export async function openDisk({ folder, env, onDefect, beginning }: DiskOptions): Promise<Disk> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(folder)
  try {
    prepareFile(folder, () => beginning ?? { epoch: newEpoch(env), record: null })
    const channel = await openChannel(folder)
    const reader = openFile(folder, { cacheKiB })
    reader.run('PRAGMA query_only = ON')
    const commits = createCommits(channel, onDefect)
    const log = createSqliteLog({ reader, commits, env, onDefect })
    const records = createSqliteRecords({ reader, commits, onDefect })
    return {
      log,
      records,
      async close() {
        await Promise.all([log.close(), records.close()])
        await commits.close()
        reader.close(true)
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}
