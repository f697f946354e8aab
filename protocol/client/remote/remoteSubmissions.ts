/** What was submitted here and is not settled. Its id is made here, so that it is known at once. */
import type { Command } from '../../command.ts'
import { FailureError } from '../../failure.ts'
import type { ChatId, SubmissionId } from '../../ids.ts'
import type { Settled, Submitted } from '../outbox.ts'
import type { Reply, Request } from './exchange.ts'
import { closedFailure } from './questions.ts'

export interface RemoteSubmissions {
  submit(chat: ChatId, id: SubmissionId, command: Command): Submitted
  answer(reply: Exclude<Reply, { t: 'reply' }>): void
  close(): void
}

interface Waiting {
  readonly submitted: Submitted
  readonly keep: () => void
  readonly lose: (why: FailureError) => void
  readonly settle: (settled: Settled) => void
  isStored: boolean
}

export function createRemoteSubmissions(post: (request: Request) => void): RemoteSubmissions {
  const waiting = new Map<string, Waiting>()
  let isClosed = false

  function add(id: SubmissionId): Waiting {
    let keep: () => void = () => undefined
    let lose: (why: FailureError) => void = () => undefined
    let settle: (settled: Settled) => void = () => undefined
    const stored = new Promise<void>((resolve, reject) => {
      keep = resolve
      lose = reject
    })
    // Whoever does not look at `stored` hears of it by `settled`.
    stored.catch(() => undefined)
    const settled = new Promise<Settled>((resolve) => (settle = resolve))
    return { submitted: { id, stored, settled }, keep, lose, settle, isStored: false }
  }

  /** Nobody can say whether it was kept: with the same id it may be submitted again. */
  function fail({ lose, settle }: Waiting): void {
    lose(new FailureError(closedFailure))
    settle({ type: 'failed', failure: closedFailure })
  }

  return {
    submit(chat, id, command) {
      const before = waiting.get(nameOf(chat, id))
      if (before !== undefined) return before.submitted
      const one = add(id)
      if (isClosed) fail(one)
      else {
        waiting.set(nameOf(chat, id), one)
        post({ t: 'submit', chat, id, command })
      }
      return one.submitted
    },
    answer(reply) {
      const name = nameOf(reply.chat, reply.id)
      const one = waiting.get(name)
      if (one === undefined) return
      if (reply.t === 'stored') {
        if (reply.failure !== null) return one.lose(new FailureError(reply.failure))
        one.isStored = true
        return one.keep()
      }
      waiting.delete(name)
      // Its entry is proof enough.
      if (reply.settled.type === 'stored') one.keep()
      else one.lose(new FailureError(reply.settled.failure))
      one.settle(reply.settled)
    },
    /** What was stored waits for the server as before, but with the host. */
    close() {
      isClosed = true
      for (const one of waiting.values()) if (!one.isStored) fail(one)
      waiting.clear()
    },
  }
}

const nameOf = (chat: ChatId, id: SubmissionId): string => `${chat} ${id}`
