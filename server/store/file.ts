/**
 * The store's SQLite file. Its writes are not flushed one by one: it is a cache of the log and says in `progress` how far it
 * has come, so a lost tail is folded again at the next start. One transaction stays open over many projections and is
 * committed every `commitMs`; this connection reads its own uncommitted rows, and each page is written once per commit
 * instead of once per message.
 */
import { Database } from 'bun:sqlite'
import { rmSync } from 'node:fs'
import { type BunSQLiteDatabase, drizzle } from 'drizzle-orm/bun-sqlite'
import { migrate } from './migrations.ts'

const commitMs = 100
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
      file.close()
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
