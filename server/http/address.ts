/** Names that a client writes, and whom they mean. */
import { failure, FailureError, isUserId, limits, type Person, type UserId } from '@parley/protocol'
import { Type } from '@sinclair/typebox'
import type { People } from '../store/people.ts'

/** `@name` or a user's id. */
export const AddressSchema = Type.String({ minLength: 1, maxLength: limits.usernameCharsMax + 1 })

/** `me` is the reader. Throws `notFound` for somebody who is not here. */
export function personOf(people: People, reader: UserId, address: string): Person {
  const found = address === 'me' ? people.get(reader, reader) : lookUp(people, reader, address)
  if (found === null) throw new FailureError(failure('notFound', `There is nobody called ${shown(address)} here.`))
  return found
}

function lookUp(people: People, reader: UserId, address: string): Person | null {
  if (address.startsWith('@')) return people.byUsername(reader, address.slice(1))
  return isUserId(address) ? people.get(reader, address) : null
}

/** Only what could be a name is repeated. */
const shown = (address: string): string => (/^@?[A-Za-z0-9_.-]{1,33}$/.test(address) ? address : 'that')
