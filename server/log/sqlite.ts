/** The log in the disk's file. */
import type { Database } from 'bun:sqlite'
import { type ChatId, failure, FailureError, type IdSource, isChatId } from '@parley/protocol'
import type { Commits } from '../disk/commits.ts'
import { epochOf } from '../disk/file.ts'
import { toLines } from '../disk/request.ts'
import { entryText, wholeText } from './canonical.ts'
import { newSalt, zeroHash } from './chain.ts'
import { decodeEntry } from './decode.ts'
import { createFollowers } from './following.ts'
import { importedAt, refuseForeign } from './imported.ts'
import type { Appended, Draft, Following, Head, ImportingLog, LogEntry, SealedEntry } from './log.ts'

const pageEntries = 500

export interface SqliteLogOptions {
  /** This thread's connection, which only reads. */
  readonly reader: Database
  readonly commits: Commits
  readonly env: IdSource
  readonly onDefect: (error: unknown) => void
}

export function createSqliteLog({ reader, commits, env, onDefect }: SqliteLogOptions): ImportingLog {
  const statements = prepare(reader)
  const followings = new Set<Following>()
  let news: LogEntry[] = []
  let isClosed = false
  const refuseClosed = (): void => {
    if (isClosed)
      throw new FailureError(failure('unavailable', 'The log is closed. Try again when the server is back.'))
  }
  const followers = createFollowers<LogEntry>(statements.last.get()?.position ?? 0, {
    placeOf: (entry) => entry.position,
    page: (after, upTo) => statements.page.all(after, upTo, pageEntries).map(toPlaced),
    pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
    onDefect,
  })
  commits.afterGroup(() => {
    const told = news
    news = []
    if (told.length > 0) followers.tell(told)
  })

  const headOf = (chat: ChatId): Head => statements.head.get(chat) ?? { seq: 0, hash: zeroHash }

  return {
    epoch: epochOf(reader),
    async head(chat) {
      refuseClosed()
      return headOf(chat)
    },
    async append(chat, after, drafts) {
      refuseClosed()
      if (drafts.length === 0)
        return headOf(chat).seq === after ? { type: 'stored', entries: [] } : { type: 'conflict' }
      const texts = drafts.map((draft, place) => entryText(after + 1 + place, draft))
      const lines = toLines({
        type: 'append',
        chat,
        after,
        entries: texts.map((text) => ({ text, salt: text.content === null ? '' : newSalt(env) })),
      })
      const settled = Promise.withResolvers<Appended>()
      commits.submit({
        lines,
        settle(outcome) {
          switch (outcome.type) {
            case 'failed':
              return settled.reject(outcome.error)
            case 'unknown':
              return settled.resolve(outcome)
            case 'done': {
              const first = outcome.answer
              if (first === 0) return settled.resolve({ type: 'conflict' })
              const entries = drafts.map((draft, place) => ({
                position: first + place,
                chat,
                entry: entryOf(after + 1 + place, draft),
                json: wholeText(texts[place] ?? entryText(after + 1 + place, draft)),
              }))
              for (const entry of entries) news.push(entry)
              return settled.resolve({ type: 'stored', entries })
            }
          }
        },
      })
      return settled.promise
    },
    async read(chat, after, limit) {
      refuseClosed()
      return statements.read
        .all(chat, after, limit)
        .map(({ position, json }) => ({ position, chat, entry: decodeEntry(json), json }))
    },
    readNow(chat, after, upTo, limit) {
      refuseClosed()
      return statements.readNow.all(chat, after, upTo, limit).map((row) => row.json)
    },
    follow(after, onEntries) {
      refuseClosed()
      const following = followers.follow(after, onEntries)
      followings.add(following)
      return {
        caughtUp: following.caughtUp,
        stop() {
          followings.delete(following)
          following.stop()
        },
      }
    },
    async redact(chat, seqs) {
      refuseClosed()
      if (seqs.length === 0) return
      const settled = Promise.withResolvers<void>()
      commits.submit({
        lines: toLines({ type: 'redact', chat, seqs }),
        settle(outcome) {
          switch (outcome.type) {
            case 'failed':
              return settled.reject(outcome.error)
            case 'unknown':
              return settled.reject(new Error('Nobody knows whether the words were erased.', { cause: outcome.cause }))
            case 'done':
              return settled.resolve()
          }
        },
      })
      await settled.promise
      await commits.clean()
    },
    sealed(chat, after, limit) {
      refuseClosed()
      return statements.sealed.all(chat, after, limit)
    },
    async importSealed(chat, after, entries) {
      refuseClosed()
      const head = headOf(chat)
      if (head.seq !== after) return false
      refuseForeign(chat, head, entries)
      const settled = Promise.withResolvers<boolean>()
      commits.submit({
        lines: toLines({ type: 'import', chat, after, entries }),
        settle(outcome) {
          switch (outcome.type) {
            case 'failed':
              return settled.reject(outcome.error)
            case 'unknown':
              return settled.reject(new Error('Nobody knows whether entries were stored.', { cause: outcome.cause }))
            case 'done':
              if (outcome.answer > 0) news.push(...importedAt(chat, outcome.answer, entries))
              return settled.resolve(outcome.answer > 0)
          }
        },
      })
      return settled.promise
    },
    damageOf: () => null,
    chats(after, limit) {
      refuseClosed()
      return statements.chats.all(after, limit).map(({ chat }) => toChat(chat))
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

const entryOf = (seq: number, { at, by, cause, event }: Draft): LogEntry['entry'] => ({ seq, at, by, cause, event })

const toPlaced = ({ position, chat, json }: { position: number; chat: string; json: string }): LogEntry => ({
  position,
  chat: toChat(chat),
  entry: decodeEntry(json),
  json,
})

function toChat(chat: string): ChatId {
  if (!isChatId(chat)) throw new Error(`The log holds a chat whose id is none: ${chat}`)
  return chat
}

const ofChat = 'chat = (SELECT key FROM chats WHERE chat = ?) AND seq > ?'

const prepare = (reader: Database) => ({
  last: reader.prepare<{ position: number | null }, []>('SELECT max(position) AS position FROM entries'),
  head: reader.prepare<Head, [string]>(
    `SELECT seq, hash FROM entries WHERE chat = (SELECT key FROM chats WHERE chat = ?) ORDER BY seq DESC LIMIT 1`,
  ),
  read: reader.prepare<{ position: number; json: string }, [string, number, number]>(
    `SELECT position, json FROM entries WHERE ${ofChat} ORDER BY seq LIMIT ?`,
  ),
  readNow: reader.prepare<{ json: string }, [string, number, number, number]>(
    `SELECT json FROM entries WHERE ${ofChat} AND seq <= ? ORDER BY seq LIMIT ?`,
  ),
  page: reader.prepare<{ position: number; chat: string; json: string }, [number, number, number]>(
    `SELECT e.position AS position, c.chat AS chat, e.json AS json FROM entries e JOIN chats c ON c.key = e.chat
     WHERE e.position > ? AND e.position <= ? ORDER BY e.position LIMIT ?`,
  ),
  // A chat is in its table before its first entry, and may stay without one when that was not stored.
  chats: reader.prepare<{ chat: string }, [string, number]>(
    `SELECT chat FROM chats WHERE chat > ? AND EXISTS (SELECT 1 FROM entries WHERE entries.chat = chats.key)
     ORDER BY chat LIMIT ?`,
  ),
  sealed: reader.prepare<SealedEntry, [string, number, number]>(
    `SELECT seq, json, hash, salt, contentHash FROM entries WHERE ${ofChat} ORDER BY seq LIMIT ?`,
  ),
})
