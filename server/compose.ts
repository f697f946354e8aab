/**
 * The compositions: the one place where ports meet their adapters. Today there is one, `embedded`: SQLite for log and
 * records, actors always here, signals in this process.
 *
 *     disk (log, records) ─▶ node (store, feed, actors, sockets) ◀─▶ clients
 *                              ▲
 *                              └── api (REST) asks the same chats
 */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Env, System } from '@parley/actors'
import { failure, FailureError, type Sha256 } from '@parley/protocol'
import { createAccounts } from './accounts/accounts.ts'
import { createContacts } from './accounts/contacts.ts'
import { createInvites } from './accounts/invites.ts'
import { openSigningKey } from './accounts/keys.ts'
import { createPasswords } from './accounts/passwords.ts'
import { createRateLimits, rateLimitDefaults } from './accounts/rateLimit.ts'
import { createSessions } from './accounts/sessions.ts'
import type { Config } from './config.ts'
import { openDisk } from './disk/main.ts'
import type { Topic } from './feed/hub.ts'
import { originOf, ownOrigin } from './http/origin.ts'
import type { Sockets } from './http/socket.ts'
import type { Api } from './http/main.ts'
import type { Journal } from './journal.ts'
import { createNode } from './node.ts'
import { openStore } from './store/main.ts'
import { version } from './version.ts'

export interface Composition {
  readonly api: Api
  readonly sockets: Sockets
  readonly system: System
  /** Settles when the store holds everything that was there at the start. */
  readonly caughtUp: Promise<void>
  /** Handles what is queued, flushes, lets go; answers what was cut off by the deadline. */
  close(deadlineMs: number): Promise<readonly string[]>
}

export interface World {
  readonly env: Env
  readonly sha256: Sha256
  randomBytes(count: number): Uint8Array
  /** Which run of the operating system this is; `null` where nobody knows. */
  readonly boot: string | null
  /** The transport's native publish. */
  publish(topic: Topic, text: string): void
  readonly journal: Journal
}

export async function embedded(config: Config, world: World): Promise<Composition> {
  const { env, sha256, randomBytes, journal } = world
  const onDefect = (error: unknown): void => journal.error('defect', error)

  makeFolder(config.data)
  const key = openSigningKey(config.data, {
    randomBytes,
    onExposed: (path) => journal.warn('signingKeyExposed', { path }),
  })
  // The worker opens the file while this thread loads the routes: most of a start is spent in these two.
  const opening = openDisk({ folder: config.data, env, onDefect })
  const [disk, { createApi }, { createTokens }] = await Promise.all([
    opening,
    import('./http/main.ts'),
    import('./http/accessTokens.ts'),
  ])
  const { log, records } = disk
  const store = openStore({ path: join(config.data, 'store.db'), epoch: log.epoch, sha256, boot: world.boot, env })
  const tokens = createTokens(key, env)
  const isOwnOrigin = ownOrigin(config.publicUrl)
  const { system, sockets, chats, feed } = createNode({
    env,
    sha256,
    log,
    records,
    store,
    tokens,
    journal,
    publish: world.publish,
    framesPerSecond: config.framesPerSecond,
    addressOf: (request, peer) => originOf(peer, request.headers, config.trustedProxies).address,
    isAllowedOrigin: isOwnOrigin,
  })

  const limits = createRateLimits(
    { ...rateLimitDefaults, loginTries: config.loginTries, registrationsPerHour: config.registrationsPerHour },
    env.now,
  )
  const invites = createInvites(records, { now: env.now, randomBytes })
  let isCaughtUp = false
  const api = createApi({
    accounts: createAccounts({
      records,
      passwords: createPasswords(),
      invites,
      limits,
      registration: config.registration,
      env,
    }),
    sessions: createSessions({ records, tokens, key, env: { ...env, randomBytes } }),
    contacts: createContacts(records),
    invites,
    tokens,
    chats,
    people: store.people,
    limits,
    env,
    version,
    name: config.name,
    registration: config.registration,
    trustedProxies: config.trustedProxies,
    isOwnOrigin,
    health: {
      ready: () => ({ ready: isCaughtUp, position: store.position(), sockets: sockets.count() }),
    },
    onDefect: (error, id) => journal.error('defect', error, { id }),
  })

  const catchUp = async (): Promise<void> => {
    await feed.caughtUp
    isCaughtUp = true
  }

  return {
    api,
    sockets,
    system,
    caughtUp: catchUp(),
    async close(deadlineMs) {
      const cutOff = await system.stop({ deadlineMs })
      feed.stop()
      await disk.close()
      store.close()
      return cutOff
    },
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    const message = `--data (PARLEY_DATA) must be a folder that this user may write: ${path} is none.`
    throw new FailureError(failure('invalid', message), { cause })
  }
}

export const notListening = (host: string, port: number, cause: unknown): FailureError =>
  new FailureError(
    failure('unavailable', `Cannot listen on ${host}:${port}. Is another program using it? Choose one with --port.`),
    { cause },
  )
