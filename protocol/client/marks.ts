/**
 * The reader's own marks. Those that somebody set are said at once, and stored where the server does not confirm them at once:
 * each write is a flush to the disk, and whoever reads along sets one for each message. That an entry reached this device is
 * said by itself, at most once a second for each chat.
 */
import type { UpFrames } from '../frame.ts'
import type { ChatId } from '../ids.ts'
import type { ClientEnv } from './env.ts'
import type { ClientStorage, MarkRow } from './storage.ts'
import type { Writer } from './writer.ts'

export interface Marks {
  load(): Promise<void>
  set(chat: ChatId, marks: { readonly delivered?: number; readonly read?: number }): void
  /** Entries up to this one are here. */
  deliver(chat: ChatId, seq: number): void
  /** The server's. */
  confirm(row: MarkRow): void
  readOf(chat: ChatId): number
  ready(): void
  /** Stores at once what waits for it. */
  store(): void
  /** Says and stores at once what waits for it. */
  flush(): void
  lost(): void
}

export interface MarksPorts {
  readonly storage: ClientStorage
  readonly writer: Writer
  readonly env: ClientEnv
  readonly send: (frame: UpFrames['mark']) => void
  /** Is the chat here? Of others the server wants no marks. */
  readonly isHere: (chat: ChatId) => boolean
}

export const deliverEveryMs = 1_000
/** A server that is there confirms sooner. A crash within it leaves messages unread that were read. */
const storeAfterMs = 250
/**
 * A mark that is not confirmed within this is said again: the server may have been too full for it, or its reader was out of
 * the chat for a moment.
 */
export const sayAgainMs = 30_000
/** Marks that go out at once; the rest waits for the next second, so that a resume does not flood the server. */
const deliveredPerFlushMax = 200

export function createMarks({ storage, writer, env, send, isHere }: MarksPorts): Marks {
  const unconfirmed = new Map<ChatId, MarkRow>()
  const due = new Map<ChatId, number>()
  const said = new Map<ChatId, { readonly seq: number; readonly at: number }>()
  const unstored = new Set<ChatId>()
  const stored = new Set<ChatId>()
  let isReady = false
  let cancel: (() => void) | null = null
  let cancelStore: (() => void) | null = null
  let cancelAgain: (() => void) | null = null

  function store(): void {
    cancelStore?.()
    cancelStore = null
    for (const chat of unstored) {
      const row = unconfirmed.get(chat)
      if (row === undefined) continue
      stored.add(chat)
      writer.keep(() => storage.putMark(row))
    }
    unstored.clear()
  }

  /** While the server is there and something is unconfirmed. */
  function sayAgainLater(): void {
    cancelAgain ??= env.after(sayAgainMs, () => {
      cancelAgain = null
      if (unconfirmed.size === 0) return
      let left = deliveredPerFlushMax
      for (const row of unconfirmed.values()) if (isHere(row.chat) && left-- > 0) send(frameOf(row))
      sayAgainLater()
    })
  }

  function schedule(ms: number): void {
    cancel ??= env.after(ms, () => {
      cancel = null
      sayDue(env.now() - deliverEveryMs, deliveredPerFlushMax)
    })
  }

  function sayDue(saidBefore: number, max: number): void {
    let left = max
    for (const [chat, seq] of due) {
      const before = said.get(chat)
      if (before !== undefined && before.at > saidBefore) continue
      if (left-- <= 0) break
      due.delete(chat)
      said.set(chat, { seq, at: env.now() })
      send({ t: 'mark', chat, delivered: seq })
    }
    if (due.size > 0) schedule(deliverEveryMs)
  }

  return {
    async load() {
      for (const row of await storage.marks()) {
        unconfirmed.set(row.chat, row)
        stored.add(row.chat)
      }
    },
    set(chat, { delivered = 0, read = 0 }) {
      const before = unconfirmed.get(chat) ?? { chat, delivered: 0, read: 0 }
      const row = { chat, delivered: Math.max(before.delivered, delivered), read: Math.max(before.read, read) }
      if (row.delivered === before.delivered && row.read === before.read) return
      unconfirmed.set(chat, row)
      unstored.add(chat)
      cancelStore ??= env.after(storeAfterMs, store)
      send(frameOf(row))
      if (isReady) sayAgainLater()
    },
    deliver(chat, seq) {
      if ((said.get(chat)?.seq ?? 0) >= seq || (due.get(chat) ?? 0) >= seq) return
      due.set(chat, seq)
      schedule(Math.max(0, (said.get(chat)?.at ?? -deliverEveryMs) + deliverEveryMs - env.now()))
    },
    confirm({ chat, delivered, read }) {
      const row = unconfirmed.get(chat)
      if (row === undefined || row.delivered > delivered || row.read > read) return
      unconfirmed.delete(chat)
      unstored.delete(chat)
      if (!stored.delete(chat)) return
      writer.keep(() => storage.removeMark({ chat, delivered, read }))
    },
    readOf: (chat) => unconfirmed.get(chat)?.read ?? 0,
    ready() {
      isReady = true
      if (unconfirmed.size > 0) sayAgainLater()
      for (const row of unconfirmed.values()) send(frameOf(row))
    },
    store,
    flush() {
      store()
      sayDue(Number.POSITIVE_INFINITY, due.size)
    },
    lost() {
      isReady = false
      cancelAgain?.()
      cancelAgain = null
      cancel?.()
      cancel = null
      due.clear()
      said.clear()
    },
  }
}

const frameOf = ({ chat, delivered, read }: MarkRow): UpFrames['mark'] => ({
  t: 'mark',
  chat,
  ...(delivered > 0 ? { delivered } : {}),
  ...(read > 0 ? { read } : {}),
})
