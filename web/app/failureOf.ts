import { failure, type Failure, FailureError } from '@parley/protocol'

/** What went wrong, in words for whoever asked for it. */
export const failureOf = (error: unknown): Failure =>
  error instanceof FailureError
    ? error.failure
    : failure('internal', 'Something broke here. Try again, or reload the page.')
