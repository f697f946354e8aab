/**
 * How a run ends. The exit codes are the protocol's failure table and the command line's own rows:
 *
 *     0 ok · 1 failed · 2 usage · 3 network or server · 4 not logged in · 5 rate limited · 6 not found or ambiguous
 *     7 forbidden · 8 timeout, or queued in the outbox · 9 a chat's history is damaged · 130 interrupted
 */
import type { FailureCode } from '@parley/protocol'

/** Codes that only the command line has. */
const own = {
  usage: { exit: 2, retryable: false },
  /** The message is not lost: the next run delivers it. */
  queued: { exit: 8, retryable: true },
  ambiguous: { exit: 6, retryable: false },
  /** What was looked at is not what it was. */
  damaged: { exit: 9, retryable: false },
  interrupted: { exit: 130, retryable: true },
} as const

export type ErrorCode = FailureCode | keyof typeof own

const isOwn = (code: string): code is keyof typeof own => Object.hasOwn(own, code)

/** A run that cannot go on. `code` is of the failure table, or the command line's own; a newer server may send another. */
export class CliError extends Error {
  constructor(
    readonly code: ErrorCode | (string & {}),
    message: string,
    readonly retryMs?: number,
  ) {
    super(message)
    this.name = 'CliError'
  }
}

export const usage = (message: string): CliError => new CliError('usage', message)

/** What is said of a failed run: `error` is the object that `--json` prints on stderr. */
export interface Ending {
  readonly exit: number
  readonly error: {
    readonly code: string
    readonly message: string
    readonly retryable: boolean
    readonly retryAfterMs?: number
  }
}

/** Reads the failure table only when there is a failure: it costs a quarter of a start. */
export async function endingOf(thrown: unknown): Promise<Ending> {
  if (thrown instanceof CliError && isOwn(thrown.code)) {
    const { exit, retryable } = own[thrown.code]
    return { exit, error: { code: thrown.code, message: thrown.message, retryable } }
  }
  const { FailureError, failures, isFailureCode } = await import('@parley/protocol')
  const { code, message, retryMs } =
    thrown instanceof FailureError ? thrown.failure : thrown instanceof CliError ? thrown : defect(thrown)
  const row = isFailureCode(code) ? failures[code] : failures.unsupported
  const error = { code, message, retryable: row.retry === 'later' }
  return { exit: row.exit, error: retryMs === undefined ? error : { ...error, retryAfterMs: retryMs } }
}

const defect = (thrown: unknown): { code: string; message: string; retryMs?: number } => ({
  code: 'internal',
  message: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
})
