/**
 * Access tokens: JSON Web Tokens (RFC 7519) signed with HMAC-SHA-256, made and read by Elysia's plugin. One algorithm, one
 * audience, one type (RFC 9068): what a token says of its own form is never believed.
 */
import { jwt } from '@elysiajs/jwt'
import { isSessionId, isUserId } from '@parley/protocol'
import { Elysia } from 'elysia'
import { deriveKey } from '../accounts/digest.ts'
import { accessTokenMs, type TokenIdentity, type Tokens } from '../accounts/tokens.ts'

const audience = 'parley'
const type = 'at+jwt'
/** About 500 bytes each. */
const goodTokensMax = 4_096

/** `key`: the server's signing key. */
export function createTokens(key: Uint8Array, env: { now(): number }): Tokens {
  const { decorator } = new Elysia().use(jwt({ secret: deriveKey(key, 'access token'), alg: 'HS256', typ: type }))
  const plugin = decorator.jwt

  /**
   * Tokens that were found good: a device shows the same one with every request and every return. Whether its session was
   * ended since is asked elsewhere, each time.
   */
  const good = new Map<string, TokenIdentity>()

  const inspect: Tokens['inspect'] = async (token) => {
    const known = good.get(token)
    if (known !== undefined) {
      if (known.expiresAt > env.now()) return known
      good.delete(token)
      return 'expired'
    }
    const found = await check(token)
    if (typeof found === 'string') return found
    if (good.size >= goodTokensMax) for (const oldest of good.keys().take(1)) good.delete(oldest)
    good.set(token, found)
    return found
  }

  const check: Tokens['inspect'] = async (token) => {
    const claims = await plugin.verify(token, {
      algorithms: ['HS256'],
      audience,
      typ: type,
      // Whether its time is over is said below, so that it can be told from a forged one.
      currentDate: new Date(0),
    })
    if (claims === false) return 'invalid'
    const { sub, sid, exp } = claims
    if (typeof sub !== 'string' || typeof sid !== 'string' || typeof exp !== 'number') return 'invalid'
    if (!isUserId(sub) || !isSessionId(sid)) return 'invalid'
    const expiresAt = exp * 1_000
    return expiresAt > env.now() ? { user: sub, session: sid, expiresAt } : 'expired'
  }

  return {
    async sign(user, session) {
      const exp = Math.floor((env.now() + accessTokenMs) / 1_000)
      const token = await plugin.sign({ sub: user, sid: session, aud: audience, exp })
      return { token, expiresAt: exp * 1_000 }
    },
    inspect,
    async verify(token) {
      const found = await inspect(token)
      return typeof found === 'string' ? null : found
    },
  }
}
