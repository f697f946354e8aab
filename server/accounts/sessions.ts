/**
 * Device sessions: one login on one device, kept alive by a refresh token that changes with each use. Removing the record
 * is the revocation; whoever follows records closes its sockets.
 *
 *     token  =  user . session . secret        secret  =  256 bits, then a 128-bit tag that only this server can make
 *
 * Only SHA-256 of the secret is stored. The next secret is made from the one presented, under the signing key: so two runs of
 * a script that refresh at once get the same successor, though nobody kept it, and so does a browser whose answer was lost on
 * the way, when it asks again. That holds for ten minutes and for the immediately previous token alone. An older one that
 * carries our tag was stolen or copied, and ends the session; a text without our tag was never a token and changes nothing.
 */
import {
  failure,
  FailureError,
  isSessionId,
  isUserId,
  newSessionId,
  type SessionId,
  type UserId,
} from '@parley/protocol'
import type { Json, Records } from '../records/records.ts'
import { base64url, deriveKey, hmac, secretHash } from './digest.ts'
import { ownerOfSessionKey, parseSessionRecord, sessionKey, type SessionRecord, sessionsKey } from './sessionRecord.ts'
import type { Tokens } from './tokens.ts'
import { changeRecord } from './compareAndSet.ts'

/** What a device holds after it logged in or refreshed. */
export interface Grant {
  readonly user: UserId
  readonly session: SessionId
  readonly token: string
  readonly refreshToken: string
  /** When the access token ends, in milliseconds since 1970. */
  readonly expiresAt: number
}

interface SessionInfo {
  readonly id: SessionId
  readonly client: string
  readonly createdAt: number
  readonly seenAt: number
}

export interface Sessions {
  start(user: UserId, client: string): Promise<Grant>
  /** Throws `unauthenticated` for a text that is no token, `revoked` for a session that ended or just ended by reuse. */
  refresh(refreshToken: string): Promise<Grant>
  /** The one last seen first. */
  list(user: UserId): Promise<readonly SessionInfo[]>
  /** Harmless to repeat. `notFound` for a session that is not this user's. */
  revoke(user: UserId, session: SessionId): Promise<void>
  /** Ends all sessions of a user but one. */
  revokeOthers(user: UserId, keep: SessionId): Promise<void>
}

export interface SessionsParts {
  readonly records: Records
  readonly tokens: Pick<Tokens, 'sign'>
  /** The signing key of the server. */
  readonly key: Uint8Array
  readonly env: { now(): number; random(): number; randomBytes(count: number): Uint8Array }
}

/** Without new tokens for this long a session ends. */
export const sessionMs = 90 * 86_400_000
/**
 * For this long the previous token gets the same successor again. A client whose answer was lost goes on with its access token
 * for the minute that this has left, and tries again through whatever outage there is; it renews after 14 minutes, so one who
 * copied a token has to do so in step with it, or is found out.
 */
export const rotationGraceMs = 10 * 60_000
/** A login beyond it ends the session that was not seen for longest. */
export const sessionsPerUserMax = 100
const secretBytes = 32
const tagBytes = 16

export function createSessions({ records, tokens, key, env }: SessionsParts): Sessions {
  const chainKey = deriveKey(key, 'refresh chain')
  const tagKey = deriveKey(key, 'refresh tag')

  const tagOf = (session: SessionId, secret: Uint8Array): Uint8Array =>
    hmac(tagKey, `${session} ${base64url(secret)}`).subarray(0, tagBytes)
  const toSecret = (session: SessionId, secret: Uint8Array): string =>
    base64url(Buffer.concat([secret, tagOf(session, secret)]))
  const successorOf = (session: SessionId, secret: string): string =>
    toSecret(session, hmac(chainKey, `${session} ${secret}`))

  const grant = async (user: UserId, session: SessionId, secret: string): Promise<Grant> => {
    const { token, expiresAt } = await tokens.sign(user, session)
    return { user, session, token, refreshToken: `${user}.${session}.${secret}`, expiresAt }
  }

  /** `null` for a text that this server never gave out. */
  const parseToken = (text: string): { user: UserId; session: SessionId; secret: string } | null => {
    const [user = '', session = '', secret = '', ...rest] = text.split('.')
    if (!isUserId(user) || !isSessionId(session) || rest.length > 0 || !secretPattern.test(secret)) return null
    const bytes = Buffer.from(secret, 'base64url')
    const tag = tagOf(session, bytes.subarray(0, secretBytes))
    return crypto.timingSafeEqual(tag, bytes.subarray(secretBytes)) ? { user, session, secret } : null
  }

  const all = async (user: UserId): Promise<{ id: SessionId; record: SessionRecord }[]> => {
    const found: { id: SessionId; record: SessionRecord }[] = []
    for (const { key, value } of await records.list(sessionsKey(user))) {
      const record = parseSessionRecord(value)
      const owner = ownerOfSessionKey(key)
      if (record !== null && owner !== null) found.push({ id: owner.session, record })
    }
    return found.sort((one, other) => other.record.seenAt - one.record.seenAt)
  }

  const remove = (user: UserId, session: SessionId): Promise<void> =>
    changeRecord(records, sessionKey(user, session), () => ({ value: null, result: undefined }))

  return {
    async start(user, client) {
      for (const [place, { id, record }] of (await all(user)).entries())
        if (record.endsAt <= env.now() || place >= sessionsPerUserMax - 1) await remove(user, id)
      const session = newSessionId(env)
      const secret = toSecret(session, env.randomBytes(secretBytes))
      const at = env.now()
      const record: SessionRecord = {
        client,
        createdAt: at,
        seenAt: at,
        endsAt: at + sessionMs,
        refreshHash: secretHash(secret),
        rotatedAt: at,
      }
      await changeRecord(records, sessionKey(user, session), () => ({ value: { ...record }, result: undefined }))
      return grant(user, session, secret)
    },
    async refresh(refreshToken) {
      const parsed = parseToken(refreshToken)
      if (parsed === null)
        throw new FailureError(failure('unauthenticated', 'This is no refresh token of this server. Log in again.'))
      const { user, session, secret } = parsed
      const successor = successorOf(session, secret)
      const isGranted = await changeRecord(records, sessionKey(user, session), (current) =>
        rotate(current, secretHash(secret), secretHash(successor), env.now()),
      )
      if (!isGranted) throw new FailureError(failure('revoked', 'This session was ended. Log in again.'))
      return grant(user, session, successor)
    },
    async list(user) {
      const live = (await all(user)).filter(({ record }) => record.endsAt > env.now())
      return live.map(({ id, record: { client, createdAt, seenAt } }) => ({ id, client, createdAt, seenAt }))
    },
    async revoke(user, session) {
      if ((await records.get(sessionKey(user, session))) === null)
        throw new FailureError(failure('notFound', 'You have no such session.'))
      await remove(user, session)
    },
    async revokeOthers(user, keep) {
      for (const { id } of await all(user)) if (id !== keep) await remove(user, id)
    },
  }
}

const secretPattern = /^[A-Za-z0-9_-]{64}$/

/** What a presented token does to its session: prolongs it, is the same run again, or ends it. */
function rotate(current: Json, presented: string, successor: string, now: number) {
  const record = parseSessionRecord(current)
  if (record === null) return { value: undefined, result: false }
  if (record.endsAt <= now) return { value: null, result: false }
  if (record.refreshHash === presented) {
    const rotated: SessionRecord = {
      ...record,
      seenAt: now,
      endsAt: now + sessionMs,
      refreshHash: successor,
      rotatedAt: now,
    }
    return { value: { ...rotated }, result: true }
  }
  // Only the immediately previous token has the present one as its successor.
  const isRepeat = record.refreshHash === successor && now - record.rotatedAt < rotationGraceMs
  return isRepeat ? { value: undefined, result: true } : { value: null, result: false }
}
