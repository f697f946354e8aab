/**
 * The one writer of the file. A group of requests becomes one transaction: each request is checked against what stands in
 * the file with the requests before it, a conflict costs only its own request, and one flush to disk makes them all durable.
 * Synchronous; it runs in the worker.
 */
import { type Database, SQLiteError } from 'bun:sqlite'
import { statfsSync } from 'node:fs'
import { erase, hashEntry, zeroHash } from '../log/chain.ts'
import { busyMs } from './file.ts'
import { type Lines, linesOf } from './request.ts'

/**
 * One number for each request, in order: the first position of an append or import, a put's revision, 0 for a conflict; how many entries a
 * redaction erased.
 */
type Committed =
  | { readonly type: 'done'; readonly answers: readonly number[] }
  /** Certainly nothing was stored. */
  | { readonly type: 'full' | 'failed'; readonly why: string }
  /** It may be stored. */
  | { readonly type: 'unknown'; readonly why: string }

export interface Writer {
  commit(group: string): Committed
  /** Empties the journal into the file, so that erased bytes are nowhere. False while a reader stands in the way. */
  checkpoint(): boolean
  close(): void
}

interface ChatHead {
  readonly key: number
  seq: number
  hash: string
}

/** Heads of active chats, twice this many at most: about 250 bytes each. */
const headsMax = 10_000
const checkpointWaitMs = 100
/** With less room than this, a write error means that the disk is full. */
const roomBytesMin = 65_536

export function createWriter(file: Database, folder: string): Writer {
  const statements = prepare(file)
  let young = new Map<string, ChatHead>()
  let old = new Map<string, ChatHead>()
  let position = statements.lastPosition.get()?.last ?? 0
  let revision = statements.lastRevision.get()?.last ?? 0

  const headOf = (chat: string): ChatHead | null => {
    const head = young.get(chat) ?? old.get(chat) ?? statements.head.get(chat)
    if (head !== null) remember(chat, head)
    return head
  }
  const remember = (chat: string, head: ChatHead): void => {
    if (young.size >= headsMax) {
      old = young
      young = new Map()
    }
    young.set(chat, head)
  }
  const create = (chat: string): ChatHead => {
    const key = Number(statements.addChat.run(chat).lastInsertRowid)
    const head = { key, seq: 0, hash: zeroHash }
    remember(chat, head)
    return head
  }

  const append = (lines: Lines): number => {
    const chat = lines.next()
    const after = Number(lines.next())
    const count = Number(lines.next())
    const known = headOf(chat)
    const isNext = (known?.seq ?? 0) === after
    const head = isNext ? (known ?? create(chat)) : null
    for (let rest = count; rest > 0; rest--) {
      const before = lines.next()
      const content = lines.next()
      const tail = lines.next()
      const salt = lines.next()
      if (head === null) continue
      const text = { before, content: salt === '' ? null : content, after: tail }
      head.hash = hashEntry(head.hash, chat, text, salt)
      head.seq += 1
      position += 1
      statements.addEntry.run(
        position,
        head.key,
        head.seq,
        before + content + tail,
        head.hash,
        salt === '' ? null : salt,
      )
    }
    return head === null ? 0 : position - count + 1
  }

  /** Entries of another log, which were checked. */
  const importAll = (lines: Lines): number => {
    const chat = lines.next()
    const after = Number(lines.next())
    const count = Number(lines.next())
    const known = headOf(chat)
    const head = (known?.seq ?? 0) === after ? (known ?? create(chat)) : null
    for (let rest = count; rest > 0; rest--) {
      const json = lines.next()
      const hash = lines.next()
      const salt = lines.next()
      const contentHash = lines.next()
      if (head === null) continue
      head.hash = hash
      head.seq += 1
      position += 1
      const [saltOrNone, contentHashOrNone] = [salt === '' ? null : salt, contentHash === '' ? null : contentHash]
      statements.importEntry.run(position, head.key, head.seq, json, hash, saltOrNone, contentHashOrNone)
    }
    return head === null ? 0 : position - count + 1
  }

  const put = (lines: Lines): number => {
    const key = lines.next()
    const expected = Number(lines.next())
    const json = lines.next()
    const current = statements.record.get(key)
    if ((current?.value === null ? 0 : (current?.revision ?? 0)) !== expected) return 0
    revision += 1
    if (current === null) statements.addRecord.run(revision, key, json === '' ? null : json)
    else statements.changeRecord.run(revision, json === '' ? null : json, key)
    return revision
  }

  const redact = (lines: Lines): number => {
    const chat = lines.next()
    const seqs = lines.next()
    let count = 0
    for (const seq of seqs === '' ? [] : seqs.split(',').map(Number)) {
      const row = statements.entry.get(chat, seq)
      const erased = row === null ? null : erase(row)
      if (row === null || erased === null) continue
      statements.eraseEntry.run(erased.json, erased.contentHash, row.position)
      count += 1
    }
    return count
  }

  const perform = (lines: Lines): number => {
    const type = lines.next()
    switch (type) {
      case 'append':
        return append(lines)
      case 'import':
        return importAll(lines)
      case 'put':
        return put(lines)
      case 'redact':
        return redact(lines)
      default:
        throw new Error(`The writer knows no request "${type}".`)
    }
  }

  return {
    commit(group) {
      const lines = linesOf(group)
      const answers: number[] = []
      const was = { position, revision }
      let isCommitting = false
      try {
        statements.begin.run()
        while (lines.more()) answers.push(perform(lines))
        isCommitting = true
        statements.commit.run()
        return { type: 'done', answers }
      } catch (error) {
        young.clear()
        old.clear()
        position = was.position
        revision = was.revision
        if (file.inTransaction) file.run('ROLLBACK')
        const why = describe(error)
        if (isFull(error, folder)) return { type: 'full', why }
        return { type: isCommitting ? 'unknown' : 'failed', why }
      }
    },
    checkpoint() {
      file.run(`PRAGMA busy_timeout = ${checkpointWaitMs}`)
      const row = statements.checkpoint.get()
      file.run(`PRAGMA busy_timeout = ${busyMs}`)
      return row?.busy === 0
    },
    close() {
      for (const statement of Object.values(statements)) statement.finalize()
      file.close()
    },
  }
}

const prepare = (file: Database) => ({
  begin: file.prepare<null, []>('BEGIN IMMEDIATE'),
  commit: file.prepare<null, []>('COMMIT'),
  lastPosition: file.prepare<{ last: number | null }, []>('SELECT max(position) AS last FROM entries'),
  lastRevision: file.prepare<{ last: number | null }, []>('SELECT max(revision) AS last FROM records'),
  head: file.prepare<ChatHead, [string]>(
    `SELECT e.chat AS key, e.seq AS seq, e.hash AS hash FROM chats c JOIN entries e ON e.chat = c.key
     WHERE c.chat = ? ORDER BY e.seq DESC LIMIT 1`,
  ),
  addChat: file.prepare<null, [string]>('INSERT INTO chats (chat) VALUES (?)'),
  addEntry: file.prepare<null, [number, number, number, string, string, string | null]>(
    'INSERT INTO entries (position, chat, seq, json, hash, salt) VALUES (?, ?, ?, ?, ?, ?)',
  ),
  importEntry: file.prepare<null, [number, number, number, string, string, string | null, string | null]>(
    'INSERT INTO entries (position, chat, seq, json, hash, salt, contentHash) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ),
  entry: file.prepare<{ position: number; json: string; salt: string | null }, [string, number]>(
    'SELECT position, json, salt FROM entries WHERE chat = (SELECT key FROM chats WHERE chat = ?) AND seq = ?',
  ),
  eraseEntry: file.prepare<null, [string, string, number]>(
    'UPDATE entries SET json = ?, contentHash = ?, salt = NULL WHERE position = ?',
  ),
  record: file.prepare<{ revision: number; value: string | null }, [string]>(
    'SELECT revision, value FROM records WHERE key = ?',
  ),
  addRecord: file.prepare<null, [number, string, string | null]>(
    'INSERT INTO records (revision, key, value) VALUES (?, ?, ?)',
  ),
  changeRecord: file.prepare<null, [number, string | null, string]>(
    'UPDATE records SET revision = ?, value = ? WHERE key = ?',
  ),
  checkpoint: file.prepare<{ busy: number }, []>('PRAGMA wal_checkpoint(TRUNCATE)'),
})

const describe = (error: unknown): string =>
  error instanceof SQLiteError ? `${error.code ?? 'SQLITE'}: ${error.message}` : String(error)

function isFull(error: unknown, folder: string): boolean {
  if (!(error instanceof SQLiteError)) return false
  if (error.code === 'SQLITE_FULL') return true
  if (!(error.code ?? '').startsWith('SQLITE_IOERR')) return false
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize < roomBytesMin
}
