/**
 * A login in use: asks its server with an access token that is fresh. A token is renewed before it ends, by one process at a
 * time: a refresh token is good for one use, and a second use would tell the server that it was stolen and end the session.
 */
import {
  type Credentials,
  type CredentialStore,
  openCredentials,
  type Person,
  toPerson,
  toTokens,
} from './credentials.ts'
import { CliError } from './exit.ts'
import { fieldsAt } from './fields.ts'
import type { Invocation } from './invocation.ts'
import { withLock } from './lock.ts'
import { openProfile, type Profile } from './profile.ts'
import { renewalLock, renewTimeoutMs } from './renewing.ts'
import { type Method, type Request, rest } from './rest.ts'
import type { World } from './world.ts'

export interface Login {
  readonly profile: Profile
  readonly user: Person
  ask(method: Method, path: string, request?: Omit<Request, 'token'>): Promise<unknown>
  /** An access token that is good for `tokenLeftMsMin` at least, with its end. */
  tokens(): Promise<Credentials>
  /** Renews at once, whatever the clock says. */
  renew(): Promise<Credentials>
}

/** A clock that is a little wrong must not cost a request that fails. */
const tokenLeftMsMin = 30_000

const notLoggedIn = (profile: Profile): CliError =>
  new CliError(
    'unauthenticated',
    `Not logged in to ${profile.server} (profile ${profile.name}). Run: parley login --server ${profile.server}`,
  )

/** Throws `unauthenticated` where nobody is logged in. */
export async function connect({ world, options }: Invocation): Promise<Login> {
  const profile = openProfile(world, options)
  const store = openCredentials(profile, world)
  let current = await store.read()
  if (current === null) throw notLoggedIn(profile)
  const { user } = current

  const renew = async (stale: string): Promise<Credentials> => {
    current = await renewed(profile, store, stale, world)
    return current
  }
  const tokens = async (): Promise<Credentials> => {
    if (current === null) throw notLoggedIn(profile)
    return current.expiresAt === 0 || current.expiresAt - world.now() > tokenLeftMsMin ? current : renew(current.token)
  }
  return {
    profile,
    user,
    tokens,
    renew: async () => renew((await tokens()).token),
    ask: async (method, path, request = {}) => {
      const { token } = await tokens()
      try {
        return await rest(profile.server, method, path, { ...request, token })
      } catch (error) {
        if (!(error instanceof CliError) || !(error.code === 'expired' || error.code === 'unauthenticated')) throw error
        const { token: fresh } = await renew(token)
        return rest(profile.server, method, path, { ...request, token: fresh })
      }
    },
  }
}

async function renewed(profile: Profile, store: CredentialStore, stale: string, world: World): Promise<Credentials> {
  const result = await withLock(renewalLock(profile), renewTimeoutMs, world, async () => {
    const kept = await store.read()
    if (kept === null) throw notLoggedIn(profile)
    // Another run was first: its token serves all.
    if (kept.token !== stale) return kept
    const answer = await rest(profile.server, 'POST', '/api/auth/refresh', {
      body: { refreshToken: kept.refreshToken },
    })
    const tokens = toTokens(answer)
    if (tokens === null) throw new CliError('unsupported', `${profile.server} answered a renewal without tokens.`)
    const fresh: Credentials = { ...tokens, user: toPerson(fieldsAt(answer, 'user')) ?? kept.user }
    await store.write(fresh)
    return fresh
  })
  if (result === undefined) throw new CliError('timeout', 'Another run of parley renews this login and does not end.')
  return result
}
