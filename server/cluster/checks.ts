/**
 * What a node asks of its NATS servers before it trusts them with messages, and says in plain words where it is not so. Below
 * 2.12 the compare-and-set is broken with replicas or its parts are missing; where `sync_interval` is not `always`, a power
 * cut takes messages that were acknowledged; a stream that discards what is old deletes messages as it fills.
 */
import { type Epoch, failure, FailureError, isEpoch } from '@parley/protocol'

const versionMin = [2, 12] as const
/** A message of the log holds up to 512 entries, which wait for each other. */
export const payloadBytesMin = 4 * 1024 * 1024
const checkMs = 5_000

/** What a server's monitoring port says of it at `/varz`. */
export interface ServerFacts {
  readonly name: string
  readonly version: string
  readonly isSyncedAlways: boolean
  readonly payloadBytesMax: number
}

/** The settings of a stream that matter to us, by the names that NATS gives them. */
export interface StreamFacts {
  readonly retention: string
  readonly storage: string
  readonly discard: string
  readonly max_bytes: number
  readonly max_age: number
  readonly max_msgs: number
  readonly max_msgs_per_subject: number
  readonly num_replicas: number
  readonly deny_delete: boolean
  readonly deny_purge: boolean
}

export interface StreamWish {
  readonly replicas: number
  readonly messagesPerSubject: number
  /** Nobody may purge it. */
  readonly isPurgeDenied: boolean
}

export function versionFlaw(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isFit = major > versionMin[0] || (major === versionMin[0] && minor >= versionMin[1])
  return isFit ? null : `it is version ${version}, and a cluster needs ${versionMin.join('.')} or newer`
}

/** `isUnsafeSync`: the operator said that losing acknowledged messages in a power cut is acceptable. */
export function serverFlaws(facts: ServerFacts, isUnsafeSync: boolean): readonly string[] {
  const flaws: string[] = []
  const old = versionFlaw(facts.version)
  if (old !== null) flaws.push(old)
  if (!facts.isSyncedAlways && !isUnsafeSync)
    flaws.push(
      'its sync_interval is not "always", so a power cut would take messages that were acknowledged; set it in its jetstream block, or start with --unsafe-sync true if that is acceptable',
    )
  if (facts.payloadBytesMax < payloadBytesMin)
    flaws.push(`its max_payload is ${facts.payloadBytesMax} bytes, and a cluster needs ${payloadBytesMin}`)
  return flaws.map((flaw) => `NATS server ${facts.name}: ${flaw}.`)
}

export function streamFlaws(name: string, facts: StreamFacts, wish: StreamWish): readonly string[] {
  const flaws: string[] = []
  const must = (isSo: boolean, flaw: string): void => {
    if (!isSo) flaws.push(flaw)
  }
  must(facts.retention === 'limits', 'its retention must be "limits"')
  must(facts.storage === 'file', 'its storage must be "file"')
  must(facts.discard === 'new', 'its discard must be "new": with "old" it deletes messages when it is full')
  must(facts.max_bytes > 0, 'its max_bytes must be set: a full disk stops a NATS server until it is started again')
  must(facts.max_age === 0, 'its max_age must be 0: messages have no age limit')
  must(facts.max_msgs <= 0, 'its max_msgs must not be set')
  must(
    facts.max_msgs_per_subject === wish.messagesPerSubject,
    `its max_msgs_per_subject must be ${wish.messagesPerSubject}`,
  )
  must(facts.num_replicas >= wish.replicas, `it has ${facts.num_replicas} replicas and must have ${wish.replicas}`)
  must(!facts.deny_delete, 'its deny_delete must be off: erasing the words of deleted messages needs it')
  must(facts.deny_purge || !wish.isPurgeDenied, 'its deny_purge must be on')
  return flaws.map((flaw) => `Stream ${name}: ${flaw}.`)
}

/** `known`: the epoch of what this node has in its data folder; `null` for an empty one. */
export const epochFlaw = (known: Epoch | null, found: Epoch): string | null =>
  known === null || known === found
    ? null
    : `The data folder belongs to another cluster (epoch ${known}) than the NATS servers do (epoch ${found}). Name the right servers or another folder; if the cluster was made anew on purpose, delete cluster.db and store.db in the folder.`

export function refuseFlaws(flaws: readonly string[]): void {
  if (flaws.length > 0) throw new FailureError(failure('unsupported', flaws.join('\n')))
}

/** Asks every server's monitoring port. `monitors`: like `http://host:8222`. */
export async function checkServers(monitors: readonly string[], isUnsafeSync: boolean): Promise<void> {
  const answers = await Promise.allSettled(monitors.map(factsOf))
  // One server of a cluster may be down while a node starts; that none answers means that nothing is known.
  const flaws = answers.flatMap((answer) =>
    answer.status === 'fulfilled' ? serverFlaws(answer.value, isUnsafeSync) : [],
  )
  if (answers.every(({ status }) => status === 'rejected') && !isUnsafeSync)
    flaws.push(
      `No monitoring port of NATS answers at ${monitors.join(', ')}, so nobody knows whether messages are synced to disk. Set "http: 127.0.0.1:8222" in the servers' settings and name it with --nats-monitors, or start with --unsafe-sync true.`,
    )
  refuseFlaws(flaws)
}

async function factsOf(monitor: string): Promise<ServerFacts> {
  const response = await fetch(`${monitor}/varz`, { signal: AbortSignal.timeout(checkMs) })
  const facts = parseFacts(await response.json())
  if (facts === null) throw new Error(`${monitor} is not the monitoring port of a NATS server.`)
  return facts
}

export function parseFacts(varz: unknown): ServerFacts | null {
  if (typeof varz !== 'object' || varz === null) return null
  if (!('server_name' in varz) || typeof varz.server_name !== 'string') return null
  if (!('version' in varz) || typeof varz.version !== 'string') return null
  if (!('max_payload' in varz) || typeof varz.max_payload !== 'number') return null
  return {
    name: varz.server_name,
    version: varz.version,
    payloadBytesMax: varz.max_payload,
    isSyncedAlways: 'jetstream' in varz && isSyncedAlways(varz.jetstream),
  }
}

function isSyncedAlways(jetstream: unknown): boolean {
  if (typeof jetstream !== 'object' || jetstream === null || !('config' in jetstream)) return false
  const { config } = jetstream
  return typeof config === 'object' && config !== null && 'sync_always' in config && config.sync_always === true
}

/** The epoch that a stream bears in its metadata. */
export function epochOfMetadata(name: string, metadata: Record<string, string> | undefined): Epoch {
  const epoch = metadata?.['parley_epoch']
  if (epoch === undefined || !isEpoch(epoch))
    throw new FailureError(failure('unsupported', `Stream ${name} bears no epoch: it was not made by Parley.`))
  return epoch
}
