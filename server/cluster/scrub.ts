/**
 * Looks for damage nobody met: goes through every chat of this node's log, slowly and for ever, and checks three things.
 *
 *     this node's chain    every entry's hash, from the first one on
 *     the log's head       as the leader has it: the same seq, the same hash
 *     the other nodes      what they have at that seq: the same hash
 *
 * What is found is told once for each chat, and counted until the chat is whole again. Nothing is mended here: a copy is made
 * anew by deleting its file, an embedded server's file comes back from a backup.
 */
import { type ChatId, FailureError } from '@parley/protocol'
import { verify, zeroHash } from '../log/chain.ts'
import type { AuditableLog, Head } from '../log/log.ts'
import type { Clock } from './patience.ts'

interface ScrubPace {
  /** Entries that are checked without a pause: some 10 µs each. */
  readonly pageEntries: number
  /** After each page, and so after each chat: at most 3 % of a core. */
  readonly pauseMs: number
  /** Between the last chat and the first. */
  readonly roundPauseMs: number
}

/** At most 2 500 entries and 10 chats a second: a million entries in 1 000 chats take seven minutes. */
const scrubPace: ScrubPace = { pageEntries: 256, pauseMs: 100, roundPauseMs: 600_000 }
const chatsPage = 100
/** Times that a chat which grows while it is read is read on. Then the next round is as good. */
const triesMax = 5

export interface Peer {
  readonly node: string
  /** Of the entry that this node has at the seq; `null` where it has none, or did not answer. */
  readonly hash: string | null
}

export interface ScrubOptions {
  readonly log: AuditableLog
  readonly env: Pick<Clock, 'after'>
  /** What the other nodes have there. Empty where there are none. */
  askPeers(chat: ChatId, seq: number): Promise<readonly Peer[]>
  onDamage(chat: ChatId, why: string): void
  onDefect(error: unknown): void
  readonly pace?: ScrubPace
}

export interface Scrub {
  /** Chats that were damaged when they were last looked at. */
  damagedChats(): number
  /** The next look is not begun; one that is under way ends by itself and tells nothing. */
  stop(): void
}

/** What a node answers to another one's question. */
export function hashAt(log: AuditableLog, chat: ChatId, seq: number): string | null {
  const [entry] = log.sealed(chat, seq - 1, 1)
  return entry?.seq === seq ? entry.hash : null
}

export function startScrub(options: ScrubOptions): Scrub {
  const { log, env, askPeers, onDamage, onDefect, pace = scrubPace } = options
  const damaged = new Set<ChatId>()
  let isStopped = false
  let cancel = (): void => undefined
  const pause = (ms: number): Promise<void> => new Promise((resolve) => (cancel = env.after(ms, resolve)))

  /** Verifies what stands after `from`, to the copy's end. */
  const verifyAfter = async (chat: ChatId, from: Head): Promise<Head | string> => {
    for (let head = from; ;) {
      const page = log.sealed(chat, head.seq, pace.pageEntries)
      const verdict = verify(chat, head, page)
      if (verdict.type === 'broken') return `Entry ${verdict.seq}: ${verdict.why}`
      head = verdict.head
      if (page.length < pace.pageEntries || isStopped) return head
      await pause(pace.pauseMs)
    }
  }

  /** Why the chat is damaged; `null` where it is whole, as far as can be said now. */
  const flawOf = async (chat: ChatId): Promise<string | null> => {
    const setAside = log.damageOf(chat)
    if (setAside !== null) return setAside
    let own: Head = { seq: 0, hash: zeroHash }
    for (let tries = 0; tries < triesMax; tries++) {
      const verified = await verifyAfter(chat, own)
      if (typeof verified === 'string') return verified
      own = verified
      const head = await log.head(chat)
      if (isStopped) return null
      if (head.seq < own.seq) return `This copy ends with entry ${own.seq}, and the log with ${head.seq}.`
      if (head.seq > own.seq) continue
      if (head.hash !== own.hash) return `Entry ${own.seq} is another one in the log.`
      const peer = (await askPeers(chat, own.seq)).find(({ hash }) => hash !== null && hash !== own.hash)
      return peer === undefined ? null : `Entry ${own.seq} is another one on node ${peer.node}.`
    }
    return null
  }

  const look = async (chat: ChatId): Promise<void> => {
    let why: string | null
    try {
      why = await flawOf(chat)
    } catch (error) {
      // The log is away: nothing is known, and the next round comes.
      if (error instanceof FailureError) return
      why = `It cannot be read. ${String(error)}`
    }
    if (isStopped) return
    const isKnown = damaged.has(chat)
    if (why === null) damaged.delete(chat)
    else damaged.add(chat)
    if (why !== null && !isKnown) onDamage(chat, why)
  }

  const round = async (): Promise<void> => {
    for (let after = ''; ;) {
      const chats = log.chats(after, chatsPage)
      for (const chat of chats) {
        await look(chat)
        await pause(pace.pauseMs)
        if (isStopped) return
      }
      after = chats.at(-1) ?? ''
      if (after === '') return
    }
  }
  const run = async (): Promise<void> => {
    for (;;) {
      await pause(pace.pauseMs)
      if (isStopped) return
      try {
        await round()
      } catch (error) {
        onDefect(error)
      }
      if (isStopped) return
      await pause(pace.roundPauseMs)
    }
  }
  void run()

  return {
    damagedChats: () => damaged.size,
    stop() {
      isStopped = true
      cancel()
    },
  }
}
