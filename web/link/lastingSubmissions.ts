/**
 * Submissions that outlive the host to which they were given. What a host had not settled when it died is given to the next
 * one under the same id, which is the same submission to client and server: nothing is lost, and nothing is said twice.
 */
import { type ChatId, type Command, failure, FailureError, newSubmissionId, type SubmissionId } from '@parley/protocol'
import type { ClientEnv, Settled, Submitted } from '@parley/protocol/client'
import type { RemoteClient } from '@parley/protocol/client/remote'

export interface LastingSubmissions {
  /** The client of the next host, or `null` while there is none. */
  use(client: RemoteClient | null): void
  submit(chat: ChatId, command: Command, id?: SubmissionId): Submitted
  /** Whoever made them is no longer logged in here. */
  forget(): void
}

interface Unsettled {
  readonly chat: ChatId
  readonly command: Command
  readonly submitted: Submitted
  stored(): void
  notStored(error: unknown): void
  settle(settled: Settled): void
}

export function createLastingSubmissions(env: ClientEnv): LastingSubmissions {
  const unsettled = new Map<SubmissionId, Unsettled>()
  let client: RemoteClient | null = null

  function give(one: Unsettled): void {
    const to = client
    if (to === null) return
    const { id } = one.submitted
    const given = to.submit(one.chat, one.command, { id })
    // What a client says of its own end is no answer.
    given.stored.then(one.stored, (error: unknown) => {
      if (client === to) one.notStored(error)
    })
    void given.settled.then((settled) => {
      if (client !== to) return
      unsettled.delete(id)
      one.settle(settled)
    })
  }

  return {
    use(next) {
      if (next === client) return
      client = next
      for (const one of unsettled.values()) give(one)
    },
    submit(chat, command, id = newSubmissionId(env)) {
      const known = unsettled.get(id)
      if (known !== undefined) return known.submitted
      const stored = Promise.withResolvers<void>()
      const settled = Promise.withResolvers<Settled>()
      // Not everybody waits for it.
      stored.promise.catch(() => undefined)
      const submitted = { id, stored: stored.promise, settled: settled.promise }
      const one: Unsettled = {
        chat,
        command,
        submitted,
        stored: stored.resolve,
        notStored: stored.reject,
        settle: settled.resolve,
      }
      unsettled.set(id, one)
      give(one)
      return submitted
    },
    forget() {
      const why = failure('unauthenticated', 'Nobody is logged in any more.')
      client = null
      for (const one of unsettled.values()) {
        one.notStored(new FailureError(why))
        one.settle({ type: 'failed', failure: why })
      }
      unsettled.clear()
    },
  }
}
