/**
 * The disk: the one SQLite file of an embedded server, which holds what must last.
 *
 *     log ────┐ requests                                ┌─ append ─┐
 *             ├──────────▶ commits ── one string ──▶ worker: one transaction, one flush
 *     records ┘               ▲                         └─ answer ─┘
 *       │ pages               └── all settle, all followers are told, in one turn
 *       └──────── read-only connection of this thread ──▶ log.sqlite
 */
import { type IdSource, newEpoch } from '@parley/protocol'
import type { AuditableLog } from '../log/log.ts'
import { createSqliteLog } from '../log/sqlite.ts'
import type { Records } from '../records/records.ts'
import { createSqliteRecords } from '../records/sqlite.ts'
import { openChannel } from './channel.ts'
import { createCommits } from './commits.ts'
import { openFile, prepareFile } from './file.ts'
import { lockFolder } from './lock.ts'
import { mkdirSync } from 'node:fs'

export interface DiskOptions {
  readonly folder: string
  /** `random` salts the hashes of contents: nobody may be able to guess it. */
  readonly env: IdSource
  readonly onDefect: (error: unknown) => void
}

export interface Disk {
  readonly log: AuditableLog
  readonly records: Records
  close(): Promise<void>
}

const cacheKiB = 512

export async function openDisk({ folder, env, onDefect }: DiskOptions): Promise<Disk> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(folder)
  try {
    prepareFile(folder, () => newEpoch(env))
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
