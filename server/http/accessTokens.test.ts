import { expect, test } from 'bun:test'
import { newSessionId, newUserId } from '@parley/protocol'
import { accessTokenMs } from '../accounts/tokens.ts'
import { createTokens } from './accessTokens.ts'

const clock = { at: 1_800_000_000_000 }
const env = { now: () => clock.at, random: () => 0.5 }
const user = newUserId(env)
const session = newSessionId(env)

test('[HTTP60] a token says whose it is for fifteen minutes, then that it ended', async () => {
  const tokens = createTokens(new Uint8Array(32), env)
  const { token, expiresAt } = await tokens.sign(user, session)
  expect(expiresAt).toBe(clock.at + accessTokenMs)
  expect(await tokens.verify(token)).toEqual({ user, session, expiresAt })
  clock.at = expiresAt
  expect(await tokens.verify(token)).toBeNull()
  expect(await tokens.inspect(token)).toBe('expired')
})

test('[HTTP61] a token of another server is none', async () => {
  const { token } = await createTokens(new Uint8Array(32).fill(1), env).sign(user, session)
  expect(await createTokens(new Uint8Array(32), env).inspect(token)).toBe('invalid')
})
