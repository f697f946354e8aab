/** The SQLite file: how it is made, opened, and brought to the form that this program reads. */
import { Database } from 'bun:sqlite'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { type Epoch, failure, FailureError, isEpoch } from '@parley/protocol'
import type { RecordEntry } from '../records/records.ts'

/** Before 3.51.3 two connections that write and checkpoint at once could damage the file. */
const sqliteMin = [3, 51, 3] as const
export const busyMs = 5_000
/** 16 MB. A page that many groups change is written to the file once: a quarter less CPU per entry than with 1000 pages. */
const journalPagesMax = 4_000

/** One step for each schema version, in order. A step that was released is never changed. */
const migrations: readonly string[] = [
  `CREATE TABLE identity (epoch TEXT NOT NULL) STRICT;
   CREATE TABLE chats (key INTEGER PRIMARY KEY, chat TEXT NOT NULL UNIQUE) STRICT;
   CREATE TABLE entries (
     position INTEGER PRIMARY KEY,
     chat INTEGER NOT NULL,
     seq INTEGER NOT NULL,
     json TEXT NOT NULL,
     hash TEXT NOT NULL,
     salt TEXT,
     contentHash TEXT,
     UNIQUE (chat, seq)
   ) STRICT;
   CREATE TABLE records (revision INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT) STRICT;`,
]

const filePath = (folder: string): string => join(folder, 'log.sqlite')

export interface Beginning {
  readonly epoch: Epoch
  /** The first record, from whose revision the others ascend. It is there as soon as the file is. */
  readonly record: RecordEntry | null
}

/** Makes folder and file where there are none, for the owner's eyes only, and brings an old file to today's form. */
export function prepareFile(folder: string, begin: () => Beginning): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  createPrivately(filePath(folder))
  syncFolder(folder)
  const file = openFile(folder, { cacheKiB: 64 })
  try {
    file.run('PRAGMA journal_mode = WAL')
    migrate(file, begin)
    file.run('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    file.close()
  }
}

export function openFile(folder: string, { cacheKiB }: { cacheKiB: number }): Database {
  const file = new Database(filePath(folder), { readwrite: true, strict: true })
  file.run(`PRAGMA busy_timeout = ${busyMs}`)
  file.run('PRAGMA synchronous = FULL')
  file.run('PRAGMA secure_delete = ON')
  file.run('PRAGMA temp_store = MEMORY')
  file.run('PRAGMA mmap_size = 0')
  file.run(`PRAGMA wal_autocheckpoint = ${journalPagesMax}`)
  file.run(`PRAGMA cache_size = -${cacheKiB}`)
  return file
}

export function epochOf(file: Database): Epoch {
  using statement = file.prepare<{ epoch: string }, []>('SELECT epoch FROM identity')
  const row = statement.get()
  if (row === null || !isEpoch(row.epoch)) throw new Error('The log file does not say which epoch it is of.')
  return row.epoch
}

/**
 * An empty file for the owner's eyes only, where there is none. A file that is there must not be opened for this: closing
 * any handle on it would drop the locks that SQLite holds in this process.
 */
export function createPrivately(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
}

function migrate(file: Database, begin: () => Beginning): void {
  assertSqlite(file)
  const from = file.query<{ user_version: number }, []>('PRAGMA user_version').get()?.user_version ?? 0
  if (from > migrations.length)
    throw new FailureError(
      failure(
        'unsupported',
        `The data was written by a newer Parley (form ${from}). Update this one, then start again.`,
      ),
    )
  if (from === migrations.length) return
  file.transaction(() => {
    for (const step of migrations.slice(from)) file.run(step)
    if (from === 0) {
      const { epoch, record } = begin()
      file.query<null, [string]>('INSERT INTO identity (epoch) VALUES (?)').run(epoch)
      if (record !== null)
        file
          .query<null, [number, string, string]>('INSERT INTO records (revision, key, value) VALUES (?, ?, ?)')
          .run(record.revision, record.key, JSON.stringify(record.value))
    }
    file.run(`PRAGMA user_version = ${migrations.length}`)
  })()
}

function assertSqlite(file: Database): void {
  const version = file.query<{ version: string }, []>('SELECT sqlite_version() AS version').get()?.version ?? ''
  const parts = version.split('.').map(Number)
  for (const [place, least] of sqliteMin.entries()) {
    const part = parts[place] ?? 0
    if (part > least) return
    if (part < least)
      throw new Error(`SQLite ${version} can damage its files; ${sqliteMin.join('.')} or newer is needed. Update Bun.`)
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
