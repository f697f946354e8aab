/**
 * A node's own copy of the cluster's log and records, in one SQLite file: read without waiting, and thrown away without loss,
 * because the streams have it all. So nothing here waits for the disk. As with the store, a file that an earlier run of the
 * system left unflushed may be torn by a power cut, and is made anew.
 */
import { Database } from 'bun:sqlite'
import { rmSync } from 'node:fs'
import { type Epoch, isEpoch } from '@parley/protocol'

const form = 1
const journalPages = 4_000

export interface CopyFile {
  readonly db: Database
  /** Names this copy: positions mean nothing in another one. */
  readonly id: string
  /** Deleted words are gone from the journal too when this returns. */
  clean(): void
  close(): void
}

export interface CopyWish {
  readonly path: string
  /** Which run of the operating system this is; `null` where nobody knows. */
  readonly boot: string | null
  readonly epoch: Epoch
  /** Of the streams: a copy of others is thrown away. */
  readonly incarnation: string
  readonly newId: () => string
}

/** The epoch of the copy at this path, `null` where there is none. */
export function knownEpoch(path: string): Epoch | null {
  try {
    using db = new Database(path, { readonly: true, strict: true })
    const row = db.query<{ epoch: string }, []>('SELECT epoch FROM identity').get()
    return row !== null && isEpoch(row.epoch) ? row.epoch : null
  } catch {
    return null
  }
}

export function openCopyFile(wish: CopyWish): CopyFile {
  const { boot } = wish
  const { db, id } = openUsable(wish)
  db.run('UPDATE identity SET boot = ?', [boot])
  // Only what bears the mark of its run may go unflushed.
  db.run('PRAGMA wal_checkpoint(TRUNCATE)')
  db.run(`PRAGMA synchronous = ${boot === null ? 'NORMAL' : 'OFF'}`)
  const empty = (): void => void db.query('PRAGMA wal_checkpoint(TRUNCATE)').get()
  return {
    db,
    id,
    clean: empty,
    close() {
      db.run('PRAGMA synchronous = FULL')
      db.run('UPDATE identity SET boot = NULL')
      empty()
      db.close()
    },
  }
}

interface Identity {
  readonly id: string
  readonly epoch: string
  readonly incarnation: string
  readonly boot: string | null
}

function openUsable(wish: CopyWish): { db: Database; id: string } {
  try {
    return open(wish)
  } catch {
    for (const suffix of ['', '-wal', '-shm']) rmSync(wish.path + suffix, { force: true })
    return open(wish)
  }
}

function open({ path, boot, epoch, incarnation, newId }: CopyWish): { db: Database; id: string } {
  const db = new Database(path, { create: true, readwrite: true, strict: true })
  try {
    for (const setting of [
      'journal_mode = WAL',
      'synchronous = FULL',
      'secure_delete = ON',
      'temp_store = MEMORY',
      `wal_autocheckpoint = ${journalPages}`,
      'cache_size = -8192',
    ])
      db.run(`PRAGMA ${setting}`)
    const version = db.query<{ user_version: number }, []>('PRAGMA user_version').get()?.user_version ?? 0
    if (version === 0)
      db.transaction(() => {
        db.run(tables)
        db.run('INSERT INTO identity (id, epoch, incarnation, boot) VALUES (?, ?, ?, ?)', [
          newId(),
          epoch,
          incarnation,
          boot,
        ])
        db.run(`PRAGMA user_version = ${form}`)
      })()
    const row = db.query<Identity, []>('SELECT id, epoch, incarnation, boot FROM identity').get()
    if (row === null || row.epoch !== epoch || row.incarnation !== incarnation || (version !== 0 && version !== form))
      throw new Error('Another copy.')
    if (row.boot !== null && row.boot !== boot) throw new Error('It may be torn.')
    return { db, id: row.id }
  } catch (error) {
    db.close()
    throw error
  }
}

const tables = `
  CREATE TABLE identity (id TEXT NOT NULL, epoch TEXT NOT NULL, incarnation TEXT NOT NULL, boot TEXT) STRICT;
  CREATE TABLE chats (
    key INTEGER PRIMARY KEY,
    chat TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    message INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE entries (
    position INTEGER PRIMARY KEY,
    chat INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    message INTEGER NOT NULL,
    json TEXT NOT NULL,
    hash TEXT NOT NULL,
    salt TEXT,
    contentHash TEXT,
    UNIQUE (chat, seq)
  ) STRICT;
  CREATE TABLE progress (log INTEGER NOT NULL, records INTEGER NOT NULL) STRICT;
  INSERT INTO progress VALUES (0, 0);
  CREATE TABLE quarantine (message INTEGER PRIMARY KEY, subject TEXT NOT NULL, why TEXT NOT NULL) STRICT;
  CREATE TABLE records (revision INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT) STRICT;
`
