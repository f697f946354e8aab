/** Writes to the storage in the order in which they were asked for. None waits for another: the storage keeps the order. */
import { type Failure, failure, FailureError } from '../failure.ts'

export interface Writer {
  /** Rejects with a `FailureError` if the storage could not do it. */
  write(work: () => Promise<void>): Promise<void>
  /** The same for what is a cache: a failure is only told. */
  keep(work: () => Promise<void>): void
  /** Resolves when everything asked for so far was tried. */
  idle(): Promise<void>
}

export function createWriter(onFailure: (failure: Failure) => void): Writer {
  let last: Promise<void> = Promise.resolve()
  const write = (work: () => Promise<void>): Promise<void> => {
    const done = work().catch((error: unknown) => {
      throw new FailureError(failure('storageFull', 'This could not be written to the local storage.'), {
        cause: error,
      })
    })
    const before = last
    last = done.catch(() => undefined).then(() => before)
    return done
  }
  return {
    write,
    keep: (work) => {
      write(work).catch((error: unknown) => onFailure(toFailure(error)))
    },
    idle: () => last,
  }
}

/** What to say of something that was thrown. */
export const toFailure = (error: unknown): Failure =>
  error instanceof FailureError
    ? error.failure
    : failure('internal', error instanceof Error ? error.message : 'Something went wrong in this client.')
