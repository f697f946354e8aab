/**
 * What lasts in a cluster: log and records in NATS JetStream, with this node's copy of both in its data folder. The same two
 * ports as `server/disk` has. Beside it, in this folder, what nodes are to each other:
 *
 *     checks ─▶ connection ─▶ streams ─┬─▶ publisher ─▶ (quorum) ─▶ tail ─▶ copy ─▶ log, records
 *                                      └─▶ pulse: can anything be stored?        └─▶ scrub, hashes: is the copy whole?
 *     wire (a connection of its own) ─▶ peers: membership ─▶ placement ─▶ relay (calls), bus (signals)
 *
 * It guarantees what the ports say (LOG, REC), that words which were erased stand nowhere (CLU11), and that servers which would
 * lose acknowledged messages are refused (CLU1 to CLU8). Membership and placement are hints: nothing that lasts depends on
 * their being right. It refuses leases, elections of its own, and state that only one node has.
 */
import { join } from 'node:path'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { type Epoch, newEpoch } from '@parley/protocol'
import { openJetstreamLog } from '../log/jetstream.ts'
import type { ImportingLog } from '../log/log.ts'
import { openJetstreamRecords } from '../records/jetstream.ts'
import type { Records } from '../records/records.ts'
import { checkServers, epochFlaw, refuseFlaws } from './checks.ts'
import { connectNats } from './connection.ts'
import { knownEpoch, openCopyFile } from './copyFile.ts'
import type { Clock } from './patience.ts'
import { createSender } from './sender.ts'
import { openStreams } from './streams.ts'

export interface ClusterOptions {
  /** Like `nats://host:4222`; one is enough to find the others. */
  readonly servers: readonly string[]
  /** Their monitoring ports, like `http://host:8222`. */
  readonly monitors: readonly string[]
  /** What the cluster's streams begin with. */
  readonly name: string
  readonly node: string
  readonly folder: string
  readonly replicas: number
  readonly logBytesMax: number
  readonly recordBytesMax: number
  /** The operator accepts that a power cut takes acknowledged messages. */
  readonly isUnsafeSync: boolean
  /** Which run of the operating system this is; `null` where nobody knows. */
  readonly boot: string | null
  readonly env: Clock
  /** How a cluster begins that is not there yet. Default: with an epoch of its own, and records from revision 1 on. */
  readonly beginning?: { epoch(): Epoch; readonly recordsAfter: number }
  /** Called once, when the copy begins to be filled: `lag` says how many messages of the log are still to come. */
  readonly onFilling?: ((lag: () => Promise<number | null>) => void) | undefined
  onDefect(error: unknown): void
}

export interface Cluster {
  readonly log: ImportingLog
  readonly records: Records
  /** The connection that log and records share. Signals must have one of their own. */
  readonly nats: NatsConnection
  /** This node's copy: the positions of `log` mean something only together with it. */
  readonly copyId: string
  /** Messages of the log that this node's copy has not yet; `null`: nobody could say. */
  lag(): Promise<number | null>
  close(): Promise<void>
}

/** Settles when the copy has everything that is in the streams now. Refuses servers that cannot be trusted. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { servers, monitors, name, node, folder, replicas, logBytesMax, recordBytesMax, env, onDefect } = options
  await checkServers(monitors, options.isUnsafeSync)
  const nats = await connectNats(servers, node)
  const sender = createSender(nats, env)
  try {
    // Nobody answers its check while the servers choose a leader.
    const manager = await jetstreamManager(nats, { checkAPI: false })
    const client = jetstream(nats)
    const newId = (): string => `${Math.floor(env.random() * 2 ** 48).toString(36)}.${nextId++}.${node}`
    let nextId = 1
    const streams = await openStreams(nats, manager, {
      name,
      replicas,
      logBytesMax,
      recordBytesMax,
      newEpoch: options.beginning?.epoch ?? (() => newEpoch(env)),
      newIncarnation: newId,
      recordsAfter: options.beginning?.recordsAfter ?? 0,
      env,
    })
    const path = join(folder, 'cluster.db')
    const flaw = epochFlaw(knownEpoch(path), streams.epoch)
    if (flaw !== null) refuseFlaws([flaw])
    const { epoch, incarnation } = streams
    const file = openCopyFile({ path, boot: options.boot, epoch, incarnation, newId })
    const common = { client, manager, sender, file, env, newId, onDefect }
    const lagBehind = async (applied: number): Promise<number | null> => {
      try {
        const { state } = await manager.streams.info(streams.log.stream)
        return Math.max(0, state.last_seq - applied)
      } catch {
        // While the servers choose a leader nobody can say.
        return null
      }
    }
    const onTail = (applied: () => number): void => options.onFilling?.(() => lagBehind(applied()))
    const [log, records] = await Promise.all([
      openJetstreamLog({ ...common, streams: streams.log, epoch: streams.epoch, onTail }),
      openJetstreamRecords({ ...common, bucket: streams.bucket }),
    ])
    return {
      log,
      records,
      nats,
      copyId: file.id,
      lag: () => lagBehind(log.applied()),
      async close() {
        await Promise.all([log.close(), records.close()])
        file.close()
        sender.stop()
        await nats.close()
      },
    }
  } catch (error) {
    sender.stop()
    await nats.close()
    throw error
  }
}
