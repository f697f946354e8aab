import { expect, test } from 'bun:test'
import { failure, FailureError, failures } from '@parley/protocol'
import { CliError, endingOf, usage } from './exit.ts'

test('[CLI2] each failure of the protocol has the exit code of its table', async () => {
  for (const [code, { exit, retry }] of Object.entries(failures))
    expect(await endingOf(new CliError(code, 'Why.'))).toEqual({
      exit,
      error: { code, message: 'Why.', retryable: retry === 'later' },
    })
})

test('[CLI2] the command line has its own: usage 2, ambiguous 6, queued 8, damaged 9, interrupted 130', async () => {
  expect((await endingOf(usage('No.'))).exit).toBe(2)
  expect((await endingOf(new CliError('ambiguous', 'Which?'))).exit).toBe(6)
  expect((await endingOf(new CliError('queued', 'Later.'))).exit).toBe(8)
  expect((await endingOf(new CliError('damaged', 'Broken.'))).exit).toBe(9)
  expect((await endingOf(new CliError('interrupted', 'Stopped.'))).exit).toBe(130)
})

test('[CLI2] when to try again is told', async () => {
  const ending = await endingOf(new FailureError(failure('rateLimited', 'Wait.', 1_500)))
  expect(ending).toEqual({
    exit: 5,
    error: { code: 'rateLimited', message: 'Wait.', retryable: true, retryAfterMs: 1_500 },
  })
})

test('[CLI2] a code that only a newer server knows, and a defect, fail with 1', async () => {
  expect((await endingOf(new CliError('someday', 'New.'))).exit).toBe(1)
  expect((await endingOf(new TypeError('x is not a function'))).exit).toBe(1)
})
