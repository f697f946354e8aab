/** This node's copy of the records, the last state of each, and how records are written as messages of their bucket. */
import type { Database } from 'bun:sqlite'
import { operationHeader } from '../cluster/marks.ts'
import { type Json, type RecordEntry, recordKeyPattern } from './records.ts'

const pageRecords = 200
const decoder = new TextDecoder()

interface Received {
  readonly seq: number
  readonly subject: string
  readonly data: Uint8Array
  readonly operation: string
}

/** A message as it is asked for, and not followed. */
interface Stored {
  readonly seq: number
  readonly subject: string
  readonly data: Uint8Array
  readonly header?: { get(name: string): string }
}

export interface RecordCopy {
  readonly progress: () => number
  subjectOf(key: string): string
  /** `null` for what is no record. */
  parse(message: Stored): RecordEntry | null
  /** The last state, also of a record that was removed. */
  get(key: string): RecordEntry | null
  fold(messages: readonly Received[]): readonly RecordEntry[]
  page(after: number, upTo: number): readonly RecordEntry[]
  /** By key. */
  list(prefix: string): readonly RecordEntry[]
  close(): void
}

/** `subject`: what the subjects of the bucket begin with, without the dot. */
export function openRecordCopy(db: Database, subject: string, onDefect: (error: unknown) => void): RecordCopy {
  const statements = prepare(db)
  let progress = statements.progress.get()?.records ?? 0

  // A dot parts the tokens of a subject, and may stand at the end of a key, so keys have another sign for it.
  const subjectOf = (key: string): string => `${subject}.${key.replaceAll('.', '=')}`
  const keyOf = (of: string): string => of.slice(subject.length + 1).replaceAll('=', '.')
  const parse = (seq: number, of: string, data: Uint8Array, operation: string): Row | null => {
    const key = keyOf(of)
    const value = operation === '' ? decoder.decode(data) : null
    if (!recordKeyPattern.test(key) || (value !== null && !isJson(value))) {
      onDefect(new Error(`Message ${seq} of the records' bucket (${of}) is no record; it is left out.`))
      return null
    }
    return { key, value, revision: seq }
  }

  return {
    progress: () => progress,
    subjectOf,
    parse({ seq, subject, data, header }) {
      const row = parse(seq, subject, data, header?.get(operationHeader) ?? '')
      return row === null ? null : toRecord(row)
    },
    get(key) {
      const row = statements.get.get(key)
      return row === null ? null : toRecord(row)
    },
    fold(messages) {
      const rows = messages.flatMap(({ seq, subject, data, operation }) => parse(seq, subject, data, operation) ?? [])
      const last = messages.at(-1)?.seq ?? progress
      db.transaction(() => {
        for (const { key, value, revision } of rows) statements.put.run(revision, key, value)
        statements.setProgress.run(last)
      })()
      progress = last
      return rows.map(toRecord)
    },
    page: (after, upTo) => statements.page.all(after, upTo, pageRecords).map(toRecord),
    // Keys are ASCII, so everything that begins with the prefix lies before the prefix with the last character after it.
    list: (prefix) => statements.list.all(prefix, `${prefix}\u{7f}`).map(toRecord),
    close() {
      for (const statement of Object.values(statements)) statement.finalize()
    },
  }
}

interface Row {
  readonly key: string
  readonly value: string | null
  readonly revision: number
}

function toRecord({ key, value, revision }: Row): RecordEntry {
  const parsed: Json = value === null ? null : JSON.parse(value)
  return { key, value: parsed, revision }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const prepare = (db: Database) => ({
  progress: db.prepare<{ records: number }, []>('SELECT records FROM progress'),
  setProgress: db.prepare<unknown, [number]>('UPDATE progress SET records = ?'),
  put: db.prepare<unknown, [number, string, string | null]>(
    'INSERT OR REPLACE INTO records (revision, key, value) VALUES (?, ?, ?)',
  ),
  get: db.prepare<Row, [string]>('SELECT key, value, revision FROM records WHERE key = ?'),
  page: db.prepare<Row, [number, number, number]>(
    'SELECT key, value, revision FROM records WHERE revision > ? AND revision <= ? ORDER BY revision LIMIT ?',
  ),
  list: db.prepare<Row, [string, string]>(
    'SELECT key, value, revision FROM records WHERE key >= ? AND key < ? AND value IS NOT NULL ORDER BY key',
  ),
})
