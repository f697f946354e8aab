/**
 * Erasing for ever what one message of the stream holds, in an order in which a crash anywhere loses nothing and leaves nothing
 * that a repetition does not find:
 *
 *     1  what stands in its place   <erased>.<chat>.<message>   the same entries less the words, under a compare-and-set
 *     2  the order to erase         <chats>.<chat>              every node erases in its copy; it is also a message that
 *                                                               stands after the erased one, so that the subject's last
 *                                                               message, which appends compare with, is never taken away
 *     3  the message itself         is overwritten in the stores of all servers
 *
 * A node that missed the message finds the gap at the next one, and asks for what stands in its place (`missing`).
 */
import { JetStreamApiError, type JetStreamManager } from '@nats-io/jetstream'
import type { ChatId } from '@parley/protocol'
import { type Clock, patiently, pauseOf, wait } from '../cluster/patience.ts'
import type { Publisher } from '../cluster/publisher.ts'
import type { LogStream } from '../cluster/streams.ts'
import { erase } from './chain.ts'
import type { Gap, LogCopy, Recovered } from './jetstreamCopy.ts'
import { decodeMessage, encodeMessage, type LogMessage } from './jetstreamMessage.ts'

/** Of writers of the same chat. */
const triesMax = 50
/** Not the codes: one of them stands for every failure of a deletion. */
const goneAlready = /^(no message found|sequence \d+ not found)$/
const decoder = new TextDecoder()

type Entries = Extract<LogMessage, { type: 'entries' }>

export interface EraseOptions {
  readonly manager: JetStreamManager
  readonly publisher: Publisher
  readonly streams: LogStream
  readonly copy: LogCopy
  readonly env: Clock
  readonly isStopped: () => boolean
}

export interface Erasing {
  erase(chat: ChatId, seqs: readonly number[]): Promise<void>
  /** What stands in the place of a gap's messages, in order; `null` where nobody has one of them. */
  missing(gap: Gap): Promise<readonly Recovered[] | null>
}

export function createErasing({ manager, publisher, streams, copy, env, isStopped }: EraseOptions): Erasing {
  const { stream, chats, erased } = streams
  interface Found {
    readonly seq: number
    readonly message: Entries
  }
  const look = async (query: { seq: number } | { last_by_subj: string }): Promise<Found | null> => {
    const found = await patiently(env, isStopped, () => manager.streams.getMessage(stream, query))
    const message = found === null ? null : decodeMessage(decoder.decode(found.data))
    return found === null || message?.type !== 'entries' ? null : { seq: found.seq, message }
  }
  const placeOf = (chat: ChatId, message: number): string => `${erased}.${chat}.${message}`
  const overwrite = (seq: number): Promise<boolean> =>
    patiently(env, isStopped, async () => {
      try {
        return await manager.streams.deleteMessage(stream, seq, true)
      } catch (error) {
        if (error instanceof JetStreamApiError && goneAlready.test(error.message)) return false
        throw error
      }
    })

  /** False: it never held these words, because another log had erased them before it was imported. It stays. */
  const replace = async (chat: ChatId, message: number, seqs: readonly number[]): Promise<boolean> => {
    for (let tries = 0; tries < triesMax; tries++) {
      // Another node's message is under way, and not to be seen yet.
      if (tries > 0) await wait(env, pauseOf(env))
      const last = await look({ last_by_subj: placeOf(chat, message) })
      const from = last ?? (await look({ seq: message }))
      // Another node put something in its place and erased it between the two looks.
      if (from === null) continue
      let isChanged = false
      const entries = from.message.entries.map((sealed) => {
        const without = seqs.includes(sealed.seq) ? erase(sealed) : null
        if (without === null) return sealed
        isChanged = true
        return { ...sealed, ...without, salt: null }
      })
      if (!isChanged) return last !== null
      const expected = last?.seq ?? 0
      const data = encodeMessage({ ...from.message, entries, replaces: expected })
      const outcome = await publisher.publish({ subject: placeOf(chat, message), data, expected })
      if (outcome.type === 'landed') return true
      if (outcome.type === 'unknown') throw unknown(outcome.cause)
    }
    throw new Error(
      `Message ${message} of the log's stream could not be replaced: it is gone, or others kept erasing it.`,
    )
  }

  const order = async (chat: ChatId, seqs: readonly number[]): Promise<void> => {
    for (let tries = 0; tries < triesMax; tries++) {
      if (seqs.every((seq) => copy.sealed(chat, seq - 1, 1)[0]?.salt === null)) return
      const { seq: after, message: prev } = copy.head(chat)
      const data = encodeMessage({ type: 'erase', after, prev, seqs })
      const outcome = await publisher.publish({ subject: `${chats}.${chat}`, data, expected: prev })
      if (outcome.type === 'unknown') throw unknown(outcome.cause)
      if (outcome.type === 'lost' && copy.head(chat).message === prev) await wait(env, pauseOf(env))
    }
    throw new Error('Others kept writing to the chat.')
  }

  /** The message, and everything that ever stood in its place but the last. */
  const overwriteAll = async (chat: ChatId, message: number): Promise<void> => {
    const old: number[] = [message]
    const last = await look({ last_by_subj: placeOf(chat, message) })
    for (let next = last?.message.replaces ?? 0; next > 0;) {
      const found = await look({ seq: next })
      if (found === null) break
      old.push(next)
      next = found.message.replaces
    }
    // The oldest first: a link that is gone cannot be followed.
    for (const seq of old.toReversed()) await overwrite(seq)
  }

  return {
    async erase(chat, seqs) {
      await publisher.caughtUp(`${chats}.${chat}`)
      const withContent = seqs.filter((seq) => {
        const sealed = copy.sealed(chat, seq - 1, 1)[0]
        return sealed?.seq === seq && (sealed.salt !== null || sealed.contentHash !== null)
      })
      const messages = copy.messagesOf(chat, withContent)
      const replaced: number[] = []
      for (const message of messages) if (await replace(chat, message, withContent)) replaced.push(message)
      await order(chat, withContent)
      for (const message of replaced) {
        // Without it nobody would find the chat.
        if (copy.head(chat).message === message) throw new Error(`Message ${message} is the last one of chat ${chat}.`)
        await overwriteAll(chat, message)
      }
    },
    async missing({ chat, after, upTo }) {
      const found: Recovered[] = []
      for (let next = upTo; next > after;) {
        const stand = (await look({ last_by_subj: placeOf(chat, next) })) ?? (await look({ seq: next }))
        if (stand === null) return null
        found.push({ seq: next, message: stand.message })
        next = stand.message.prev
      }
      return found.toReversed()
    },
  }
}

const unknown = (cause: unknown): Error => new Error('Nobody knows whether the words were erased.', { cause })
