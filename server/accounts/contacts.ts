/**
 * Contacts: how two people stand to each other, in one record for the pair.
 *
 *     none ── request ──▶ requested | incoming ── accept ──▶ accepted
 *       ▲                        │ decline, remove               │ remove
 *       └────────────────────────┴───────────────────────────────┘         block: from anywhere; unblock: to none
 *
 * A block is never told. To the one who was blocked an accepted contact looks removed, and a request, made before or
 * after, looks unanswered as long as the block stands; what was asked behind it is forgotten when it falls.
 */
import { type ContactState, failure, FailureError, type UserId } from '@parley/protocol'
import type { Records } from '../records/records.ts'
import { accountKey } from './accountRecord.ts'
import { changeRecord } from './compareAndSet.ts'
import { contactKey, type ContactRecord, contactStateFor, parseContactRecord } from './contactRecord.ts'

/** Every method answers how `by` sees `other` now, and is harmless to repeat. `notFound` for a person who is not there. */
export interface Contacts {
  /** Two who ask each other have accepted each other. */
  request(by: UserId, other: UserId): Promise<ContactState>
  /** `notFound` where the other does not ask. */
  accept(by: UserId, other: UserId): Promise<ContactState>
  decline(by: UserId, other: UserId): Promise<ContactState>
  /** Takes back a request, or ends a contact. A block stays. */
  remove(by: UserId, other: UserId): Promise<ContactState>
  block(by: UserId, other: UserId): Promise<ContactState>
  unblock(by: UserId, other: UserId): Promise<ContactState>
}

/** What one says about the other, decided on the state that is there. */
type Decide = (contact: ContactRecord, by: UserId, other: UserId) => ContactRecord

export function createContacts(records: Records): Contacts {
  const change = (decide: Decide) => async (by: UserId, other: UserId) => {
    if (by === other) throw new FailureError(failure('invalid', 'You are no contact of your own.'))
    if ((await records.get(accountKey(other))) === null)
      throw new FailureError(failure('notFound', 'There is no such person.'))
    return changeRecord(records, contactKey(by, other), (current) => {
      const before = parseContactRecord(current) ?? nothing
      const after = decide(before, by, other)
      const result = contactStateFor(after, by)
      if (after === before) return { value: undefined, result }
      return { value: isNothing(after) ? null : { ...after }, result }
    })
  }

  return {
    request: change(request),
    accept: change(accept),
    decline: change(decline),
    remove: change(remove),
    block: change(block),
    unblock: change(unblock),
  }
}

const nothing: ContactRecord = { requestedBy: null, isAccepted: false, blockedBy: [] }
const isNothing = ({ requestedBy, isAccepted, blockedBy }: ContactRecord): boolean =>
  requestedBy === null && !isAccepted && blockedBy.length === 0

const request: Decide = (contact, by, other) => {
  if (contact.blockedBy.includes(by))
    throw new FailureError(failure('conflict', 'You blocked this person. Unblock them first.'))
  if (contact.isAccepted || contact.requestedBy === by) return contact
  return contact.requestedBy === other ? accepted(contact) : { ...contact, requestedBy: by }
}

const accept: Decide = (contact, by, other) => {
  if (contact.isAccepted) return contact
  if (contact.requestedBy !== other || contact.blockedBy.includes(by))
    throw new FailureError(failure('notFound', 'This person does not ask to be your contact.'))
  return accepted(contact)
}

const decline: Decide = (contact, _by, other) =>
  contact.requestedBy === other && !contact.isAccepted ? { ...contact, requestedBy: null } : contact

const remove: Decide = (contact) =>
  contact.isAccepted || contact.requestedBy !== null ? { ...contact, isAccepted: false, requestedBy: null } : contact

const block: Decide = (contact, by, other) => {
  if (contact.blockedBy.includes(by)) return contact
  // The other's open request stays where they see it.
  const requestedBy = contact.requestedBy === other && !contact.isAccepted ? other : null
  return { requestedBy, isAccepted: false, blockedBy: [...contact.blockedBy, by] }
}

const unblock: Decide = (contact, by, other) =>
  contact.blockedBy.includes(by)
    ? {
        ...contact,
        // What was asked behind the block does not appear when it falls.
        requestedBy: contact.requestedBy === other ? null : contact.requestedBy,
        blockedBy: contact.blockedBy.filter((user) => user !== by),
      }
    : contact

const accepted = (contact: ContactRecord): ContactRecord => ({ ...contact, requestedBy: null, isAccepted: true })
