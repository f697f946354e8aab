/**
 * A `fetch` under which a login is renewed by one process at a time. A refresh token is good for one use, and the library
 * that asks for a renewal does not know of other processes: the request waits here for its turn, and is answered with what
 * another process has got meanwhile.
 */
import { join } from 'node:path'
import type { Fetch } from '@parley/protocol/client'
import { type CredentialStore, toPerson, toTokens, type Tokens } from './credentials.ts'
import { CliError } from './exit.ts'
import { fieldsAt, textAt } from './fields.ts'
import { withLock } from './lock.ts'
import type { Profile } from './profile.ts'
import type { World } from './world.ts'

export const renewalLock = ({ stateFolder }: Profile): string => join(stateFolder, 'credentials.lock')
/** Of waiting for another process that renews. */
export const renewTimeoutMs = 20_000

export interface RenewingPorts {
  readonly profile: Profile
  readonly store: CredentialStore
  readonly world: World
  readonly fetch: Fetch
}

type Answer = Awaited<ReturnType<Fetch>>

export const renewing =
  ({ profile, store, world, fetch }: RenewingPorts): Fetch =>
  async (url, init) => {
    if (url !== `${profile.server}/api/auth/refresh`) return fetch(url, init)
    const stale = textAt(JSON.parse(init.body ?? '{}'), 'refreshToken')
    const answer = await withLock(renewalLock(profile), renewTimeoutMs, world, async () => {
      const kept = await store.read()
      if (kept === null) return refusal
      if (kept.refreshToken !== stale) return answered(kept)
      const fresh = await fetch(url, init)
      const value: unknown = await fresh.json().catch(() => null)
      const tokens = fresh.status === 200 ? toTokens(value) : null
      if (tokens !== null) await store.write({ ...tokens, user: toPerson(fieldsAt(value, 'user')) ?? kept.user })
      return { status: fresh.status, json: () => Promise.resolve(value) }
    })
    if (answer === undefined) throw new CliError('timeout', 'Another run of parley renews this login and does not end.')
    return answer
  }

const answered = ({ token, refreshToken, expiresAt }: Tokens): Answer => ({
  status: 200,
  json: () => Promise.resolve({ token, refreshToken, expiresAt }),
})

/** Another process has logged out. */
const refusal: Answer = {
  status: 401,
  json: () => Promise.resolve({ code: 'unauthenticated', message: 'This login was forgotten on this machine.' }),
}
