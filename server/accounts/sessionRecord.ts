/** The record of a device session: a login on one device, and the hash of the secret that prolongs it. */
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { isSessionId, isUserId, type SessionId, type UserId } from '@parley/protocol'
import type { Json } from '../records/records.ts'

const SessionRecordSchema = Type.Object({
  /** What the device calls itself: "parley cli 0.1 on linux". */
  client: Type.String(),
  /** All times in milliseconds since 1970. */
  createdAt: Type.Number(),
  /** When it last took new tokens. */
  seenAt: Type.Number(),
  /** When it ends, unless it takes new tokens before. */
  endsAt: Type.Number(),
  /** Of the refresh token that is good now. */
  refreshHash: Type.String(),
  rotatedAt: Type.Number(),
})
export type SessionRecord = Static<typeof SessionRecordSchema>

const prefix = 'session/'
export const sessionsKey = (user: UserId): string => `${prefix}${user}/`
export const sessionKey = (user: UserId, session: SessionId): string => sessionsKey(user) + session

/** `null` for the key of something else. */
export function ownerOfSessionKey(key: string): { readonly user: UserId; readonly session: SessionId } | null {
  if (!key.startsWith(prefix)) return null
  const [user = '', session = '', ...rest] = key.slice(prefix.length).split('/')
  return isUserId(user) && isSessionId(session) && rest.length === 0 ? { user, session } : null
}

/** `null` for what is no session. */
export const parseSessionRecord = (value: Json): SessionRecord | null =>
  Value.Check(SessionRecordSchema, value) ? value : null
