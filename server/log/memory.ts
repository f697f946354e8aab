/** The log in memory, for tests and simulation: no I/O, no timers, the same run for the same arguments. */
import {
  type ChatId,
  deletedContent,
  type Entry,
  failure,
  FailureError,
  type IdSource,
  newEpoch,
} from '@parley/protocol'
import { entryText, wholeText } from './canonical.ts'
import { erase, hashEntry, newSalt, zeroHash } from './chain.ts'
import { createFollowers } from './following.ts'
import { importedAt, refuseForeign } from './imported.ts'
import type { Draft, Head, ImportingLog, LogEntry, SealedEntry } from './log.ts'

interface Row {
  entry: LogEntry
  sealed: SealedEntry
}

const pageEntries = 500

export function createMemoryLog(env: IdSource, onDefect: (error: unknown) => void): ImportingLog {
  const rows: Row[] = []
  const chats = new Map<ChatId, Row[]>()
  const rowsOf = (chat: ChatId): readonly Row[] => chats.get(chat) ?? []
  let isClosed = false
  const refuseClosed = (): void => {
    if (isClosed)
      throw new FailureError(failure('unavailable', 'The log is closed. Try again when the server is back.'))
  }
  const followers = createFollowers<LogEntry>(0, {
    placeOf: (entry) => entry.position,
    page: (after, upTo) => rows.slice(after, Math.min(upTo, after + pageEntries)).map((row) => row.entry),
    pause: () => Promise.resolve(),
    onDefect,
  })

  const store = (chat: ChatId, seq: number, draft: Draft): LogEntry => {
    const text = entryText(seq, draft)
    const salt = text.content === null ? null : newSalt(env)
    const before = rowsOf(chat).at(-1)?.sealed.hash ?? zeroHash
    const json = wholeText(text)
    const { at, by, cause, event } = draft
    const entry = { position: rows.length + 1, chat, entry: { seq, at, by, cause, event }, json }
    const row = {
      entry,
      sealed: { seq, json, salt, contentHash: null, hash: hashEntry(before, chat, text, salt ?? '') },
    }
    add(chat, row)
    return entry
  }
  const add = (chat: ChatId, row: Row): void => {
    rows.push(row)
    const ofChat = chats.get(chat)
    if (ofChat === undefined) chats.set(chat, [row])
    else ofChat.push(row)
  }
  const headOf = (chat: ChatId): Head => {
    const last = rowsOf(chat).at(-1)
    return { seq: last?.sealed.seq ?? 0, hash: last?.sealed.hash ?? zeroHash }
  }

  return {
    epoch: newEpoch(env),
    async head(chat) {
      refuseClosed()
      return headOf(chat)
    },
    async append(chat, after, drafts) {
      refuseClosed()
      if (rowsOf(chat).length !== after) return { type: 'conflict' }
      const entries = drafts.map((draft, place) => store(chat, after + 1 + place, draft))
      followers.tell(entries)
      return { type: 'stored', entries }
    },
    async read(chat, after, limit) {
      refuseClosed()
      return rowsOf(chat)
        .slice(after, after + limit)
        .map((row) => row.entry)
    },
    readNow(chat, after, upTo, limit) {
      refuseClosed()
      return rowsOf(chat)
        .slice(after, Math.min(upTo, after + limit))
        .map((row) => row.entry.json)
    },
    follow(after, onEntries) {
      refuseClosed()
      return followers.follow(after, onEntries)
    },
    async redact(chat, seqs) {
      refuseClosed()
      for (const seq of seqs) {
        const row = rowsOf(chat)[seq - 1]
        const erased = row === undefined ? null : erase(row.sealed)
        if (row === undefined || erased === null) continue
        row.sealed = { ...row.sealed, ...erased, salt: null }
        row.entry = { ...row.entry, json: erased.json, entry: withoutContent(row.entry.entry) }
      }
    },
    sealed(chat, after, limit) {
      refuseClosed()
      return rowsOf(chat)
        .slice(after, after + limit)
        .map((row) => row.sealed)
    },
    damageOf: () => null,
    chats(after, limit) {
      refuseClosed()
      return [...chats.keys()]
        .filter((chat) => chat > after)
        .sort()
        .slice(0, limit)
    },
    async importSealed(chat, after, entries) {
      refuseClosed()
      const head = headOf(chat)
      if (head.seq !== after) return false
      refuseForeign(chat, head, entries)
      const told = importedAt(chat, rows.length + 1, entries)
      entries.forEach((sealed, place) => {
        const entry = told[place]
        if (entry !== undefined) add(chat, { entry, sealed })
      })
      followers.tell(told)
      return true
    },
    async close() {
      isClosed = true
    },
  }
}

const withoutContent = (entry: Entry): Entry =>
  'content' in entry.event ? { ...entry, event: { ...entry.event, content: deletedContent } } : entry
