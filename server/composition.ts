/**
 * What both compositions share: a node over the log and records that it is handed, and the REST edge beside it.
 *
 *     log, records ─▶ node (store, feed, actors, sockets) ◀─▶ clients
 *                       ▲
 *                       └── api (REST) asks the same chats
 */
import { join } from 'node:path'
import type { Env, System } from '@parley/actors'
import type { Sha256 } from '@parley/protocol'
import { createAccounts } from './accounts/accounts.ts'
import { createContacts } from './accounts/contacts.ts'
import { createInvites } from './accounts/invites.ts'
import { createPasswords } from './accounts/passwords.ts'
import { createRateLimits, rateLimitDefaults, type Spending } from './accounts/rateLimit.ts'
import { createSessions } from './accounts/sessions.ts'
import { type Scrub, type ScrubOptions, startScrub } from './cluster/scrub.ts'
import type { Config } from './config.ts'
import type { Topic } from './feed/hub.ts'
import type { Readiness } from './http/apiParts.ts'
import type { Api } from './http/main.ts'
import { originOf, ownOrigin } from './http/origin.ts'
import type { Sockets } from './http/socket.ts'
import type { Journal } from './journal.ts'
import { createAudit } from './log/audit.ts'
import type { AuditableLog } from './log/log.ts'
import { createNode, type NodePorts } from './node.ts'
import type { Records } from './records/records.ts'
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
  readonly hostName: string
  /** The transport's native publish. */
  publish(topic: Topic, text: string): void
  /** How many sockets of the transport listen to a topic. */
  subscribers(topic: Topic): number
  readonly journal: Journal
}

export interface Parts extends Pick<NodePorts, 'placement' | 'relay' | 'bus'> {
  readonly log: AuditableLog
  readonly records: Records
  /** Whose positions the log has: see `StoreOptions.source`. */
  readonly source: string | null
  readonly key: Uint8Array
  /** Makes limits count for all nodes. Default: there is one. */
  readonly spending?: Spending
  /** Asks the other nodes what they have of a chat, to find a damaged copy. Default: there are none. */
  readonly askPeers?: ScrubOptions['askPeers']
  /** What `/readyz` says beyond what every node says. */
  readiness(): Partial<Readiness>
}

/** Most of a start is spent in loading the routes: they are loaded while the log is opened. */
export const loadEdge = () => Promise.all([import('./http/main.ts'), import('./http/accessTokens.ts')])

/** Closing it leaves log and records open. */
export function compose(
  config: Config,
  world: World,
  [{ createApi }, { createTokens }]: Awaited<ReturnType<typeof loadEdge>>,
  parts: Parts,
): Composition {
  const { env, sha256, randomBytes, journal } = world
  const { log, records, source, key } = parts
  const store = openStore({
    path: join(config.data, 'store.db'),
    epoch: log.epoch,
    source,
    sha256,
    boot: world.boot,
    env,
  })
  const tokens = createTokens(key, env)
  const isOwnOrigin = ownOrigin(config.publicUrl)
  const { system, sockets, chats, feed, stopPresences } = createNode({
    env,
    sha256,
    log,
    records,
    store,
    tokens,
    journal,
    publish: world.publish,
    ...pick(parts),
    framesPerSecond: config.framesPerSecond,
    addressOf: (request, peer) => originOf(peer, request.headers, config.trustedProxies).address,
    isAllowedOrigin: isOwnOrigin,
  })

  const limits = createRateLimits(
    { ...rateLimitDefaults, loginTries: config.loginTries, registrationsPerHour: config.registrationsPerHour },
    env.now,
    parts.spending,
  )
  const invites = createInvites(records, { now: env.now, randomBytes })
  let isCaughtUp = false
  let scrub: Scrub | null = null
  let isClosed = false
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
    audit: createAudit(log),
    people: store.people,
    lag: feed.lag,
    limits,
    env,
    version,
    name: config.name,
    registration: config.registration,
    trustedProxies: config.trustedProxies,
    isOwnOrigin,
    health: {
      ready: () => ({
        ready: isCaughtUp,
        position: store.position(),
        sockets: sockets.count(),
        damagedChats: scrub?.damagedChats() ?? 0,
        ...(isCaughtUp ? parts.readiness() : {}),
      }),
    },
    onDefect: (error, id) => journal.error('defect', error, { id }),
  })

  const catchUp = async (): Promise<void> => {
    await feed.caughtUp
    isCaughtUp = true
    if (isClosed) return
    scrub = startScrub({
      log,
      env,
      askPeers: parts.askPeers ?? (async () => []),
      onDamage: (chat, why) => journal.error('damagedChat', why, { chat }),
      onDefect: (error) => journal.error('defect', error),
    })
  }

  return {
    api,
    sockets,
    system,
    caughtUp: catchUp(),
    async close(deadlineMs) {
      isClosed = true
      scrub?.stop()
      const cutOff = await system.stop({ deadlineMs })
      stopPresences()
      feed.stop()
      store.close()
      return cutOff
    },
  }
}

const pick = ({ placement, relay, bus }: Parts): Pick<NodePorts, 'placement' | 'relay' | 'bus'> => ({
  ...(placement === undefined ? {} : { placement }),
  ...(relay === undefined ? {} : { relay }),
  ...(bus === undefined ? {} : { bus }),
})
