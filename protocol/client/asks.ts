/** Questions on the socket: each waits for its answer, is asked again after a reconnect, and ends after a while. */
import { failure, FailureError } from '../failure.ts'
import type { Answer, DownFrames, Query, UpFrames } from '../frame.ts'
import type { ClientEnv } from './env.ts'

export const askTimeoutMs = 20_000
/** Questions that wait at once. */
const asksMax = 1_000

export interface Asks {
  ask(query: Query): Promise<Answer>
  answer(frame: DownFrames['answer']): void
  refuse(frame: DownFrames['refused']): void
  ready(): void
  lost(): void
  /** Refuses what waits and what comes. */
  stop(): void
}

interface Asked {
  readonly query: Query
  resolve(answer: Answer): void
  reject(error: FailureError): void
  cancel(): void
}

export function createAsks(env: ClientEnv, send: (frame: UpFrames['ask']) => void): Asks {
  const waiting = new Map<number, Asked>()
  let next = 0
  let isReady = false
  let isStopped = false

  function take(id: number): Asked | undefined {
    const asked = waiting.get(id)
    waiting.delete(id)
    asked?.cancel()
    return asked
  }

  return {
    ask(query) {
      if (isStopped) return Promise.reject(stopped())
      if (waiting.size >= asksMax)
        return Promise.reject(
          new FailureError(failure('overloaded', `${asksMax} questions wait for the server already.`)),
        )
      const id = next++
      return new Promise((resolve, reject) => {
        const cancel = env.after(askTimeoutMs, () =>
          take(id)?.reject(new FailureError(failure('timeout', 'The server did not answer in time.'))),
        )
        waiting.set(id, { query, resolve, reject, cancel })
        if (isReady) send({ t: 'ask', id, query })
      })
    },
    answer: ({ id, answer }) => {
      const asked = take(id)
      if (asked === undefined) return
      if (asked.query.type === answer.type) asked.resolve(answer)
      else asked.reject(new FailureError(failure('internal', 'The server answered something else than was asked.')))
    },
    refuse: ({ id, failure }) => take(id)?.reject(new FailureError(failure)),
    ready() {
      isReady = true
      for (const [id, { query }] of waiting) send({ t: 'ask', id, query })
    },
    lost() {
      isReady = false
    },
    stop() {
      isStopped = true
      for (const id of waiting.keys()) take(id)?.reject(stopped())
    },
  }
}

const stopped = (): FailureError => new FailureError(failure('unavailable', 'This client has stopped.'))
