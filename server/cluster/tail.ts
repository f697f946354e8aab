/**
 * Follows a stream from a message on, for ever. The client's ordered consumer can stand still for half a minute after a
 * connection that was half open, so it is watched: who waits for a message that does not come, or a look at the stream's end
 * every two seconds, has the consumer made anew.
 *
 *     stream ─▶ ordered consumer ─▶ one group for each piece that the socket brought ─▶ onMessages ─▶ those who wait
 */
import { DeliverPolicy, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream'
import { FailureError } from '@parley/protocol'
import { idHeader, operationHeader } from './marks.ts'
import { type Clock, patienceMs, unreachable, wait } from './patience.ts'

/** How long a pull request lives: what a lost one can cost. */
const expiresMs = 5_000
const heartbeatMs = 1_000
/** On their way at most: above 64 MB of them the server takes the node for a slow consumer, and cuts the connection. */
const pullMessages = 100
const watchMs = 1_000
/** Without news for so long, though there are some, the consumer is made anew. */
const stalledMs = 2_000
const againMs = 250
/** Between two hand-overs at least: each is a transaction of the copy, which costs more than a message does. */
const gatherMs = 2
/** While messages are held. */
const pendingBytesMax = 64 * 1024 * 1024

interface TailMessage {
  readonly seq: number
  readonly subject: string
  readonly data: Uint8Array
  /** Of a record: what became of it. Empty for a put. */
  readonly operation: string
  /** Its writer's mark. */
  readonly id: string
  /** This node sent it, and waits for it. */
  readonly isOwn: boolean
}

export interface TailOptions {
  readonly client: JetStreamClient
  readonly manager: JetStreamManager
  readonly stream: string
  /** With wildcards. */
  readonly subject: string
  /** The last message that needs not be told. */
  readonly after: number
  readonly env: Clock
  /**
   * In order, each once. What cannot be taken now is not taken at all: the promise says when to hand it over again. When it
   * throws, the same messages come again.
   */
  onMessages(messages: readonly TailMessage[]): Promise<void> | null
  onDefect(error: unknown): void
}

interface Expected extends Disposable {
  /** The message's place in the stream; `null` while it was not handed over. */
  landedAs(): number | null
}

export interface Tail {
  /** The last message that was handed over. */
  readonly applied: () => number
  /** Settles when this message, or a later one, was handed over. Throws `unavailable` after 15 s. */
  reached(seq: number): Promise<void>
  /** As `reached`, for a node that starts and has much before it: throws when for 15 s nothing came. */
  filled(seq: number): Promise<void>
  /** Watches for a message with this mark, until it is disposed of. */
  expect(id: string): Expected
  stop(): Promise<void>
}

interface Waiter {
  readonly seq: number
  readonly since: number
  /** Waits as long as messages come. */
  readonly isPatient: boolean
  resolve(): void
  reject(error: unknown): void
}

export function startTail(options: TailOptions): Tail {
  const { client, manager, stream, subject, env, onMessages, onDefect } = options
  let applied = options.after
  let progressAt = env.now()
  let isStopped = false
  let again = Promise.withResolvers<void>()
  let waiters: Waiter[] = []
  let pending: TailMessage[] = []
  let pendingBytes = 0
  let isHeld = false
  const expected = new Map<string, number | null>()
  let cancelWatch = (): void => undefined

  const flush = (): void => {
    const messages = pending
    const last = messages.at(-1)
    if (last === undefined || isStopped || isHeld) return
    try {
      const held = onMessages(messages)
      if (held !== null) {
        isHeld = true
        void held.then(
          () => resume(),
          (error: unknown) => {
            if (!isStopped) onDefect(error)
            resume()
            again.resolve()
          },
        )
        return
      }
    } catch (error) {
      onDefect(error)
      again.resolve()
      return
    }
    pending = []
    pendingBytes = 0
    for (const { id, seq } of messages) if (expected.has(id)) expected.set(id, seq)
    applied = last.seq
    progressAt = env.now()
    const due = waiters.filter(({ seq }) => seq <= applied)
    if (due.length === 0) return
    waiters = waiters.filter(({ seq }) => seq > applied)
    for (const { resolve } of due) resolve()
  }
  const resume = (): void => {
    isHeld = false
    flush()
  }
  /** At once after a pause, so that a lone message waits for nothing. */
  const gather = (): void => {
    if (env.now() - progressAt >= gatherMs) queueMicrotask(flush)
    else env.after(gatherMs, flush)
  }
  const take = (message: TailMessage): void => {
    if (message.seq <= (pending.at(-1)?.seq ?? applied)) return
    if (pending.length === 0) gather()
    pending.push(message)
    pendingBytes += message.data.length
    if (pendingBytes > pendingBytesMax) again.resolve()
  }

  const consume = async (): Promise<void> => {
    again = Promise.withResolvers<void>()
    progressAt = env.now()
    const consumer = await client.consumers.get(stream, {
      filter_subjects: subject,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: applied + 1,
    })
    const messages = await consumer.consume({
      max_messages: pullMessages,
      expires: expiresMs,
      idle_heartbeat: heartbeatMs,
      callback: ({ seq, subject, data, headers }) => {
        if (isStopped) return
        const id = headers?.get(idHeader) ?? ''
        take({ seq, subject, data, operation: headers?.get(operationHeader) ?? '', id, isOwn: expected.has(id) })
      },
    })
    await Promise.race([messages.closed(), again.promise])
    pending = []
    pendingBytes = 0
    await messages.close()
    // It would go by itself after some minutes.
    consumer.delete().catch(() => undefined)
  }
  const run = async (): Promise<void> => {
    // An election is no defect; that nobody answers for longer than one is told, once.
    let failingSince: number | null = null
    for (;;) {
      if (isStopped) return
      try {
        await consume()
        failingSince = null
      } catch (cause) {
        failingSince ??= env.now()
        if (!isStopped && env.now() - failingSince > patienceMs) {
          onDefect(new FailureError(unreachable, { cause }))
          failingSince = Number.POSITIVE_INFINITY
        }
      }
      if (!isStopped) await wait(env, againMs)
    }
  }

  let isLooking = false
  const look = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    try {
      const last = await manager.streams.getMessage(stream, { last_by_subj: subject })
      if (last !== null && last.seq > applied) again.resolve()
    } catch {
      // Nobody answers: the connection sees to itself, and the next look comes soon.
    } finally {
      isLooking = false
    }
  }
  const watch = (): void => {
    const now = env.now()
    const isLate = ({ since, isPatient }: Waiter): boolean =>
      now - (isPatient ? Math.max(since, progressAt) : since) > patienceMs
    const late = waiters.filter(isLate)
    if (late.length > 0) {
      waiters = waiters.filter((waiter) => !isLate(waiter))
      for (const { reject } of late) reject(new FailureError(unreachable))
    }
    if (now - progressAt > stalledMs) {
      if (waiters.length > 0) again.resolve()
      else void look()
    }
    cancelWatch = env.after(watchMs, watch)
  }
  cancelWatch = env.after(watchMs, watch)
  const running = run()

  const reached = (seq: number, isPatient: boolean): Promise<void> => {
    if (seq <= applied) return Promise.resolve()
    if (isStopped) return Promise.reject(new FailureError(unreachable))
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    waiters.push({ seq, since: env.now(), isPatient, resolve, reject })
    return promise
  }

  return {
    applied: () => applied,
    reached: (seq) => reached(seq, false),
    filled: (seq) => reached(seq, true),
    expect(id) {
      expected.set(id, null)
      return {
        landedAs: () => expected.get(id) ?? null,
        [Symbol.dispose]: () => void expected.delete(id),
      }
    },
    async stop() {
      isStopped = true
      cancelWatch()
      again.resolve()
      for (const { reject } of waiters) reject(new FailureError(unreachable))
      waiters = []
      await running
    },
  }
}
