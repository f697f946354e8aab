import { expect, test } from 'bun:test'
import { failure } from '@parley/protocol'
import { passwordGaps, passwordTrouble } from './passwordForm.ts'

const clock = { now: 0, offset: () => 0, hour12: false }

test('[WEBS2] a refused change of the password stands beside the password that it concerns', () => {
  expect(passwordTrouble(failure('forbidden', 'The password is wrong.'), clock).field).toBe('password')
  expect(passwordTrouble(failure('invalid', 'A password has at least 8 characters.'), clock).field).toBe('newPassword')
  expect(passwordTrouble(failure('rateLimited', 'Too many tries.', 1_000), clock).field).toBeNull()
})

test('[WEBS4] a change of the password needs both, and another one', () => {
  expect(passwordGaps({ password: '', newPassword: 'x' })?.field).toBe('password')
  expect(passwordGaps({ password: 'x', newPassword: '' })?.field).toBe('newPassword')
  expect(passwordGaps({ password: 'x', newPassword: 'x' })?.field).toBe('newPassword')
  expect(passwordGaps({ password: 'x', newPassword: 'y' })).toBeNull()
})
