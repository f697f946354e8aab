/** What was asked of the host and waits for its reply. */
import { type Failure, failure, FailureError } from '../../failure.ts'
import type { Question, Request, Result } from './exchange.ts'

export interface Questions {
  /** Rejects with a `FailureError`. The question's number names it. */
  ask(question: Question): { readonly n: number; readonly result: Promise<Result> }
  answer(n: number, result: Result): void
  close(): void
}

interface Waiting {
  readonly resolve: (result: Result) => void
  readonly reject: (why: FailureError) => void
}

export const closedFailure: Failure = failure('unavailable', 'The connection to the client was closed.')

export function createQuestions(post: (request: Request) => void): Questions {
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let isClosed = false
  return {
    ask(question) {
      const n = asked++
      const result = new Promise<Result>((resolve, reject) => {
        if (isClosed) reject(new FailureError(closedFailure))
        else waiting.set(n, { resolve, reject })
      })
      if (!isClosed) post({ ...question, n })
      return { n, result }
    },
    answer(n, result) {
      const one = waiting.get(n)
      waiting.delete(n)
      if (result.type === 'failed') one?.reject(new FailureError(result.failure))
      else one?.resolve(result)
    },
    close() {
      isClosed = true
      for (const { reject } of waiting.values()) reject(new FailureError(closedFailure))
      waiting.clear()
    },
  }
}

export const hasMore = (result: Result): boolean => result.type === 'hasMore' && result.hasMore
