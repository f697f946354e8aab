/**
 * The one failure table. A failure is a code of this table and a sentence for a person; it is the only error on the wire.
 * The table says what each code is as an HTTP status, as a WebSocket close code (where it closes at all), whether trying
 * again helps, and as an exit code of the command line.
 *
 * Close codes 4000 to 4499 ask the client to come back by itself; from 4500 on it must change something first.
 */
import { Type, type Static } from '@sinclair/typebox'

interface FailureRow {
  readonly status: number
  readonly close: number | null
  /** `later`: the same request may succeed after a while. `never`: it must change first. */
  readonly retry: 'later' | 'never'
  readonly exit: number
}

export const failures = {
  invalid: { status: 400, close: null, retry: 'never', exit: 2 },
  unauthenticated: { status: 401, close: 4501, retry: 'never', exit: 4 },
  expired: { status: 401, close: 4001, retry: 'later', exit: 4 },
  revoked: { status: 401, close: 4502, retry: 'never', exit: 4 },
  forbidden: { status: 403, close: null, retry: 'never', exit: 7 },
  notFound: { status: 404, close: null, retry: 'never', exit: 6 },
  conflict: { status: 409, close: null, retry: 'never', exit: 1 },
  tooLarge: { status: 413, close: 1009, retry: 'never', exit: 2 },
  unsupported: { status: 426, close: 4503, retry: 'never', exit: 1 },
  rateLimited: { status: 429, close: 4002, retry: 'later', exit: 5 },
  internal: { status: 500, close: 4003, retry: 'later', exit: 1 },
  overloaded: { status: 503, close: 4004, retry: 'later', exit: 3 },
  unavailable: { status: 503, close: 1012, retry: 'later', exit: 3 },
  timeout: { status: 504, close: 4005, retry: 'later', exit: 8 },
  storageFull: { status: 507, close: null, retry: 'later', exit: 3 },
} as const satisfies Record<string, FailureRow>

export type FailureCode = keyof typeof failures

const codes = new Set<string>(Object.keys(failures))
export const isFailureCode = (text: string): text is FailureCode => codes.has(text)

/** `message` says what went wrong and what to do next. `retryMs` is how long to wait, where waiting helps. */
export const FailureSchema = Type.Object({
  code: Type.Unsafe<FailureCode>(Type.String({ maxLength: 32 })),
  message: Type.String({ maxLength: 1_000 }),
  retryMs: Type.Optional(Type.Number({ minimum: 0 })),
})
export type Failure = Static<typeof FailureSchema>

export const failure = (code: FailureCode, message: string, retryMs?: number): Failure =>
  retryMs === undefined ? { code, message } : { code, message, retryMs }

/** A failure on the road of exceptions, from wherever the world failed to the edge that answers. */
export class FailureError extends Error {
  constructor(
    readonly failure: Failure,
    options?: { cause: unknown },
  ) {
    super(failure.message, options)
    this.name = 'FailureError'
  }
}

/** Should a client come back by itself after a close with this code? */
export const reconnects = (closeCode: number): boolean => closeCode < 4500 && closeCode !== 1009
