/** What the store knows of people: a projection of the records of accounts, device sessions and contacts. */
import type { Contact, ContactState, Person, SessionId, UserId } from '@parley/protocol'

/** All answers come from the node's own store, at once. A `Person` has the reader's private chat with them. */
export interface People {
  get(reader: UserId, id: UserId): Person | null
  byUsername(reader: UserId, username: string): Person | null
  /** People whose username or name begins with the query, without those who blocked the reader; at most `limit`. */
  search(reader: UserId, query: string, limit: number): readonly Person[]
  /** Everybody with whom the reader stands in another state than `none`. */
  contacts(reader: UserId): readonly Contact[]
  contactState(reader: UserId, other: UserId): ContactState
  /** Has one of the two blocked the other? */
  isBlocked(one: UserId, other: UserId): boolean
  /** A device session that was neither revoked nor has ended. */
  isLive(session: SessionId): boolean
}
