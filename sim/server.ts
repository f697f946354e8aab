/**
 * A node that can be killed and started again, stand still, and be cut off: the real node over simulated log, records, peers
 * and network. Its store is made anew, or from what had been committed, and the feed folds the rest.
 */
import { createSystem, type System } from '@parley/actors'
import { isSessionId, isUserId, type SessionId, type UserId } from '@parley/protocol'
import { sha256 } from '../server/accounts/digest.ts'
import type { AccessTokens } from '../server/chat/accessTokens.ts'
import { createNode, type Node, type NodePorts } from '../server/node.ts'
import type { Store } from '../server/store/main.ts'
import type { Disk, Subscriber } from './disk.ts'
import { createSimLog, type SimLog, type Way } from './log.ts'
import type { Mutation } from './mutants/mutation.ts'
import type { Host, Network } from './network.ts'
import type { Options } from './options.ts'
import type { Peer, Peers } from './peers.ts'
import { createProcess, type Process } from './process.ts'
import { createSimRecords, type SimRecords } from './records.ts'
import type { SimStore, Stores } from './stores.ts'
import type { World } from './world.ts'

interface Running {
  readonly process: Process
  readonly node: Node
  readonly store: Store
  readonly log: SimLog
  readonly records: SimRecords
}

export type Side = 'log' | 'peers' | 'clients'

export interface Server {
  readonly name: string
  readonly running: Running | null
  start(): void
  /** `isTold`: its sockets end at once; otherwise its clients must find out. */
  kill(isTold: boolean): void
  /** It stands still until it is resumed, and nobody is told. */
  pause(): void
  resume(): void
  /** Reads nothing new of the log and the records. */
  stall(isStalled: boolean): void
  /** Nothing passes to one side of it. */
  cut(side: Side, isCut: boolean): void
  /** Its present clock. */
  now(): number
}

export interface ServerWorld {
  readonly world: World
  readonly options: Options
  readonly disk: Disk
  readonly network: Network
  readonly peers: Peers
  readonly stores: Stores
  readonly mutation: Mutation
}

const inspectMsMax = 40

export const tokenOf = (user: UserId, session: SessionId, expiresAt: number): string =>
  `${user} ${session} ${expiresAt}`

export function createServer(name: string, given: ServerWorld): Server {
  const { world, options, disk, network, peers, stores, mutation } = given
  const skewMs = world.between(-options.serverSkewMsMax, options.serverSkewMsMax)
  const way: Way = { isCut: false, isStalled: false }
  const cuts = { peers: false, clients: false }
  let incarnations = 0
  let running: Running | null = null
  let peer: Peer | null = null
  let host: Host | null = null
  let subscriber: Subscriber | null = null
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
    const ports = { world, disk, process, options, way }
    const log = createSimLog(ports)
    const records = createSimRecords(ports)
    const mine: Subscriber = {
      onEntries: (entries) => log.tail.offer(entries),
      onRecords: (group) => records.tail.offer(group),
    }
    disk.subscribers.add(mine)
    subscriber = mine
    const joined = options.nodes === 1 ? null : peers.join(`${name}.${++incarnations}`, process)
    if (joined !== null) joined.isCut = cuts.peers
    peer = joined
    const lent = storeFor(process)
    left = lent
    const topics: Host['topics'] = new Map()
    const wired: NodePorts = {
      env: process,
      sha256,
      log,
      records,
      store: lent.store,
      tokens: tokensAt(process),
      journal: {
        info: () => undefined,
        warn: (event, { kind = '' } = {}) => {
          if (event === 'deadLetter') world.note(`${name} lost a call to a ${kind}`)
        },
        error(event, error, { kind = '', id = '' } = {}) {
          world.note(`${name} ${event} ${kind} ${id}: ${String(error)}`)
          if (event === 'crash' && kind === 'chat') world.reach('chat actor crashed')
          if (event === 'crash' && kind === 'session') world.fail('defect', `A session crashed: ${describe(error)}`)
        },
      },
      publish: (topic, text) => {
        if (process.isAlive) network.publish(mineHost, topic, text)
      },
      framesPerSecond: 0,
      addressOf: () => 'simulated',
      isAllowedOrigin: () => true,
      systemOf: (given) => bounded(createSystem(given)),
      bounds: options.bounds,
      ...(joined === null ? {} : { placement: joined.placement, relay: joined.relay, bus: joined.bus }),
    }
    const mineHost: Host = {
      process,
      topics,
      get sockets() {
        return node.sockets
      },
      get isCut() {
        return cuts.clients
      },
    }
    const node = createNode(mutation.node?.(wired) ?? wired)
    joined?.listen(node.system.incoming)
    const now: Running = { process, node, store: lent.store, log, records }
    running = now
    world.note(`${name} starts`)
    void node.feed.caughtUp.then(() => {
      if (!process.isAlive || running !== now) return
      world.note(`${name} listens`)
      host = mineHost
      network.hosts.add(mineHost)
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

  function released(): void {
    running?.log.tail.released()
    running?.records.tail.released()
  }

  return {
    name,
    get running() {
      return running
    },
    now: () => world.now() + skewMs,
    start,
    kill(isTold) {
      if (running === null) return
      const { process, log } = running
      if (log.inFlight() > 0) world.reach('server crashed with an append in flight')
      world.note(`${name} killed`)
      process.kill()
      running = null
      if (subscriber !== null) disk.subscribers.delete(subscriber)
      peers.changed()
      if (host === null) return
      network.hosts.delete(host)
      for (const line of network.linesTo(host)) line.hostDied(isTold)
      host = null
    },
    pause() {
      if (running === null || running.process.isPaused) return
      world.reach(running.log.inFlight() > 0 ? 'server stood still with an append in flight' : 'server stood still')
      world.note(`${name} stands still`)
      running.process.pause()
      peers.changed()
    },
    resume() {
      if (running?.process.isPaused !== true) return
      world.note(`${name} goes on`)
      running.process.resume()
      peers.changed()
    },
    stall(isStalled) {
      world.note(`${name} ${isStalled ? 'reads nothing' : 'reads again'}`)
      way.isStalled = isStalled
      if (!isStalled) released()
    },
    cut(side, isCut) {
      world.note(`${name} ${isCut ? 'cut off from' : 'back with'} ${side}`)
      switch (side) {
        case 'log':
          way.isCut = isCut
          if (!isCut) released()
          return
        case 'peers':
          cuts.peers = isCut
          if (peer !== null) peer.isCut = isCut
          peers.changed()
          return
        case 'clients':
          cuts.clients = isCut
          if (isCut && host !== null) for (const line of network.linesTo(host)) line.silence()
      }
    },
  }
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
