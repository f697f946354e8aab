/**
 * Sends messages to streams and hands back what the servers say of each. The client's own `publish` costs a timer, an error
 * object and a write to the socket for every message. Here one subscription takes all answers, one clock looks for those that
 * do not come, and what is sent within a millisecond is written together.
 */
import { createInbox, errors, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node'
import type { Clock } from './patience.ts'

/** A hundred times what an answer takes. A leader that steps down answers nothing of what it was about to store. */
const answerMs = 2_000
const sweepMs = 500
/** Between two writes to the socket at least: each costs as much as a message does. */
const gatherMs = 1
const expectedHeader = 'Nats-Expected-Last-Subject-Sequence'

interface Sent {
  readonly subject: string
  readonly data: string
  readonly marks: MsgHdrs
  /** The subject's last message; 0 for none. */
  readonly expected: number
}

export type Answer =
  | { readonly type: 'stored'; readonly seq: number }
  /** `code`: NATS' own, like 10071. */
  | { readonly type: 'refused'; readonly code: number; readonly words: string }
  /** No stream takes this subject now: nothing was stored. */
  | { readonly type: 'absent' }
  /** More than the servers take at once: nothing was sent. */
  | { readonly type: 'tooLarge' }
  /** Nobody knows. */
  | { readonly type: 'silent'; readonly cause: unknown }

export interface Sender {
  /** Answers after 2.5 s at the latest, and at once when the connection breaks. */
  send(sent: Sent): Promise<Answer>
  stop(): void
}

interface Waiting {
  readonly since: number
  resolve(answer: Answer): void
}

export function createSender(nats: NatsConnection, env: Clock): Sender {
  const inbox = createInbox()
  const waiting = new Map<string, Waiting>()
  let unsent: (() => void)[] = []
  let next = 1
  const settle = (token: string, answer: Answer): void => {
    waiting.get(token)?.resolve(answer)
    waiting.delete(token)
  }
  const subscription = nats.subscribe(`${inbox}.*`, {
    callback(error, message) {
      if (error === null) settle(message.subject.slice(inbox.length + 1), read(message))
    },
  })
  const lose = (why: string): void => {
    for (const token of waiting.keys()) settle(token, { type: 'silent', cause: new Error(why) })
  }
  const watch = async (): Promise<void> => {
    for await (const { type } of nats.status()) if (type === 'disconnect') lose('The connection to the servers broke.')
  }
  void watch()
  let sentAt = Number.NEGATIVE_INFINITY
  const sendAll = (): void => {
    const all = unsent
    unsent = []
    sentAt = env.now()
    for (const send of all) send()
  }
  /** A lone message waits for this turn of the event loop only. */
  const gather = (): void => {
    if (env.now() - sentAt > gatherMs) setImmediate(sendAll)
    else env.after(gatherMs, sendAll)
  }
  let cancel = (): void => undefined
  const sweep = (): void => {
    const now = env.now()
    // In the order in which they were sent.
    for (const [token, { since }] of waiting) {
      if (now - since <= answerMs) break
      settle(token, { type: 'silent', cause: new Error(`The servers said nothing for ${answerMs} ms.`) })
    }
    cancel = env.after(sweepMs, sweep)
  }
  sweep()

  return {
    send({ subject, data, marks, expected }) {
      const { promise, resolve } = Promise.withResolvers<Answer>()
      const token = (next++).toString(36)
      marks.set(expectedHeader, String(expected))
      waiting.set(token, { since: env.now(), resolve })
      if (unsent.length === 0) gather()
      unsent.push(() => {
        try {
          nats.publish(subject, data, { headers: marks, reply: `${inbox}.${token}` })
        } catch (cause) {
          const isTooLarge = cause instanceof errors.InvalidArgumentError
          settle(token, isTooLarge ? { type: 'tooLarge' } : { type: 'silent', cause })
        }
      })
      return promise
    },
    stop() {
      cancel()
      subscription.unsubscribe()
      lose('The log was closed.')
    },
  }
}

function read(message: Msg): Answer {
  if (message.data.length === 0 && message.headers?.code === 503) return { type: 'absent' }
  try {
    const answer: unknown = message.json()
    if (typeof answer === 'object' && answer !== null) {
      if ('seq' in answer && typeof answer.seq === 'number' && !('error' in answer))
        return { type: 'stored', seq: answer.seq }
      if ('error' in answer) return refusal(answer.error)
    }
  } catch (cause) {
    return { type: 'silent', cause }
  }
  return { type: 'silent', cause: new Error('The answer to a message is none.') }
}

function refusal(error: unknown): Answer {
  if (typeof error !== 'object' || error === null || !('err_code' in error) || typeof error.err_code !== 'number')
    return { type: 'silent', cause: new Error('The servers refused a message for no reason.') }
  const words = 'description' in error ? String(error.description) : ''
  return { type: 'refused', code: error.err_code, words }
}
