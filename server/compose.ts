/**
 * The compositions: the one place where ports meet their adapters. `embedded` has SQLite for log and records and everything
 * in this process; `clustered` has NATS JetStream for both, and shares chats and signals with other nodes.
 *
 *     embedded:  disk ──────────▶ compose ◀─▶ clients
 *     clustered: NATS, peers ───▶ compose ◀─▶ clients
 */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { failure, FailureError } from '@parley/protocol'
import { givenSigningKey, leftSigningKey, openSigningKey } from './accounts/keys.ts'
import { sharedSigningKey } from './accounts/sharedKey.ts'
import { isRemoteCall } from './chat/remoteCall.ts'
import { compose, type Composition, loadEdge, type World } from './composition.ts'
import type { Config } from './config.ts'
import { openDisk } from './disk/main.ts'

export async function embedded(config: Config, world: World): Promise<Composition> {
  const { env, randomBytes, journal } = world
  makeFolder(config.data)
  const onExposed = (path: string): void => journal.warn('signingKeyExposed', { path })
  const key =
    config.signingKey === null
      ? openSigningKey(config.data, { randomBytes, onExposed })
      : givenSigningKey(config.signingKey)
  const onDefect = (error: unknown): void => journal.error('defect', error)
  // The worker opens the file while this thread loads the routes.
  const opening = openDisk({ folder: config.data, env, onDefect })
  const [disk, edge] = await Promise.all([opening, loadEdge()])
  const { log, records } = disk
  const composition = compose(config, world, edge, { log, records, source: null, key, readiness: () => ({}) })
  return {
    ...composition,
    async close(deadlineMs) {
      const cutOff = await composition.close(deadlineMs)
      await disk.close()
      return cutOff
    },
  }
}

/** Settles when this node's copy of the log has what was in it. Refuses NATS servers that cannot be trusted with messages. */
export async function clustered(config: Config, world: World): Promise<Composition> {
  const { env, randomBytes, journal } = world
  makeFolder(config.data)
  const given = config.signingKey === null ? null : givenSigningKey(config.signingKey)
  if (config.unsafeSync) journal.warn('unsafeSync', { nats: config.natsMonitors.join(' ') })
  const name = nodeName(config, world)
  const [{ openCluster }, { joinPeers }, { openWire }, edge] = await Promise.all([
    import('./cluster/main.ts'),
    import('./cluster/peers.ts'),
    import('./cluster/wire.ts'),
    loadEdge(),
  ])
  const cluster = await openCluster({
    servers: config.nats,
    monitors: config.natsMonitors,
    name: config.cluster,
    node: name,
    folder: config.data,
    replicas: config.replicas,
    logBytesMax: config.logBytes,
    recordBytesMax: config.recordBytes,
    isUnsafeSync: config.unsafeSync,
    boot: world.boot,
    env,
    onDefect: (error) => journal.error('defect', error),
  }).catch((error: unknown) => {
    throw asRefusal(error)
  })
  try {
    const { log, records } = cluster
    const key = await sharedSigningKey(records, { given, left: leftSigningKey(config.data), randomBytes })
    const peers = joinPeers({
      wire: await openWire(config.nats, name),
      cluster: config.cluster,
      name,
      env,
      isCall: isRemoteCall,
      subscribers: world.subscribers,
      onMembers: (members) => journal.info('members', { members: members.join(' ') }),
    })
    const { placement, relay, bus } = peers
    const composition = compose(config, world, edge, {
      log,
      records,
      source: cluster.copyId,
      key,
      placement,
      relay,
      bus,
      readiness: () => ({ node: peers.self, nodes: peers.members() }),
    })
    const announced = async (): Promise<void> => {
      await composition.caughtUp
      peers.announce(composition.system.incoming)
    }
    return {
      ...composition,
      caughtUp: announced(),
      async close(deadlineMs) {
        peers.leave()
        const cutOff = await composition.close(deadlineMs)
        await peers.close()
        await cluster.close()
        return cutOff
      },
    }
  } catch (error) {
    await cluster.close()
    throw error
  }
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
