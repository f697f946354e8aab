/**
 * Claims: records that make a name unique. A claim stands before its account does; one whose account never appeared (the
 * server died between the two) may be taken over after a minute.
 */
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { type Failure, FailureError, type UserId, UserIdSchema } from '@parley/protocol'
import type { RecordEntry, Records } from '../records/records.ts'
import { accountKey } from './accountRecord.ts'
import { base32, sha256 } from './digest.ts'

const ClaimSchema = Type.Object({ user: UserIdSchema, claimedAt: Type.Number() })
type Claim = Static<typeof ClaimSchema>

export const usernameKey = (username: string): string => `username/${username}`
/** The address itself is no key: keys may be listed and logged. */
export const emailKey = (email: string): string => `email/${base32(sha256(email))}`
/** Claimed by the first account, which is the administrator from the start. */
export const founderKey = 'founder'

export const claimMs = 60_000

/** `free`: nobody's, or left behind. `held`: an account's. `fresh`: somebody is about to make the account. */
export type ClaimState =
  | { readonly type: 'free'; readonly revision: number }
  | { readonly type: 'held'; readonly user: UserId }
  | { readonly type: 'fresh' }

export async function lookAt(records: Records, key: string, now: number): Promise<ClaimState> {
  return judge(records, await records.get(key), now)
}

/** Throws `refusal` where somebody else has it, or had it in the same moment. */
export async function claim(records: Records, key: string, mine: Claim, refusal: Failure): Promise<void> {
  const state = await lookAt(records, key, mine.claimedAt)
  if (state.type === 'free' && (await records.put(key, mine, state.revision)).type === 'stored') return
  throw new FailureError(refusal)
}

/** Lets go of a claim that is still this user's. Harmless otherwise. */
export async function release(records: Records, key: string, user: UserId): Promise<void> {
  const entry = await records.get(key)
  if (entry !== null && parse(entry)?.user === user) await records.put(key, null, entry.revision)
}

async function judge(records: Records, entry: RecordEntry | null, now: number): Promise<ClaimState> {
  const claim = parse(entry)
  if (entry === null || claim === null) return { type: 'free', revision: entry?.revision ?? 0 }
  if ((await records.get(accountKey(claim.user))) !== null) return { type: 'held', user: claim.user }
  return now - claim.claimedAt >= claimMs ? { type: 'free', revision: entry.revision } : { type: 'fresh' }
}

const parse = (entry: RecordEntry | null): Claim | null =>
  entry !== null && Value.Check(ClaimSchema, entry.value) ? entry.value : null
