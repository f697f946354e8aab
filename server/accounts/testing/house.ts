/** Accounts on memory records, with a clock that moves when a test says so and hashing that costs nothing. */
import type { UserId } from '@parley/protocol'
import { createMemoryRecords } from '../../records/memory.ts'
import { createAccounts, type Me, type Registration } from '../accounts.ts'
import { createContacts } from '../contacts.ts'
import { sha256 } from '../digest.ts'
import { createInvites } from '../invites.ts'
import { createPasswords, type PasswordHasher } from '../passwords.ts'
import { createRateLimits, type Origin, type RateLimitConfig, rateLimitDefaults } from '../rateLimit.ts'
import { createSessions } from '../sessions.ts'
import type { Tokens } from '../tokens.ts'

export const home: Origin = { address: '192.0.2.1', isLocal: false }
export const password = 'a horse that nobody stapled'

/** Counts what it did, so that a test can say that the same work was done. */
export function countingHasher(): PasswordHasher & { verified: string[] } {
  const verified: string[] = []
  return {
    verified,
    dummy: 'hash of nothing',
    hash: async (text) => `hash of ${text}`,
    verify: async (text, hash) => {
      verified.push(hash)
      return hash === `hash of ${text}`
    },
  }
}

export function createHouse(
  options: { readonly registration?: Registration; readonly limits?: Partial<RateLimitConfig> } = {},
) {
  const clock = { at: 1_800_000_000_000 }
  let drawn = 0
  const randomBytes = (count: number): Uint8Array => sha256(`bytes ${drawn++}`).subarray(0, count)
  const env = {
    now: () => clock.at,
    random: () => new DataView(sha256(`number ${drawn++}`).buffer).getUint32(0) / 2 ** 32,
    randomBytes,
  }
  const records = createMemoryRecords((error) => {
    throw error
  })
  const hasher = countingHasher()
  const limits = createRateLimits({ ...rateLimitDefaults, registrationsPerHour: 0, ...options.limits }, env.now)
  const invites = createInvites(records, env)
  const tokens: Pick<Tokens, 'sign'> = {
    sign: async (user, session) => ({ token: `token of ${user} ${session}`, expiresAt: env.now() + 900_000 }),
  }
  const accounts = createAccounts({
    records,
    passwords: createPasswords(hasher),
    invites,
    limits,
    registration: options.registration ?? 'open',
    env,
  })
  const register = (username: string, more: { readonly invite?: string } = {}): Promise<Me> =>
    accounts.register({ username, email: `${username}@example.org`, password, ...more }, home)
  return {
    clock,
    env,
    records,
    hasher,
    invites,
    accounts,
    register,
    person: async (username: string): Promise<UserId> => (await register(username)).user.id,
    sessions: createSessions({ records, tokens, key: sha256('the key'), env }),
    contacts: createContacts(records),
  }
}
