import { expect, test } from 'bun:test'
import { newSessionId, newUserId } from '@parley/protocol'
import { deriveKey } from '../accounts/digest.ts'
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

test('[HTTP62] another algorithm, audience or type is refused even with the right key', async () => {
  const tokens = createTokens(new Uint8Array(32), env)
  const key = deriveKey(new Uint8Array(32), 'access token')
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const sign = (algorithm: 'sha256' | 'sha512', alg: string, typ: string, aud: string): string => {
    const text = `${encode({ alg, typ })}.${encode({ sub: user, sid: session, aud, exp: clock.at / 1_000 + 60 })}`
    return `${text}.${new Bun.CryptoHasher(algorithm, key).update(text).digest('base64url')}`
  }
  expect(await tokens.verify(sign('sha256', 'HS256', 'at+jwt', 'parley'))).not.toBeNull()
  expect(await tokens.inspect(sign('sha512', 'HS512', 'at+jwt', 'parley'))).toBe('invalid')
  expect(await tokens.inspect(sign('sha256', 'HS256', 'JWT', 'parley'))).toBe('invalid')
  expect(await tokens.inspect(sign('sha256', 'HS256', 'at+jwt', 'another'))).toBe('invalid')
})
