/** The failure table as HTTP. Every answer that is no success is `{ code, message, retryMs? }` with the table's status. */
import { failure, type Failure, FailureError, failures } from '@parley/protocol'
import { NotFoundError, ParseError, ValidationError } from 'elysia'

/** On every answer: nothing is kept by a browser or proxy, guessed at, framed or run. */
export const safetyHeaders: readonly (readonly [string, string])[] = [
  ['cache-control', 'no-store'],
  ['x-content-type-options', 'nosniff'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['referrer-policy', 'no-referrer'],
]

export function respondFailure(why: Failure): Response {
  const response = Response.json(why, { status: failures[why.code].status })
  if (why.retryMs !== undefined) response.headers.set('retry-after', String(Math.ceil(why.retryMs / 1_000)))
  if (failures[why.code].status === 401) response.headers.set('www-authenticate', 'Bearer')
  return response
}

/** What a thrown thing says to a client; `null` for a defect, of which it must learn nothing. */
export function toFailure(error: unknown): Failure | null {
  if (error instanceof FailureError) return error.failure
  if (error instanceof ValidationError) return invalidInput(error)
  if (error instanceof ParseError)
    return error.cause instanceof FailureError ? error.cause.failure : failure('invalid', 'The body must be JSON.')
  if (error instanceof NotFoundError) return failure('notFound', 'There is nothing at this address for this method.')
  return null
}

/** Says which field, never what was in it: an answer must not repeat a password. */
function invalidInput(error: ValidationError): Failure {
  const path = error.valueError?.path ?? ''
  const place = error.type === 'body' ? 'the body' : error.type === 'query' ? 'the query' : 'the address'
  // A path may hold keys that the client made up.
  const field = fieldPattern.test(path) ? `"${path.slice(1)}" in ${place}` : place
  return failure('invalid', `${field.charAt(0).toUpperCase()}${field.slice(1)} is missing or not as it must be.`)
}

const fieldPattern = /^\/[A-Za-z]{1,32}(?:\/\d{1,4})?$/
