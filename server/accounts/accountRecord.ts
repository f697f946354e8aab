/** The record of an account, as others may read it: without its address and its password. */
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { isUserId, type UserId } from '@parley/protocol'
import type { Json } from '../records/records.ts'

export const AccountRecordSchema = Type.Object({
  /** In lower case, unique. */
  username: Type.String(),
  name: Type.String(),
  isAdministrator: Type.Boolean(),
  /** Milliseconds since 1970. */
  createdAt: Type.Number(),
})
export type AccountRecord = Static<typeof AccountRecordSchema>

const prefix = 'account/'
export const accountKey = (user: UserId): string => prefix + user

/** `null` for the key of something else. */
export function userOfAccountKey(key: string): UserId | null {
  const id = key.slice(prefix.length)
  return key.startsWith(prefix) && isUserId(id) ? id : null
}

/** Only these fields come out, whatever else the record holds. `null` for what is no account. */
export function parseAccountRecord(value: Json): AccountRecord | null {
  if (!Value.Check(AccountRecordSchema, value)) return null
  const { username, name, isAdministrator, createdAt } = value
  return { username, name, isAdministrator, createdAt }
}
