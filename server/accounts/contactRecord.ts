/** The record of two people: one for each pair, so that what both say of each other changes in one step. */
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { type ContactState, isUserId, type UserId, UserIdSchema } from '@parley/protocol'
import type { Json } from '../records/records.ts'

const ContactRecordSchema = Type.Object({
  /** Who of the two asked; `null` where nobody asks. */
  requestedBy: Type.Union([UserIdSchema, Type.Null()]),
  isAccepted: Type.Boolean(),
  /** Who of the two blocked the other. */
  blockedBy: Type.Array(UserIdSchema, { maxItems: 2 }),
})
export type ContactRecord = Static<typeof ContactRecordSchema>

const prefix = 'contact/'

/** The same key whoever of the two asks. */
export const contactKey = (one: UserId, other: UserId): string =>
  one < other ? `${prefix}${one}/${other}` : `${prefix}${other}/${one}`

/** The two people, the lower id first; `null` for the key of something else. */
export function pairOfContactKey(key: string): readonly [UserId, UserId] | null {
  if (!key.startsWith(prefix)) return null
  const [low = '', high = '', ...rest] = key.slice(prefix.length).split('/')
  return isUserId(low) && isUserId(high) && rest.length === 0 ? [low, high] : null
}

/** `null` for what is no contact, which is also how a removed one reads. */
export const parseContactRecord = (value: Json): ContactRecord | null =>
  Value.Check(ContactRecordSchema, value) ? value : null

/** How one of the two sees the other. Somebody who was blocked sees nothing of it. */
export function contactStateFor(contact: ContactRecord | null, reader: UserId): ContactState {
  if (contact === null) return 'none'
  if (contact.blockedBy.includes(reader)) return 'blocked'
  if (contact.isAccepted) return 'accepted'
  if (contact.requestedBy === null) return 'none'
  return contact.requestedBy === reader ? 'requested' : 'incoming'
}
