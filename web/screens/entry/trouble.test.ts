import { expect, test } from 'bun:test'
import { failure } from '@parley/protocol'
import { loginGaps, loginTrouble, registerGaps, registerTrouble } from './trouble.ts'

const clock = { now: Date.UTC(2026, 10, 24, 14, 0), offset: () => 0, hour12: false }
const values = { email: 'ann@example.org', username: 'ann', name: '', password: 'correct horse', invite: '' }

test('[WEBS2] what the server refuses stands beside the field that it concerns', () => {
  const fieldOf = (message: string, code: 'invalid' | 'conflict' | 'forbidden' = 'invalid') =>
    registerTrouble(failure(code, message), clock).field
  expect(fieldOf('A username has 3 to 32 of the characters a-z 0-9 _ - . and begins with a letter.')).toBe('username')
  expect(fieldOf('This username is taken.', 'conflict')).toBe('username')
  expect(fieldOf('This is no e-mail address.')).toBe('email')
  expect(fieldOf('There is an account with this e-mail address already. Log in to it.', 'conflict')).toBe('email')
  expect(fieldOf('Everybody tries this password first. Choose another one.')).toBe('password')
  expect(fieldOf('A password must not be your username or e-mail address.')).toBe('password')
  expect(fieldOf('A name has at most 128 characters, all of them printable.')).toBe('name')
  expect(fieldOf('This invitation is not good, or not any more. Ask for another one.', 'forbidden')).toBe('invite')
  expect(fieldOf('"username" in the body is missing or not as it must be.')).toBe('username')
  expect(fieldOf('Registration is closed on this server. Ask its administrator.', 'forbidden')).toBeNull()
})

test('[WEBS2] a wrong login is said at the password, and never which of the two is wrong', () => {
  const wrong = failure('unauthenticated', 'The name or the password is wrong.')
  expect(loginTrouble(wrong, clock)).toEqual({ field: 'password', text: 'The name or the password is wrong.' })
})

test('[WEBS3] a limit says when one can try again, and a server that is away says that nothing is lost', () => {
  const soon = loginTrouble(failure('rateLimited', 'Too many tries.', 45_000), clock)
  expect(soon).toEqual({ field: null, text: 'Too many tries. You can try again in 45 seconds, at 14:00.' })
  const later = registerTrouble(failure('rateLimited', 'Too many tries.', 180_000), clock)
  expect(later).toEqual({ field: null, text: 'Too many tries. You can try again in 3 minutes, at 14:03.' })
  expect(loginTrouble(failure('unavailable', 'https://x cannot be reached.'), clock).text).toContain('stays here')
  // A limit's sentence may speak of a password; it concerns no field all the same.
  expect(registerTrouble(failure('rateLimited', 'Too many passwords.'), clock).field).toBeNull()
})

test('[WEBS4] what is missing is said at its field before anybody is asked', () => {
  expect(loginGaps({ identifier: ' ', password: 'x' })?.field).toBe('identifier')
  expect(loginGaps({ identifier: 'ann', password: '' })?.field).toBe('password')
  expect(loginGaps({ identifier: 'ann', password: ' ' })).toBeNull()
  expect(registerGaps(values, false)).toBeNull()
  expect(registerGaps(values, true)?.field).toBe('invite')
  expect(registerGaps({ ...values, email: '' }, false)?.field).toBe('email')
  expect(registerGaps({ ...values, username: '' }, false)?.field).toBe('username')
  expect(registerGaps({ ...values, password: '' }, false)?.field).toBe('password')
})
