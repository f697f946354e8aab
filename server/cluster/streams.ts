/** The streams of a cluster: made where they are not, checked where they are. */
import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream'
import { Kvm } from '@nats-io/kv'
import type { NatsConnection } from '@nats-io/transport-node'
import { type Epoch, failure, FailureError } from '@parley/protocol'
import { epochOfMetadata, refuseFlaws, streamFlaws } from './checks.ts'
import { type Clock, openingPatienceMs, patiently, unreachable } from './patience.ts'

const noSuchStream = 10059
const nameTaken = 10058
const tooLittleRoom: readonly number[] = [10023, 10047]
const duplicateWindowNs = 2_000_000_000

export interface ClusterStreams {
  readonly epoch: Epoch
  /** Of these streams: others that bear the same epoch, as after a move and back, have another one. */
  readonly incarnation: string
  /** The stream of the log; `<chats>.<chat id>` and `<erased>.<chat id>.<message>` are its subjects. */
  readonly log: LogStream
  /** The bucket of the records. */
  readonly bucket: string
}

export interface LogStream {
  readonly stream: string
  readonly chats: string
  readonly erased: string
}

export interface StreamsWish {
  /** What the cluster's streams and subjects begin with: several clusters may share servers. `A-Z a-z 0-9 _ -`. */
  readonly name: string
  readonly replicas: number
  readonly logBytesMax: number
  readonly recordBytesMax: number
  /** Called where there is no log yet. */
  readonly newEpoch: () => Epoch
  readonly newIncarnation: () => string
  /** The first record gets a revision after this one, where there is none yet. */
  readonly recordsAfter: number
  readonly env: Clock
}

/** Waits for servers that are choosing a leader, up to a minute. */
export async function openStreams(
  nats: NatsConnection,
  manager: JetStreamManager,
  { name, replicas, logBytesMax, recordBytesMax, newEpoch, newIncarnation, recordsAfter, env }: StreamsWish,
): Promise<ClusterStreams> {
  const log = { stream: `${name}_log`, chats: `${name}.chat`, erased: `${name}.erased` }
  const configOf = async (stream: string, add: () => Promise<Config>): Promise<StreamConfig> => {
    const isStopped = (): boolean => false
    try {
      return await patiently(env, isStopped, () => foundOrAdded(manager, stream, add), openingPatienceMs)
    } catch (error) {
      if (!(error instanceof FailureError) || error.failure !== unreachable) throw error
      throw new FailureError(silent(stream), { cause: error.cause })
    }
  }
  const config = await configOf(log.stream, () =>
    manager.streams.add({
      name: log.stream,
      subjects: [`${log.chats}.*`, `${log.erased}.*.*`],
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      discard: DiscardPolicy.New,
      max_bytes: logBytesMax,
      num_replicas: replicas,
      duplicate_window: duplicateWindowNs,
      deny_purge: true,
      // A node must read what the leader has, and not what a follower had.
      allow_direct: false,
      metadata: { parley_epoch: newEpoch(), parley_incarnation: newIncarnation() },
    }),
  )
  refuseFlaws(streamFlaws(log.stream, config, { replicas, messagesPerSubject: -1, isPurgeDenied: true }))

  const bucket = `${name}_records`
  const records = `KV_${bucket}`
  const recordConfig = await configOf(records, async () => {
    await new Kvm(nats).create(bucket, {
      history: 1,
      replicas,
      storage: StorageType.File,
      max_bytes: recordBytesMax,
    })
    return manager.streams.info(records)
  })
  refuseFlaws(streamFlaws(records, recordConfig, { replicas, messagesPerSubject: 1, isPurgeDenied: false }))
  if (recordsAfter > 0) await beginAfter(manager, records, recordsAfter)
  const { metadata } = config
  return {
    epoch: epochOfMetadata(log.stream, metadata),
    incarnation: metadata?.['parley_incarnation'] ?? '',
    log,
    bucket,
  }
}

/** An empty stream goes on after this message. One that holds something is left alone. */
async function beginAfter(manager: JetStreamManager, stream: string, seq: number): Promise<void> {
  const { state } = await manager.streams.info(stream)
  if (state.messages === 0 && state.last_seq < seq) await manager.streams.purge(stream, { seq: seq + 1 })
}

interface Config {
  readonly config: StreamConfig
}

/** Throws a `FailureError` for what waiting does not mend. May be repeated: whoever adds first has made it. */
async function foundOrAdded(
  manager: JetStreamManager,
  name: string,
  add: () => Promise<Config>,
): Promise<StreamConfig> {
  try {
    return (await manager.streams.info(name)).config
  } catch (error) {
    if (codeOf(error) !== noSuchStream) throw error
  }
  try {
    return (await add()).config
  } catch (error) {
    const code = codeOf(error)
    // Another node made it in this moment.
    if (code === nameTaken) return (await manager.streams.info(name)).config
    if (code !== null && tooLittleRoom.includes(code))
      throw new FailureError(
        failure(
          'storageFull',
          `The NATS servers have no room for stream ${name}. Raise max_file_store, or ask for less.`,
        ),
        { cause: error },
      )
    throw error
  }
}

const silent = (stream: string) =>
  failure(
    'unavailable',
    `The NATS servers say nothing of stream ${stream}. Is JetStream on, and do most of the servers run?`,
  )

const codeOf = (error: unknown): number | null => (error instanceof JetStreamApiError ? error.code : null)
