/**
 * The composition of a node of a cluster: NATS JetStream for log and records, and chats and signals shared with other nodes.
 *
 *     JetStream ── log, records (and a copy of both here) ─▶ compose ◀─▶ clients
 *     NATS ─────── peers: who is there, calls, signals ─────┘ │
 *     pulse ─ no quorum for long ─▶ sockets turned away ──────┘
 */
import { failure, FailureError } from '@parley/protocol'
import { givenSigningKey, leftSigningKey } from './accounts/keys.ts'
import { sharedSigningKey } from './accounts/sharedKey.ts'
import { isRemoteCall } from './chat/remoteCall.ts'
import { type Cluster, type ClusterOptions, openCluster } from './cluster/main.ts'
import { joinPeers } from './cluster/peers.ts'
import { startPulse } from './cluster/pulse.ts'
import { hashAt } from './cluster/scrub.ts'
import { openWire, type Wire } from './cluster/wire.ts'
import { compose, type Composition, loadEdge, type World } from './composition.ts'
import type { Config } from './config.ts'
import { makeFolder } from './dataFolder.ts'
import { refuseMoving } from './moving/marker.ts'

/**
 * Settles when this node's copy of the log has what was in it; `onFilling` is how to know how far it is. Refuses NATS servers
 * that cannot be trusted with messages.
 */
export async function clustered(
  config: Config,
  world: World,
  onFilling: ClusterOptions['onFilling'],
): Promise<Composition> {
  const { randomBytes, journal } = world
  makeFolder(config.data)
  const given = config.signingKey === null ? null : givenSigningKey(config.signingKey)
  if (config.unsafeSync) journal.warn('unsafeSync', { nats: config.natsMonitors.join(' ') })
  const name = nodeName(config, world)
  const [cluster, edge] = await Promise.all([open(config, world, name, onFilling), loadEdge()])
  try {
    await refuseMoving(cluster.records)
    const key = await sharedSigningKey(cluster.records, { given, left: leftSigningKey(config.data), randomBytes })
    const wire = await openWire(config.nats, name, (error) => journal.error('defect', error))
    return composeNode({ config, world, name, cluster, wire, edge, key })
  } catch (error) {
    await cluster.close()
    throw error
  }
}

interface NodeParts {
  readonly config: Config
  readonly world: World
  readonly name: string
  readonly cluster: Cluster
  readonly wire: Wire
  readonly edge: Awaited<ReturnType<typeof loadEdge>>
  readonly key: Uint8Array
}

function composeNode({ config, world, name, cluster, wire, edge, key }: NodeParts): Composition {
  const { env, journal } = world
  const { log, records, copyId, lag } = cluster
  const peers = joinPeers({
    wire,
    cluster: config.cluster,
    name,
    env,
    isCall: isRemoteCall,
    subscribers: world.subscribers,
    onMembers: (members) => journal.info('members', { members: members.join(' ') }),
  })
  const { self, placement, relay, bus } = peers
  const composition = compose(config, world, edge, {
    log,
    records,
    source: copyId,
    key,
    placement,
    relay,
    bus,
    askPeers: peers.hashes.ask,
    spending: peers.spending,
    readiness() {
      const behind = pulse.lag()
      return {
        node: self,
        nodes: peers.members(),
        log: pulse.state() === 'writable' ? 'writable' : 'readOnly',
        ...(behind === null ? {} : { lag: behind }),
        ...(config.unsafeSync ? { isSyncUnsafe: true } : {}),
        ...(pulse.state() === 'cutOff' ? { ready: false } : {}),
      }
    },
  })
  const { sockets, system } = composition
  const pulse = startPulse({
    records,
    name,
    lag,
    env,
    onChange(state) {
      journal.warn('log', { state })
      if (state === 'cutOff') void sockets.turnAway(cutOff)
      if (state === 'writable') sockets.welcome()
    },
    elsewhere() {
      void cluster.nats.reconnect()
      wire.reconnect()
    },
  })
  const announced = async (): Promise<void> => {
    await composition.caughtUp
    peers.hashes.answer((chat, seq) => hashAt(log, chat, seq))
    peers.announce(system.incoming)
  }
  return {
    ...composition,
    caughtUp: announced(),
    async close(deadlineMs) {
      peers.leave()
      pulse.stop()
      const left = await composition.close(deadlineMs)
      await peers.close()
      await cluster.close()
      return left
    },
  }
}

const cutOff = failure('unavailable', 'This server cannot reach the log. Come back: another one may.', 1_000)

function open(
  config: Config,
  { env, boot, journal }: World,
  node: string,
  onFilling: ClusterOptions['onFilling'],
): Promise<Cluster> {
  return openCluster({
    servers: config.nats,
    monitors: config.natsMonitors,
    name: config.cluster,
    node,
    folder: config.data,
    replicas: config.replicas,
    logBytesMax: config.logBytes,
    recordBytesMax: config.recordBytes,
    isUnsafeSync: config.unsafeSync,
    boot,
    env,
    onFilling,
    onDefect: (error) => journal.error('defect', error),
  }).catch((error: unknown) => {
    throw asRefusal(error)
  })
}

/** What the host is called, as far as a node's name can say it. */
function nodeName({ node }: Config, { hostName }: World): string {
  return node ?? (hostName.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 40) || 'node')
}

/** Servers that are not fit are to be set up otherwise, as a setting is that cannot be. */
function asRefusal(error: unknown): unknown {
  if (!(error instanceof FailureError) || error.failure.code !== 'unsupported') return error
  return new FailureError(failure('invalid', error.failure.message), { cause: error })
}
