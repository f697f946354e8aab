/**
 * This node's copy of the log: folds the stream's messages into SQLite, checks every chain as it comes, and sets aside what
 * does not fit (quarantine), so that one bad message stops one chat and not the node.
 */
import type { Database } from 'bun:sqlite'
import { type ChatId, type Entry, isChatId } from '@parley/protocol'
import { erase, followsAsDecoded, verify, zeroHash } from './chain.ts'
import { decodeEntry } from './decode.ts'
import { decodeMessage, type LogMessage } from './jetstreamMessage.ts'
import type { Head, LogEntry, SealedEntry } from './log.ts'

export interface ChatHead extends Head {
  /** The last message on the chat's subject that was folded: what the next one must expect. */
  readonly message: number
}

interface KeyedHead extends ChatHead {
  /** Stands for the chat in the table of entries; `null` before its first one. */
  readonly key: number | null
}

/** Messages of a chat that were erased before this node read them. */
export interface Gap {
  readonly chat: ChatId
  /** They stand after this message, and end with `upTo`. */
  readonly after: number
  readonly upTo: number
}

type Entries = Extract<LogMessage, { type: 'entries' }>

interface Due extends Recovered {
  readonly isOwn: boolean
}

export interface Recovered {
  readonly seq: number
  readonly message: Entries
}

type Folded =
  | {
      readonly type: 'folded'
      readonly entries: readonly LogEntry[]
      /** Words were erased, and stand in the file's journal until that is cleaned. */
      readonly hasErased: boolean
    }
  /** Nothing was folded: these are missing first. `recover` them, and fold again. */
  | { readonly type: 'gap'; readonly gap: Gap }

interface Received {
  readonly seq: number
  readonly subject: string
  readonly data: Uint8Array
  /** This node made it: its hashes need not be checked again. */
  readonly isOwn: boolean
}

export interface LogCopy {
  /** The last message of the stream that was folded. */
  readonly progress: () => number
  readonly lastPosition: () => number
  head(chat: ChatId): ChatHead
  /** Why a chat cannot go on, if so. */
  damageOf(chat: ChatId): string | null
  fold(messages: readonly Received[]): Folded
  /** The leader has this message of the chat, and the stream was followed past it without it. The chat is damaged here. */
  missed(chat: ChatId, seq: number): void
  /** What stands in the place of a gap, in order; `null` where nobody has it. */
  recover(gap: Gap, messages: readonly Recovered[] | null): void
  page(after: number, upTo: number): readonly LogEntry[]
  /** Where the entries of a message begin; `null` where it is void. */
  positionOf(chat: ChatId, message: number, after: number): number | null
  read(chat: ChatId, after: number, limit: number): readonly LogEntry[]
  readNow(chat: ChatId, after: number, upTo: number, limit: number): readonly string[]
  sealed(chat: ChatId, after: number, limit: number): readonly SealedEntry[]
  /** Chats with entries, and those of which messages were set aside, by id. */
  chats(after: string, limit: number): readonly ChatId[]
  /** The messages that hold these entries. */
  messagesOf(chat: ChatId, seqs: readonly number[]): readonly number[]
  close(): void
}

const missedWords =
  'The log has it, and it never came to this node. Delete cluster.db in the data folder and start the node again.'
const pageEntries = 500
/** Heads in memory. */
const headsMax = 20_000
const decoder = new TextDecoder()

/** `chats`: the subjects' beginning, before the dot and the chat. */
export function openLogCopy(db: Database, chats: string, onDefect: (error: unknown) => void): LogCopy {
  const statements = prepare(db)
  const recovered = new Map<ChatId, readonly Recovered[]>()
  const damaged = new Map<ChatId, string>()
  let hasErased = false
  let progress = statements.progress.get()?.log ?? 0
  let position = statements.last.get()?.position ?? 0

  const chatOf = (subject: string): ChatId | null => {
    const chat = subject.slice(chats.length + 1)
    return isChatId(chat) ? chat : null
  }
  for (const { subject, why } of statements.quarantined.all()) {
    const chat = chatOf(subject)
    if (chat !== null) damaged.set(chat, why)
  }
  const heads = new Map<ChatId, KeyedHead>()
  const headOf = (chat: ChatId): KeyedHead => {
    const known = heads.get(chat)
    if (known !== undefined) return known
    const head = statements.head.get(chat) ?? { key: null, seq: 0, hash: zeroHash, message: 0 }
    if (heads.size >= headsMax) heads.clear()
    heads.set(chat, head)
    return head
  }
  const setHead = (chat: ChatId, { seq, hash, message }: ChatHead): number => {
    const known = headOf(chat).key
    if (known !== null) statements.moveHead.run(seq, hash, message, known)
    const key = known ?? statements.addHead.get(chat, seq, hash, message)?.key ?? 0
    heads.set(chat, { key, seq, hash, message })
    return key
  }

  const insert = (chat: ChatId, { seq, message, isOwn }: Due, told: LogEntry[]): string | null => {
    const { after, entries } = message
    const head = headOf(chat)
    if (after !== head.seq) return `It follows entry ${after}, and the chat ends with ${head.seq}.`
    let decoded: Entry[]
    try {
      decoded = entries.map(({ json }) => decodeEntry(json))
    } catch (error) {
      return String(error)
    }
    if (!isOwn && !followsAsDecoded(chat, head, entries, decoded)) {
      const verdict = verify(chat, head, entries)
      if (verdict.type === 'broken') return `Entry ${verdict.seq}: ${verdict.why}`
    }
    const hash = entries.at(-1)?.hash ?? head.hash
    const key = setHead(chat, { seq: after + entries.length, hash, message: seq })
    entries.forEach(({ seq: place, json, hash, salt, contentHash }, at) => {
      position += 1
      statements.insert.run(position, key, place, seq, json, hash, salt, contentHash)
      told.push({ position, chat, entry: decoded[at] ?? decodeEntry(json), json })
    })
    return null
  }
  const eraseNow = (chat: ChatId, seqs: readonly number[]): void => {
    for (const seq of seqs) {
      const sealed = statements.sealed.all(chat, seq - 1, 1)[0]
      const erased = sealed?.seq === seq ? erase(sealed) : null
      if (erased === null) continue
      hasErased = true
      statements.erase.run(erased.json, erased.contentHash, chat, seq)
    }
  }
  const quarantine = (seq: number, subject: string, why: string): void => {
    statements.quarantine.run(seq, subject, why)
    const chat = chatOf(subject)
    if (chat !== null) damaged.set(chat, why)
    onDefect(new Error(`Message ${seq} of the log's stream (${subject}) was set aside. ${why}`))
  }

  const foldOne = ({ seq, subject, data, isOwn }: Received, told: LogEntry[]): Gap | null => {
    // What stands in the place of erased messages is asked for where one is missing.
    if (!subject.startsWith(`${chats}.`)) return null
    const chat = chatOf(subject)
    if (chat !== null && damaged.has(chat)) {
      statements.quarantine.run(seq, subject, 'It follows a message that was set aside.')
      return null
    }
    const message = decodeMessage(decoder.decode(data))
    if (chat === null || message === null) {
      quarantine(seq, subject, 'It is no message of the log.')
      return null
    }
    const found = recovered.get(chat) ?? []
    for (const missing of found) {
      if (missing.seq <= headOf(chat).message) continue
      // It stands after this message: there are several gaps.
      if (missing.seq > message.prev) break
      const why = insert(chat, { ...missing, isOwn: false }, told)
      if (why !== null) {
        quarantine(seq, subject, why)
        return null
      }
    }
    const later = found.filter((missing) => missing.seq > message.prev)
    if (later.length > 0) recovered.set(chat, later)
    else recovered.delete(chat)
    const head = headOf(chat)
    if (message.prev > head.message) return { chat, after: head.message, upTo: message.prev }
    if (message.prev < head.message) {
      // The servers took two messages in one place, which they must not. The first one counts, on every node alike.
      setHead(chat, { ...head, message: seq })
      onDefect(new Error(`Message ${seq} of the log's stream (${subject}) is void: its place was taken.`))
      return null
    }
    if (message.after !== head.seq) {
      quarantine(seq, subject, `It follows entry ${message.after}, and the chat ends with ${head.seq}.`)
      return null
    }
    switch (message.type) {
      case 'entries': {
        const why = insert(chat, { seq, message, isOwn }, told)
        if (why !== null) quarantine(seq, subject, why)
        return null
      }
      case 'erase':
        eraseNow(chat, message.seqs)
        setHead(chat, { ...head, message: seq })
        return null
    }
  }

  return {
    progress: () => progress,
    lastPosition: () => position,
    head: headOf,
    damageOf: (chat) => damaged.get(chat) ?? null,
    fold(messages) {
      const told: LogEntry[] = []
      hasErased = false
      const before = position
      const kept = new Map(recovered)
      db.run('BEGIN')
      let gap: Gap | null = null
      try {
        for (const message of messages) {
          gap = foldOne(message, told)
          if (gap !== null) break
        }
        const last = messages.at(-1)?.seq ?? progress
        if (gap === null) {
          statements.setProgress.run(last)
          db.run('COMMIT')
          progress = last
          return { type: 'folded', entries: told, hasErased }
        }
      } catch (error) {
        undo()
        throw error
      }
      undo()
      return { type: 'gap', gap }

      function undo(): void {
        if (db.inTransaction) db.run('ROLLBACK')
        position = before
        heads.clear()
        for (const [chat, messages] of kept) recovered.set(chat, messages)
      }
    },
    missed(chat, seq) {
      quarantine(seq, `${chats}.${chat}`, missedWords)
    },
    recover(gap, messages) {
      if (messages === null)
        quarantine(gap.upTo, `${chats}.${gap.chat}`, 'It is missing, and nothing stands in its place.')
      else recovered.set(gap.chat, [...(recovered.get(gap.chat) ?? []), ...messages])
    },
    page: (after, upTo) => statements.page.all(after, upTo, pageEntries).map(toPlaced),
    read: (chat, after, limit) =>
      statements.read
        .all(chat, after, limit)
        .map(({ position, json }) => ({ position, chat, entry: decodeEntry(json), json })),
    positionOf(chat, message, after) {
      const first = statements.placeOf.get(chat, after + 1)
      return first?.message === message ? first.position : null
    },
    readNow: (chat, after, upTo, limit) => statements.readNow.all(chat, after, upTo, limit).map(({ json }) => json),
    sealed: (chat, after, limit) => statements.sealed.all(chat, after, limit),
    chats(after, limit) {
      const found = statements.chats.all(after, limit).flatMap(({ chat }) => (isChatId(chat) ? [chat] : []))
      const setAside = [...damaged.keys()].filter((chat) => chat > after)
      return [...new Set([...found, ...setAside])].sort().slice(0, limit)
    },
    messagesOf: (chat, seqs) => [...new Set(seqs.flatMap((seq) => statements.placeOf.get(chat, seq)?.message ?? []))],
    close() {
      for (const statement of Object.values(statements)) statement.finalize()
    },
  }
}

function toPlaced({ position, chat, json }: { position: number; chat: string; json: string }): LogEntry {
  if (!isChatId(chat)) throw new Error(`The copy holds a chat whose id is none: ${chat}`)
  return { position, chat, entry: decodeEntry(json), json }
}

const keyOf = '(SELECT key FROM chats WHERE chat = ?)'

const prepare = (db: Database) => ({
  progress: db.prepare<{ log: number }, []>('SELECT log FROM progress'),
  setProgress: db.prepare<unknown, [number]>('UPDATE progress SET log = ?'),
  last: db.prepare<{ position: number | null }, []>('SELECT max(position) AS position FROM entries'),
  quarantined: db.prepare<{ subject: string; why: string }, []>(
    'SELECT subject, why FROM quarantine ORDER BY message DESC',
  ),
  quarantine: db.prepare<unknown, [number, string, string]>('INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)'),
  head: db.prepare<KeyedHead, [string]>('SELECT key, seq, hash, message FROM chats WHERE chat = ?'),
  addHead: db.prepare<{ key: number }, [string, number, string, number]>(
    'INSERT INTO chats (chat, seq, hash, message) VALUES (?, ?, ?, ?) RETURNING key',
  ),
  moveHead: db.prepare<unknown, [number, string, number, number]>(
    'UPDATE chats SET seq = ?, hash = ?, message = ? WHERE key = ?',
  ),
  insert: db.prepare<unknown, [number, number, number, number, string, string, string | null, string | null]>(
    `INSERT INTO entries (position, chat, seq, message, json, hash, salt, contentHash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  erase: db.prepare<unknown, [string, string, string, number]>(
    `UPDATE entries SET json = ?, contentHash = ?, salt = NULL WHERE chat = ${keyOf} AND seq = ?`,
  ),
  read: db.prepare<{ position: number; json: string }, [string, number, number]>(
    `SELECT position, json FROM entries WHERE chat = ${keyOf} AND seq > ? ORDER BY seq LIMIT ?`,
  ),
  readNow: db.prepare<{ json: string }, [string, number, number, number]>(
    `SELECT json FROM entries WHERE chat = ${keyOf} AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
  ),
  page: db.prepare<{ position: number; chat: string; json: string }, [number, number, number]>(
    `SELECT e.position AS position, c.chat AS chat, e.json AS json FROM entries e JOIN chats c ON c.key = e.chat
     WHERE e.position > ? AND e.position <= ? ORDER BY e.position LIMIT ?`,
  ),
  chats: db.prepare<{ chat: string }, [string, number]>(
    'SELECT chat FROM chats WHERE chat > ? AND seq > 0 ORDER BY chat LIMIT ?',
  ),
  sealed: db.prepare<SealedEntry, [string, number, number]>(
    `SELECT seq, json, hash, salt, contentHash FROM entries WHERE chat = ${keyOf} AND seq > ? ORDER BY seq LIMIT ?`,
  ),
  placeOf: db.prepare<{ position: number; message: number }, [string, number]>(
    `SELECT position, message FROM entries WHERE chat = ${keyOf} AND seq = ?`,
  ),
})
