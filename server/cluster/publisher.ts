/**
 * Publishes with a compare-and-set on the subject's last message, until the outcome is certain. An error says little: an ack
 * can be lost after the message was stored, and the conflict that a repetition meets may be with itself. So each message
 * bears an id, and after anything but a clean acknowledgement the subject is read back from the leader and looked through
 * for that id. The same bytes may be sent again: the compare-and-set lets at most one of them in.
 *
 *     clean ack          ─▶ landed, when this node's tail has it too
 *     another last (1)   ─▶ read back: landed; or lost, if no try is uncertain or the leader has gone past; or again
 *     in flight (2)      ─▶ the same
 *     full               ─▶ at the first try `storageFull`; after an uncertain one, again
 *     nobody there       ─▶ again: nothing was stored
 *     no answer          ─▶ uncertain from now on; again
 *
 * A leader just chosen may be behind what it has in its journal. It then reports another last message, though nothing took the
 * place and an earlier try is still to come.
 *
 * (1) 10071. (2) 10164: another publish on this subject is under way, perhaps our own first one.
 */
import type { JetStreamManager } from '@nats-io/jetstream'
import { headers } from '@nats-io/transport-node'
import { failure, FailureError } from '@parley/protocol'
import { idHeader, operationHeader } from './marks.ts'
import { type Clock, openingPatienceMs, patienceMs, patiently, pauseOf, unreachable, wait } from './patience.ts'
import type { Answer, Sender } from './sender.ts'
import type { Tail } from './tail.ts'

const conflictCode = 10071
const inFlightCode = 10164
/** Maximum messages, bytes, or storage exceeded. */
const fullCodes: readonly number[] = [10077, 10023, 10047]

type Outcome =
  /** Stored, and handed over by this node's tail. */
  | { readonly type: 'landed'; readonly seq: number }
  /** Never stored, nor will it be. What the leader has on the subject was handed over by the tail. */
  | { readonly type: 'lost' }
  | { readonly type: 'unknown'; readonly cause: unknown }

interface Message {
  readonly subject: string
  readonly data: string
  /** The subject's last message as the writer knows it; 0 for none. */
  readonly expected: number
  readonly operation?: 'DEL'
}

export interface Publisher {
  /** Throws a `FailureError` where it is certain that nothing was stored. */
  publish(message: Message): Promise<Outcome>
  /** Settles when the tail has all that the leader has on this subject, with the last such. Throws `unavailable`. */
  caughtUp(subject: string): Promise<number>
  /** As `caughtUp`, for a node that starts: however long it takes, as long as messages come. */
  filled(): Promise<void>
}

export interface PublisherOptions {
  readonly sender: Sender
  readonly manager: JetStreamManager
  readonly stream: string
  readonly tail: Tail
  /** Every message stays. Otherwise one that was stored may be gone before the tail comes to it, replaced by a later one. */
  readonly isKept: boolean
  readonly env: Clock
  readonly newId: () => string
  readonly isStopped: () => boolean
}

export function createPublisher({
  sender,
  manager,
  stream,
  tail,
  isKept,
  env,
  newId,
  isStopped,
}: PublisherOptions): Publisher {
  const lastOf = (subject: string) => manager.streams.getMessage(stream, { last_by_subj: subject })
  const caughtUp = async (subject: string): Promise<number> => {
    const last = await patiently(env, isStopped, () => lastOf(subject))
    if (last === null) return 0
    await tail.reached(last.seq)
    return last.seq
  }

  return {
    caughtUp,
    async filled() {
      const last = await patiently(env, isStopped, () => lastOf('>'), openingPatienceMs)
      if (last !== null) await tail.filled(last.seq)
    },
    async publish({ subject, data, expected, operation }) {
      const id = newId()
      const marks = headers()
      marks.set(idHeader, id)
      if (operation !== undefined) marks.set(operationHeader, operation)
      const deadline = env.now() + patienceMs
      const landed = (): Outcome | null => {
        const seq = mine.landedAs()
        return seq === null ? null : { type: 'landed', seq }
      }
      /** `null`: it may still come. */
      const readBack = async (): Promise<Outcome | null> => {
        try {
          const last = await caughtUp(subject)
          return landed() ?? (last > expected || !isUncertain ? { type: 'lost' } : null)
        } catch (cause) {
          return { type: 'unknown', cause }
        }
      }
      let isUncertain = false
      using mine = tail.expect(id)
      for (;;) {
        const answer = await sender.send({ subject, data, marks, expected })
        if (answer.type === 'stored') {
          try {
            await tail.reached(answer.seq)
          } catch (cause) {
            return { type: 'unknown', cause }
          }
          const done = landed()
          if (done !== null) return done
          if (!isKept) return { type: 'landed', seq: answer.seq }
          return { type: 'unknown', cause: new Error(`Message ${answer.seq} could not be read as it was written.`) }
        }
        const done = landed()
        if (done !== null) return done
        const meaning = meaningOf(answer)
        const cause = causeOf(answer)
        if (meaning === 'conflict' || meaning === 'inFlight') {
          const outcome = await readBack()
          if (outcome !== null) return outcome
        }
        if (meaning === 'full' && !isUncertain) throw new FailureError(full, { cause })
        if (meaning === 'tooLarge') throw new FailureError(tooLarge, { cause })
        if (meaning === 'silent') isUncertain = true
        if (isStopped() || env.now() > deadline) {
          if (isUncertain) return { type: 'unknown', cause }
          throw new FailureError(unreachable, { cause })
        }
        await wait(env, pauseOf(env))
      }
    },
  }
}

type Meaning = 'conflict' | 'inFlight' | 'full' | 'tooLarge' | 'absent' | 'silent'

function meaningOf(answer: Exclude<Answer, { type: 'stored' }>): Meaning {
  if (answer.type !== 'refused') return answer.type
  if (answer.code === conflictCode) return 'conflict'
  if (answer.code === inFlightCode) return 'inFlight'
  return fullCodes.includes(answer.code) ? 'full' : 'silent'
}

function causeOf(answer: Exclude<Answer, { type: 'stored' }>): unknown {
  switch (answer.type) {
    case 'refused':
      return new Error(`NATS refused a message with ${answer.code}: ${answer.words}`)
    case 'silent':
      return answer.cause
    case 'absent':
    case 'tooLarge':
      return answer.type
  }
}

const full = failure('storageFull', 'The log of the cluster is full. Ask who runs it to raise its max_bytes.', 10_000)
const tooLarge = failure('tooLarge', 'This is more than the log takes at once. Send less at a time.')
