/**
 * The store's SQLite file. Nothing waits for the disk here: the store is a cache of the log and says in `progress` how far it
 * has come, so a tail that a killed process took with it is folded again at the next start. One transaction stays open over
 * many projections and is committed every `commitMs`; this connection reads its own uncommitted rows, and each page is
 * written once per commit instead of once per message.
 *
 * A power cut may leave a file that was never flushed in any state. So while it is written without flushing it bears the id
 * of the system's run (`boot`), set and cleared with a flush: a file that bears another one is thrown away and made again.
 * Where the system has no such id, SQLite flushes at its checkpoints (`synchronous = NORMAL`).
 */
import { Database } from 'bun:sqlite'
import { rmSync } from 'node:fs'
import { type BunSQLiteDatabase, drizzle } from 'drizzle-orm/bun-sqlite'
import { migrate } from './migrations.ts'

const commitMs = 500
const cachePages = 2_000
/** Pages of journal between two of its flushes into the file: 16 MB. */
const journalPages = 4_000

export interface StoreEnv {
  after(ms: number, run: () => void): () => void
}

export interface StoreFile {
  readonly db: BunSQLiteDatabase & { readonly $client: Database }
  /** Before each write: opens the transaction where none is open. */
  write(): void
  /** Called before each commit, for what is gathered in memory until then. */
  beforeCommit(run: () => void): void
  commit(): void
  /** What `run` writes, and all before it, is on disk when this returns. */
  flushed(run: () => void): void
  /** From here on nothing is flushed, until `flushed`. */
  unflushed(): void
  close(): void
}

/** `path` may be `:memory:`. A file that cannot be used is made anew: everything in it can be computed. */
export function openStoreFile(path: string, env: StoreEnv): StoreFile {
  const file = openUsable(path)
  const before: (() => void)[] = []
  let cancel: (() => void) | null = null
  const commit = (): void => {
    if (cancel === null) return
    for (const run of before) run()
    cancel()
    cancel = null
    file.run('COMMIT')
  }
  return {
    db: drizzle(file, { casing: 'snake_case' }),
    write() {
      if (cancel !== null) return
      file.run('BEGIN')
      cancel = env.after(commitMs, commit)
    },
    beforeCommit: (run) => void before.push(run),
    commit,
    close() {
      commit()
      // SQLite itself empties the journal only when every statement is finalized; until then it holds deleted words.
      file.run('PRAGMA wal_checkpoint(TRUNCATE)')
      file.close()
    },
    flushed(run) {
      commit()
      file.run('PRAGMA synchronous = FULL')
      run()
      file.run('PRAGMA wal_checkpoint(TRUNCATE)')
    },
    unflushed() {
      file.run('PRAGMA synchronous = OFF')
    },
  }
}

export function removeStoreFile(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
}

function openUsable(path: string): Database {
  try {
    const file = open(path)
    if (migrate(file)) return file
    file.close()
  } catch (error) {
    if (path === ':memory:') throw error
  }
  removeStoreFile(path)
  const file = open(path)
  migrate(file)
  return file
}

function open(path: string): Database {
  const file = new Database(path, { create: true, strict: true })
  file.run('PRAGMA journal_mode = WAL')
  file.run('PRAGMA synchronous = NORMAL')
  file.run('PRAGMA busy_timeout = 2000')
  file.run('PRAGMA secure_delete = ON')
  file.run('PRAGMA temp_store = MEMORY')
  file.run(`PRAGMA wal_autocheckpoint = ${journalPages}`)
  file.run(`PRAGMA cache_size = ${cachePages}`)
  return file
}
