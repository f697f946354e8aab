/** The records in the disk's file. */
import type { Database } from 'bun:sqlite'
import { FailureError } from '@parley/protocol'
import type { Commits } from '../disk/commits.ts'
import { toLines } from '../disk/request.ts'
import { createFollowers } from '../log/following.ts'
import type { Following } from '../log/log.ts'
import { refusePut, unavailable } from './refuse.ts'
import type { Json, RecordEntry, Records } from './records.ts'

const pageRecords = 200

export interface SqliteRecordsOptions {
  /** This thread's connection, which only reads. */
  readonly reader: Database
  readonly commits: Commits
  readonly onDefect: (error: unknown) => void
}

export function createSqliteRecords({ reader, commits, onDefect }: SqliteRecordsOptions): Records {
  const statements = prepare(reader)
  const followings = new Set<Following>()
  let news: RecordEntry[] = []
  let isClosed = false
  const refuseClosed = (): void => {
    if (isClosed) throw new FailureError(unavailable)
  }
  const followers = createFollowers<RecordEntry>(statements.last.get()?.revision ?? 0, {
    placeOf: (record) => record.revision,
    page: (after, upTo) => statements.page.all(after, upTo, pageRecords).map(toRecord),
    pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
    onDefect,
  })
  commits.afterGroup(() => {
    const told = news
    news = []
    if (told.length > 0) followers.tell(told)
  })
  const present = (key: string): RecordEntry | null => {
    const row = statements.get.get(key)
    return row === null ? null : toRecord(row)
  }

  return {
    async get(key) {
      refuseClosed()
      return present(key)
    },
    async put(key, value, expected) {
      refuseClosed()
      const json = JSON.stringify(value)
      const refused = refusePut(key, json)
      if (refused !== null) throw new FailureError(refused)
      const settled = Promise.withResolvers<number>()
      commits.submit({
        lines: toLines({ type: 'put', key, expected, json: value === null ? null : json }),
        settle(outcome) {
          switch (outcome.type) {
            case 'failed':
              return settled.reject(outcome.error)
            case 'unknown':
              return settled.reject(new Error('Nobody knows whether the record was stored.', { cause: outcome.cause }))
            case 'done': {
              const revision = outcome.answer
              if (revision > 0) news.push(toRecord({ key, value: json, revision }))
              return settled.resolve(revision)
            }
          }
        },
      })
      const revision = await settled.promise
      return revision === 0 ? { type: 'conflict', current: present(key) } : { type: 'stored', revision }
    },
    async list(prefix) {
      refuseClosed()
      // Keys are ASCII, so everything that begins with the prefix lies before the prefix with the last character after it.
      return statements.list.all(prefix, `${prefix}\u{7f}`).map(toRecord)
    },
    follow(afterRevision, onRecords) {
      refuseClosed()
      const following = followers.follow(afterRevision, onRecords)
      followings.add(following)
      return {
        caughtUp: following.caughtUp,
        stop() {
          followings.delete(following)
          following.stop()
        },
      }
    },
    async close() {
      if (isClosed) return
      isClosed = true
      await commits.idle()
      for (const following of followings) following.stop()
      followings.clear()
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

const prepare = (reader: Database) => ({
  last: reader.prepare<{ revision: number | null }, []>('SELECT max(revision) AS revision FROM records'),
  get: reader.prepare<Row, [string]>('SELECT key, value, revision FROM records WHERE key = ? AND value IS NOT NULL'),
  list: reader.prepare<Row, [string, string]>(
    'SELECT key, value, revision FROM records WHERE key >= ? AND key < ? AND value IS NOT NULL ORDER BY key',
  ),
  page: reader.prepare<Row, [number, number, number]>(
    'SELECT key, value, revision FROM records WHERE revision > ? AND revision <= ? ORDER BY revision LIMIT ?',
  ),
})
