/**
 * The store's SQLite file. Nothing waits for the disk here: the store is a cache of the log and says in `progress` how far it
 * has come, so a tail that a killed process took with it is folded again at the next start. One transaction stays open over
 * many projections and is committed every `commitMs`; this connection reads its own uncommitted rows, and each page is
 * written once per commit instead of once per message.
 *
 * A power cut may leave a file that was never flushed in any state. So while it is written without flushing it bears the id
 * of the system's run (`boot`), set and cleared with a flush: a file that bears another one is thrown away and made again.
 * Where the system has no such id, SQLite flushes at its checkpoints (`synchronous = NORMAL`).
 *
 * On a full disk a commit fails, and SQLite takes the whole transaction back. Readers saw its rows, and chats rely on them to
 * know a repeated submission. So what was written since the last commit is remembered, and written again in the same turn,
 * into a transaction that waits for room. Pages go to disk at commits only (`cache_spill`), so that no other place can fail.
 */
import { Database, SQLiteError, type SQLQueryBindings } from 'bun:sqlite'
import { rmSync } from 'node:fs'
import { type BunSQLiteDatabase, drizzle } from 'drizzle-orm/bun-sqlite'
import { migrate } from './migrations.ts'

const commitMs = 500
const cachePages = 2_000
/** Pages of journal between two of its flushes into the file: 16 MB. */
const journalPages = 4_000
const retryMs = 1_000
/** Writes that wait for room: far more than a full log lets come. Beyond it the process ends, and starts from the log. */
const waitingWritesMax = 500_000

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
  /** Deletes every row. */
  clear(): void
  /** What `run` writes, and all before it, is on disk when this returns. */
  flushed(run: () => void): void
  /** From here on nothing is flushed, until `flushed`. */
  unflushed(): void
  close(): void
}

/** `path` may be `:memory:`. A file that cannot be used is made anew: everything in it can be computed. */
export function openStoreFile(path: string, env: StoreEnv): StoreFile {
  const file = openUsable(path)
  const tables = file.query<{ name: string }, []>("SELECT name FROM sqlite_schema WHERE type = 'table'")
  const before: (() => void)[] = []
  let cancel: (() => void) | null = null
  let written: (() => void)[] = []
  /** Made when it is first cleared. */
  let deletes: { run(): unknown }[] | null = null
  file.onWritten = (again) => {
    if (cancel !== null) written.push(again)
  }
  const begin = (ms: number): void => {
    file.run('BEGIN')
    cancel = env.after(ms, () => void commit())
  }
  /** False where there is no room: all of it waits in a new transaction. */
  const commit = (): boolean => {
    if (cancel === null) return true
    for (const run of before) run()
    cancel()
    cancel = null
    try {
      file.run('COMMIT')
    } catch (error) {
      if (!isWithoutRoom(error) || written.length > waitingWritesMax) throw error
      rollBack()
      begin(retryMs)
      for (const again of written) again()
      return false
    }
    written = []
    return true
  }
  const rollBack = (): void => {
    if (file.inTransaction) file.run('ROLLBACK')
  }
  return {
    db: drizzle(file, { casing: 'snake_case' }),
    write() {
      if (cancel === null) begin(commitMs)
    },
    beforeCommit: (run) => void before.push(run),
    commit: () => void commit(),
    clear() {
      commit()
      deletes ??= tables.all().map(({ name }) => file.query(`DELETE FROM ${name}`))
      file.run('BEGIN')
      for (const one of deletes) one.run()
      file.run('COMMIT')
    },
    close() {
      if (commit()) emptyJournal(file)
      else {
        // The next start folds it again.
        cancel?.()
        rollBack()
      }
      file.close()
    },
    flushed(run) {
      // Without room nothing is said: the mark stays that makes another run of the system begin anew.
      if (!commit()) return
      file.run('PRAGMA synchronous = FULL')
      run()
      file.run('PRAGMA wal_checkpoint(TRUNCATE)')
    },
    unflushed() {
      file.run('PRAGMA synchronous = OFF')
    },
  }
}

/** SQLite itself empties the journal only when every statement is finalized; until then it holds deleted words. */
function emptyJournal(file: Database): void {
  try {
    file.run('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch (error) {
    if (!isWithoutRoom(error)) throw error
  }
}

/** A full disk refuses in several ways: by its own code, or where a file of SQLite's could not grow. */
const isWithoutRoom = (error: unknown): boolean =>
  error instanceof SQLiteError && /^SQLITE_(FULL|IOERR)/.test(error.code ?? '')

/** A database whose prepared writes say how they are done again. */
class Remembering extends Database {
  onWritten: (again: () => void) => void = () => undefined

  override prepare<Row, Params extends SQLQueryBindings | SQLQueryBindings[]>(sql: string, params?: Params) {
    const statement = super.prepare<Row, Params>(sql, params)
    if (/^\s*select/i.test(sql)) return statement
    const remembering =
      <Given extends unknown[], Result>(method: (...given: Given) => Result) =>
      (...given: Given): Result => {
        const result = method.apply(statement, given)
        this.onWritten(() => void method.apply(statement, given))
        return result
      }
    statement.run = remembering(statement.run)
    statement.get = remembering(statement.get)
    statement.all = remembering(statement.all)
    statement.values = remembering(statement.values)
    return statement
  }
}

export function removeStoreFile(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
}

function openUsable(path: string): Remembering {
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

function open(path: string): Remembering {
  const file = new Remembering(path, { create: true, strict: true })
  file.run('PRAGMA journal_mode = WAL')
  file.run('PRAGMA synchronous = NORMAL')
  file.run('PRAGMA busy_timeout = 2000')
  file.run('PRAGMA secure_delete = ON')
  file.run('PRAGMA temp_store = MEMORY')
  file.run(`PRAGMA wal_autocheckpoint = ${journalPages}`)
  file.run(`PRAGMA cache_size = ${cachePages}`)
  file.run('PRAGMA cache_spill = OFF')
  return file
}
