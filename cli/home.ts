/**
 * The logins of this machine for the terminal client: the same profiles, credentials and renewals as all other commands have,
 * and a storage for each account.
 *
 *     $XDG_STATE_HOME/parley/NAME/SERVER/   credentials.json · used.json (when it was opened last) · client-USER.sqlite
 *
 * Several programs may have one account open: the storage merges what they write, and a token is renewed by one of them.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isUserId } from '@parley/protocol'
import { createApi, type Fetch, type Login } from '@parley/protocol/client'
import { sqliteStorage } from '@parley/protocol/client/sqlite'
import type { Home, KeptAccount, OpenAccount } from '@parley/tui/world'
import { clientStorage } from './clientStorage.ts'
import { keptLogin, openCredentials } from './credentials.ts'
import { CliError } from './exit.ts'
import { numberAt } from './fields.ts'
import { readJson, writeJson } from './files.ts'
import { startLocalServer } from './localServer.ts'
import { withLock } from './lock.ts'
import { folders, openProfile, placeOf, type Profile, type ProfileOptions, toServer } from './profile.ts'
import { renewing } from './renewing.ts'
import type { World } from './world.ts'

export interface HomePorts {
  readonly world: World
  readonly options: ProfileOptions
  readonly fetch: Fetch
}

const openTimeoutMs = 10_000
const usedFile = 'used.json'

export function createHome({ world, options, fetch }: HomePorts): Home {
  const { env } = world
  const meant = openProfile(world, options)
  const { config, state } = folders(world)
  const profileOf = ({ profile, server }: Pick<KeptAccount, 'profile' | 'server'>): Profile =>
    openProfile(world, { profile, server })
  const namedProfile = options.profile ?? (env['PARLEY_PROFILE'] || null)
  const isNamedServer = options.server !== undefined || Boolean(env['PARLEY_SERVER'])

  /** Who is logged in under a profile's name, at one of its servers. */
  function accountAt(name: string, place: string): KeptAccount | null {
    const kept = keptLogin(join(state, name, place))
    if (kept === null || !isUserId(kept.user.id)) return null
    // An older file does not say its server; the profile's own may be it.
    const server =
      kept.server ?? openProfile({ ...world, env: { ...env, PARLEY_SERVER: '' } }, { profile: name }).server
    if (placeOf(server) !== place) return null
    return { profile: name, server, user: { ...kept.user, id: kept.user.id } }
  }

  const accountsOf = (name: string): KeptAccount[] =>
    foldersIn(join(state, name)).flatMap((place) => accountAt(name, place) ?? [])
  const usedAt = (account: KeptAccount): number =>
    numberAt(readJson(join(profileOf(account).stateFolder, usedFile)), 'at') ?? 0

  /** A profile that holds nobody else: the one that was named, the usual one, or one with the person's name. */
  function profileFor(server: string, user: Login['user']): string {
    if (namedProfile !== null) return namedProfile
    const base = user.username.replace(/[^\w.-]/g, '_').slice(0, 60)
    for (let count = 0; ; count++) {
      const name = count === 0 ? 'default' : count === 1 ? base : `${base}-${count}`
      if (accountsOf(name).every((one) => one.server === server && one.user.id === user.id)) return name
    }
  }

  return {
    server: meant.server,
    isServerNamed: isNamedServer,
    configFolder: config,
    address: async (text) => toServer(text.trim()),
    accounts: async () =>
      foldersIn(state)
        .filter((name) => namedProfile === null || name === namedProfile)
        .flatMap(accountsOf)
        .filter(({ server }) => !isNamedServer || server === meant.server)
        .map((account) => ({ account, at: usedAt(account) }))
        .sort((one, other) => other.at - one.at || rank(one.account) - rank(other.account))
        .map(({ account }) => account),
    async open(account): Promise<OpenAccount> {
      const profile = profileOf(account)
      const { stateFolder, server } = profile
      const store = openCredentials(profile, world)
      mkdirSync(stateFolder, { recursive: true, mode: 0o700 })
      writeJson(join(stateFolder, usedFile), { at: world.now() }, world.unique())
      // SQLite does not wait while two programs make the same file.
      const storage = await withLock(join(stateFolder, 'client.lock'), openTimeoutMs, world, async () =>
        sqliteStorage(clientStorage(profile, account.user.id)),
      )
      if (storage === undefined)
        throw new CliError('timeout', 'Another run of parley opens this account and does not end.')
      const api = createApi({
        server,
        fetch: renewing({ profile, store, world, fetch }),
        now: world.now,
        load: () => store.read(),
        // `renewing` has written them, before anybody else could renew.
        save: async () => undefined,
      })
      return { account, api, storage, close: () => storage.close() }
    },
    async keep(server, { user, token, refreshToken, expiresAt }) {
      const account: KeptAccount = { profile: profileFor(server, user), server, user }
      const profile = profileOf(account)
      await openCredentials(profile, world).write({ user, token, refreshToken, expiresAt })
      profile.remember()
      return account
    },
    async forget(account) {
      const profile = profileOf(account)
      await openCredentials(profile, world).remove()
      const file = clientStorage(profile, account.user.id)
      for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true })
      rmSync(join(profile.stateFolder, usedFile), { force: true })
      rmSync(profile.cacheFolder, { recursive: true, force: true })
    },
    readConfig(name) {
      try {
        return readFileSync(join(config, name), 'utf8')
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
        throw error
      }
    },
    startServer: () => startLocalServer(world, meant.server),
  }
}

const rank = ({ profile }: KeptAccount): number => (profile === 'default' ? 0 : 1)

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
