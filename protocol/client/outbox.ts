/**
 * Submissions that the server has not confirmed, in the order in which they were made. One is stored before it is shown or
 * sent; all are sent again, with the same ids, after each reconnect; it leaves when its entry comes, or when the server
 * refuses it for good.
 *
 *     storing ──▶ waiting ──▶ in flight ──▶ stored (its entry came) or failed
 *                    ▲            │ lost, or refused for now
 *                    └────────────┘
 *
 * Refused for now holds its whole chat: that one is tried again alone, after a while, and the others follow it, so that none
 * overtakes another.
 */
import type { Command } from '../command.ts'
import { refuseContent } from '../content.ts'
import type { Entry } from '../event.ts'
import { type Failure, failure, FailureError, failures } from '../failure.ts'
import type { UpFrames } from '../frame.ts'
import { type ChatId, newSubmissionId, type SubmissionId } from '../ids.ts'
import { limits } from '../limits.ts'
import { backoffMs } from './backoff.ts'
import type { ClientEnv } from './env.ts'
import type { Pending } from './replica.ts'
import type { ClientStorage } from './storage.ts'
import { isCommand, toCommand } from './stored.ts'
import { toFailure, type Writer } from './writer.ts'

export type Settled =
  { readonly type: 'stored'; readonly entry: Entry } | { readonly type: 'failed'; readonly failure: Failure }

export interface Submitted {
  readonly id: SubmissionId
  /** Never rejects. Waits as long as the server is away. */
  readonly settled: Promise<Settled>
  /** It is in the storage and survives a crash. Rejects with a `FailureError` if it could not be kept. */
  readonly stored: Promise<void>
}

export interface OutboxPorts {
  readonly storage: ClientStorage
  readonly writer: Writer
  readonly env: ClientEnv
  readonly send: (frame: UpFrames['submit']) => void
  /** The submissions that wait in this chat are others now. */
  readonly onChange: (chat: ChatId) => void
  readonly onFailed: (chat: ChatId, id: SubmissionId, failure: Failure) => void
  /** Runs after what is known of the chat was given to the storage. */
  readonly afterSave: (chat: ChatId, run: () => void) => void
  /** Gives to the storage what is not there yet. */
  readonly save: () => void
}

export interface Outbox {
  load(): Promise<void>
  submit(chat: ChatId, command: Command, id?: SubmissionId): Submitted
  /** The server is there: all is sent again. */
  ready(): void
  lost(): void
  /** An entry of the reader's. */
  confirm(chat: ChatId, entry: Entry): void
  reject(chat: ChatId, id: SubmissionId, failure: Failure): void
  of(chat: ChatId): readonly Pending[]
  flushed(): Promise<void>
}

/** Submissions that are sent and not confirmed. More would overrun the server's mailbox of a socket. */
export const inFlightMax = 256

interface Waiting {
  readonly chat: ChatId
  readonly pending: Pending
  readonly submitted: Submitted
  readonly settle: (settled: Settled) => void
  phase: 'storing' | 'waiting' | 'inFlight' | 'over'
}

interface Hold {
  readonly probe: Waiting
  readonly attempts: number
  readonly cancel: () => void
}

export function createOutbox({ storage, writer, env, send, onChange, onFailed, afterSave, save }: OutboxPorts): Outbox {
  const chats = new Map<ChatId, Map<SubmissionId, Waiting>>()
  const holds = new Map<ChatId, Hold>()
  let flushWaiters: (() => void)[] = []
  let queue: Waiting[] = []
  let size = 0
  let inFlight = 0
  let isReady = false

  const find = (chat: ChatId, id: SubmissionId): Waiting | undefined => chats.get(chat)?.get(id)

  function add(chat: ChatId, pending: Pending, stored: Promise<void>, phase: 'storing' | 'waiting'): Waiting {
    let settle: (settled: Settled) => void = () => undefined
    const settled = new Promise<Settled>((resolve) => (settle = resolve))
    const waiting: Waiting = { chat, pending, submitted: { id: pending.id, settled, stored }, settle, phase }
    const inChat = chats.get(chat) ?? new Map<SubmissionId, Waiting>()
    chats.set(chat, inChat.set(pending.id, waiting))
    size++
    return waiting
  }

  function remove(waiting: Waiting, settled: Settled): void {
    const { chat, pending } = waiting
    if (waiting.phase === 'inFlight') inFlight--
    waiting.phase = 'over'
    const inChat = chats.get(chat)
    inChat?.delete(pending.id)
    if (inChat?.size === 0) chats.delete(chat)
    size--
    waiting.settle(settled)
    onChange(chat)
    if (holds.get(chat)?.probe === waiting) release(chat)
    if (size > 0) return
    queue = []
    const waiters = flushWaiters
    flushWaiters = []
    if (waiters.length > 0) void flush(waiters)
  }

  /** The removal of the last one is written as well. */
  async function flush(waiters: readonly (() => void)[] = []): Promise<void> {
    save()
    await writer.idle()
    for (const done of waiters) done()
  }

  const unkeep = ({ chat, pending }: Waiting): void => writer.keep(() => storage.removeSubmission(chat, pending.id))

  function settle(waiting: Waiting, settled: Settled): void {
    remove(waiting, settled)
    pump()
  }

  function transmit(waiting: Waiting): void {
    waiting.phase = 'inFlight'
    inFlight++
    const { id, command } = waiting.pending
    send({ t: 'submit', chat: waiting.chat, id, command })
  }

  function pump(): void {
    if (!isReady) return
    let at = 0
    for (; inFlight < inFlightMax && at < queue.length; at++) {
      const next = queue[at]
      if (next?.phase === 'waiting' && !holds.has(next.chat)) transmit(next)
    }
    if (at > 0) queue = queue.slice(at)
  }

  function hold(probe: Waiting, failure: Failure): void {
    const { chat } = probe
    const before = holds.get(chat)
    before?.cancel()
    for (const waiting of chats.get(chat)?.values() ?? [])
      if (waiting.phase === 'inFlight') {
        waiting.phase = 'waiting'
        inFlight--
      }
    const attempts = before?.probe === probe ? before.attempts + 1 : 0
    const cancel = env.after(backoffMs(attempts + 1, env.random(), failure.retryMs), () => transmit(probe))
    holds.set(chat, { probe, attempts, cancel })
    pump()
  }

  /** Its answer may come after that of the one which is tried again now: then it is the one to try again. */
  function isBeforeProbe(waiting: Waiting): boolean {
    const probe = holds.get(waiting.chat)?.probe
    if (probe === undefined || probe === waiting) return false
    for (const one of chats.get(waiting.chat)?.values() ?? [])
      if (one === waiting || one === probe) return one === waiting
    return false
  }

  function release(chat: ChatId): void {
    holds.get(chat)?.cancel()
    holds.delete(chat)
    for (const waiting of chats.get(chat)?.values() ?? []) if (waiting.phase === 'waiting') queue.push(waiting)
  }

  /** Once it is stored, and not before. */
  async function show(waiting: Waiting): Promise<void> {
    try {
      await waiting.submitted.stored
    } catch (error) {
      remove(waiting, { type: 'failed', failure: toFailure(error) })
      return
    }
    if (waiting.phase !== 'storing') return
    waiting.phase = 'waiting'
    queue.push(waiting)
    onChange(waiting.chat)
    pump()
  }

  function refused(id: SubmissionId, failure: Failure): Submitted {
    const stored = Promise.reject(new FailureError(failure))
    return { id, settled: Promise.resolve({ type: 'failed', failure }), stored: quiet(stored) }
  }

  return {
    async load() {
      for (const row of await storage.outbox()) {
        const command = toCommand(row.command)
        if (command === null || find(row.chat, row.id) !== undefined) continue
        queue.push(add(row.chat, { id: row.id, command, at: row.at }, Promise.resolve(), 'waiting'))
      }
      pump()
    },
    submit(chat, command, id = newSubmissionId(env)) {
      const before = find(chat, id)
      if (before !== undefined) return before.submitted
      if (size >= limits.outboxSubmissionsMax)
        return refused(id, failure('overloaded', `${size} submissions wait already. Wait until the server has them.`))
      const refusal = refuse(command)
      if (refusal !== null) return refused(id, refusal)
      const at = env.now()
      const row = { chat, id, at, command: JSON.stringify(command) }
      const stored = quiet(writer.write(() => storage.addSubmission(row)))
      const waiting = add(chat, { id, command, at }, stored, 'storing')
      void show(waiting)
      return waiting.submitted
    },
    ready() {
      isReady = true
      for (const { cancel } of holds.values()) cancel()
      holds.clear()
      queue = []
      for (const inChat of chats.values())
        for (const waiting of inChat.values()) if (waiting.phase === 'waiting') queue.push(waiting)
      pump()
    },
    lost() {
      isReady = false
      for (const { cancel } of holds.values()) cancel()
      holds.clear()
      inFlight = 0
      for (const inChat of chats.values())
        for (const waiting of inChat.values()) if (waiting.phase === 'inFlight') waiting.phase = 'waiting'
    },
    confirm(chat, entry) {
      const waiting = find(chat, entry.cause)
      if (waiting === undefined) return
      // Its chat shows it from now on, and must be stored first: who starts again without a network would see neither.
      afterSave(chat, () => unkeep(waiting))
      settle(waiting, { type: 'stored', entry })
    },
    reject(chat, id, refusal) {
      const waiting = find(chat, id)
      if (waiting === undefined) return
      // One that is not in flight was refused only because an earlier one was.
      if (waiting.phase !== 'inFlight' && !isBeforeProbe(waiting)) return
      if (failures[refusal.code].retry === 'later') {
        hold(waiting, refusal)
        return
      }
      unkeep(waiting)
      settle(waiting, { type: 'failed', failure: refusal })
      onFailed(chat, id, refusal)
    },
    of(chat) {
      const pending: Pending[] = []
      for (const waiting of chats.get(chat)?.values() ?? [])
        if (waiting.phase !== 'storing') pending.push(waiting.pending)
      return pending
    },
    flushed: () => (size === 0 ? flush() : new Promise((resolve) => flushWaiters.push(resolve))),
  }
}

/** What the server could not even read, it could not answer by its id either. */
function refuse(command: Command): Failure | null {
  const { type } = command
  const refused = type === 'post' || type === 'edit' ? refuseContent(command.content) : null
  return refused ?? (isCommand(command) ? null : failure('invalid', `The protocol does not allow this "${type}".`))
}

/** Whoever does not look at `stored` hears of it by `settled`. */
function quiet(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined)
  return promise
}
