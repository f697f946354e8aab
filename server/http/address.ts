/** Names that a client writes, and whom they mean. */
import { failure, FailureError, isUserId, limits, type Person, type UserId } from '@parley/protocol'
import { Type } from '@sinclair/typebox'
import { accountKey } from '../accounts/accountRecord.ts'
import type { People } from '../store/people.ts'
import type { ApiParts } from './apiParts.ts'

/** `@name` or a user's id. */
export const AddressSchema = Type.String({ minLength: 1, maxLength: limits.usernameCharsMax + 1 })

type Parts = Pick<ApiParts, 'accounts' | 'people' | 'lag'>

/** `me` is the reader. Throws `notFound` for somebody who is not here. */
export async function personOf(parts: Parts, reader: UserId, address: string): Promise<Person> {
  const named = address === 'me' ? reader : address
  const known = lookUp(parts.people, reader, named)
  if (known !== null) return known
  // Another node may have made the account a moment ago.
  const user = isUserId(named) ? named : await parts.accounts.idOf(named)
  if (user !== null) await parts.lag.record(accountKey(user))
  const found = user === null ? null : parts.people.get(reader, user)
  if (found === null) throw new FailureError(failure('notFound', `There is nobody called ${shown(address)} here.`))
  return found
}

/** Each once, in the order of their ids' first naming. */
export async function peopleOf(parts: Parts, reader: UserId, addresses: readonly string[]): Promise<UserId[]> {
  const people = await Promise.all(addresses.map((address) => personOf(parts, reader, address)))
  return [...new Set(people.map(({ id }) => id))]
}

function lookUp(people: People, reader: UserId, address: string): Person | null {
  if (address.startsWith('@')) return people.byUsername(reader, address.slice(1))
  return isUserId(address) ? people.get(reader, address) : null
}

/** Only what could be a name is repeated. */
const shown = (address: string): string => (/^@?[A-Za-z0-9_.-]{1,33}$/.test(address) ? address : 'that')
