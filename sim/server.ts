/**
 * A server that can be killed and started again: the real node over simulated log, records and network. Its store is made
 * anew, or from what had been committed, and the feed folds the rest.
 */
import { createSystem, type System } from '@parley/actors'
import { isSessionId, isUserId, type SessionId, type UserId } from '@parley/protocol'
import { sha256 } from '../server/accounts/digest.ts'
import type { AccessTokens } from '../server/chat/accessTokens.ts'
import { createNode, type Node, type NodePorts } from '../server/node.ts'
import type { Store } from '../server/store/main.ts'
import type { Disk } from './disk.ts'
import { createSimLog, type SimLog } from './log.ts'
import type { Mutation } from './mutants/mutation.ts'
import type { Network } from './network.ts'
import type { Options } from './options.ts'
import { createProcess, type Process } from './process.ts'
import { createSimRecords } from './records.ts'
import type { SimStore, Stores } from './stores.ts'
import type { World } from './world.ts'

interface Running {
  readonly process: Process
  readonly node: Node
  readonly store: Store
  readonly log: SimLog
}

export interface Server {
  readonly running: Running | null
  start(): void
  /** `isTold`: its sockets end at once; otherwise its clients must find out. */
  kill(isTold: boolean): void
  /** The present clock of servers. */
  now(): number
}

export interface ServerWorld {
  readonly world: World
  readonly options: Options
  readonly disk: Disk
  readonly network: Network
  readonly stores: Stores
  readonly mutation: Mutation
}

const inspectMsMax = 40

export const tokenOf = (user: UserId, session: SessionId, expiresAt: number): string =>
  `${user} ${session} ${expiresAt}`

export function createServer({ world, options, disk, network, stores, mutation }: ServerWorld): Server {
  const skewMs = world.between(-options.serverSkewMsMax, options.serverSkewMsMax)
  let running: Running | null = null
  let left: SimStore | null = null

  const tokensAt = (process: Process): AccessTokens => ({
    inspect(token) {
      const [user = '', session = '', text = ''] = token.split(' ')
      const expiresAt = Number(text)
      if (!isUserId(user) || !isSessionId(session)) return Promise.resolve('invalid')
      // Frames gather behind a look at a token.
      return new Promise((resolve) => {
        process.after(world.between(0, inspectMsMax), () =>
          resolve(expiresAt <= process.now() ? 'expired' : { user, session, expiresAt }),
        )
      })
    },
  })

  function storeFor(process: Process): SimStore {
    const { epoch } = disk.log
    const before = left?.committed()
    if (before === undefined || world.chance(0.4)) {
      if (before !== undefined) world.reach('server restarted without its store')
      return stores.lend(process, epoch, [], [])
    }
    const isOld = world.chance(0.3)
    world.reach(isOld ? 'server restarted with an older store' : 'server restarted with its store')
    const { position, revision } = isOld
      ? { position: world.between(0, before.position), revision: world.between(0, before.revision) }
      : before
    return stores.lend(process, epoch, disk.entries.slice(0, position), disk.recordsUpTo(revision))
  }

  function start(): void {
    const process = createProcess(world, skewMs)
    const log = createSimLog(world, disk, process, options)
    const records = createSimRecords(world, disk, process, options)
    const lent = storeFor(process)
    left = lent
    const ports: NodePorts = {
      env: process,
      sha256,
      log,
      records,
      store: lent.store,
      tokens: tokensAt(process),
      journal: {
        info: () => undefined,
        warn: (event, { kind = '' } = {}) => {
          if (event === 'deadLetter') world.note(`server lost a call to a ${kind}`)
        },
        error(event, error, { kind = '', id = '' } = {}) {
          world.note(`server ${event} ${kind} ${id}: ${String(error)}`)
          if (event === 'crash' && kind === 'chat') world.reach('chat actor crashed')
          if (event === 'crash' && kind === 'session') world.fail('defect', `A session crashed: ${describe(error)}`)
        },
      },
      publish: (topic, text) => {
        if (process.isAlive) network.publish(topic, text)
      },
      framesPerSecond: 0,
      addressOf: () => 'simulated',
      isAllowedOrigin: () => true,
      systemOf: (given) => bounded(createSystem(given)),
      bounds: options.bounds,
    }
    const node = createNode(mutation.node?.(ports) ?? ports)
    running = { process, node, store: lent.store, log }
    const mine = running
    world.note('server starts')
    void node.feed.caughtUp.then(() => {
      if (!process.isAlive || running !== mine) return
      world.note('server listens')
      network.host = { process, sockets: node.sockets }
    })
  }

  /** Small mailboxes, where the run wants them. */
  function bounded(system: System): System {
    const places: Readonly<Record<string, number>> = options.mailbox === null ? {} : { ...options.mailbox }
    return {
      ...system,
      register(kind) {
        const capacity = places[kind.kind] ?? kind.mailbox.capacity
        return system.register({ ...kind, mailbox: { ...kind.mailbox, capacity } })
      },
    }
  }

  return {
    get running() {
      return running
    },
    now: () => world.now() + skewMs,
    start,
    kill(isTold) {
      if (running === null) return
      const { process, log } = running
      if (log.inFlight() > 0) world.reach('server crashed with an append in flight')
      world.note('server killed')
      process.kill()
      running = null
      network.host = null
      for (const line of network.lines) line.hostDied(isTold)
    },
  }
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
