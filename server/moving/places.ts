/** The two kinds of places that data can be in: the folder of one server, and the NATS servers of a cluster. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Env } from '@parley/actors'
import { type Epoch, failure, FailureError } from '@parley/protocol'
import { keyBytes, leftSigningKey, openSigningKey } from '../accounts/keys.ts'
import { keptSigningKey, sharedSigningKey } from '../accounts/sharedKey.ts'
import { openCluster } from '../cluster/main.ts'
import { aliveOf } from '../cluster/membership.ts'
import { openWire } from '../cluster/wire.ts'
import { openDisk } from '../disk/main.ts'
import type { ImportingLog } from '../log/log.ts'
import type { Records } from '../records/records.ts'
import { type Marker, markerKey, toJson } from './marker.ts'

export interface ClusterPlace {
  readonly type: 'cluster'
  readonly nats: readonly string[]
  readonly natsMonitors: readonly string[]
  readonly cluster: string
  readonly replicas: number
  readonly logBytes: number
  readonly recordBytes: number
  readonly unsafeSync: boolean
}

export type Place = ClusterPlace | { readonly type: 'folder'; readonly path: string }

export interface PlaceWorld {
  readonly env: Env
  randomBytes(count: number): Uint8Array
  /** A folder for the copy of a cluster, as large as the data; emptied before and taken away afterwards. `null`: a new one. */
  readonly scratch: string | null
  onDefect(error: unknown): void
}

/** How a place that holds nothing yet begins. */
export interface Beginning {
  readonly epoch: Epoch
  readonly marker: Extract<Marker, { state: 'underWay' }>
}

export interface OpenPlace {
  readonly log: ImportingLog
  readonly records: Records
  /** `null` where there is none, or the operator keeps it. */
  signingKey(): Promise<Uint8Array | null>
  /** False where there is another one already. */
  keepSigningKey(key: Uint8Array): Promise<boolean>
  close(): Promise<void>
}

export const wordsOf = (place: Place): string =>
  place.type === 'folder'
    ? `the folder ${resolve(place.path)}`
    : `the cluster "${place.cluster}" at ${place.nats.map((url) => url.replace(/\/\/[^@/]*@/, '//')).join(', ')}`

/** With a `beginning` a place that is not there is made; without one it must be there. */
export const openPlace = (place: Place, world: PlaceWorld, beginning: Beginning | null): Promise<OpenPlace> =>
  place.type === 'folder' ? openFolder(place.path, world, beginning) : openNats(place, world, beginning)

const nothingThere = (place: Place): FailureError =>
  new FailureError(failure('notFound', `There is no data of a server in ${wordsOf(place)}.`))

async function openFolder(path: string, world: PlaceWorld, beginning: Beginning | null): Promise<OpenPlace> {
  const { env, randomBytes, onDefect } = world
  if (beginning === null && !existsSync(join(path, 'log.sqlite'))) throw nothingThere({ type: 'folder', path })
  const { log, records, close } = await openDisk({
    folder: path,
    env,
    onDefect,
    ...(beginning === null
      ? {}
      : {
          beginning: {
            epoch: beginning.epoch,
            record: {
              key: markerKey,
              value: toJson(beginning.marker),
              revision: beginning.marker.recordsAfter,
            },
          },
        }),
  })
  return {
    log,
    records,
    close,
    signingKey: async () => leftSigningKey(path),
    async keepSigningKey(key) {
      // What a first start would draw.
      const draw = (count: number): Uint8Array => (count === keyBytes ? key : randomBytes(count))
      return Bun.deepEquals(openSigningKey(path, { randomBytes: draw, onExposed: () => undefined }), key)
    },
  }
}

async function openNats(place: ClusterPlace, world: PlaceWorld, beginning: Beginning | null): Promise<OpenPlace> {
  const { env, randomBytes, onDefect } = world
  // A copy of its own, so that no node's is touched.
  const folder = world.scratch ?? mkdtempSync(join(tmpdir(), 'parley-migrate-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  remove()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    const { log, records, close } = await openCluster({
      servers: place.nats,
      monitors: place.natsMonitors,
      name: place.cluster,
      node: 'migrate',
      folder,
      replicas: place.replicas,
      logBytesMax: place.logBytes,
      recordBytesMax: place.recordBytes,
      isUnsafeSync: place.unsafeSync,
      boot: 'migrate',
      env,
      onDefect,
      beginning: {
        epoch() {
          if (beginning === null) throw nothingThere(place)
          return beginning.epoch
        },
        recordsAfter: beginning?.marker.recordsAfter ?? 0,
      },
    })
    return {
      log,
      records,
      signingKey: () => keptSigningKey(records),
      async keepSigningKey(key) {
        try {
          return Bun.deepEquals(await sharedSigningKey(records, { given: null, left: key, randomBytes }), key)
        } catch (error) {
          if (error instanceof FailureError && error.failure.code === 'invalid') return false
          throw error
        }
      },
      async close() {
        await close()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

/** The servers say at once where nobody listens; who listens longer than this is a node. */
const listenMs = 2_000

/** Throws where servers of a cluster run. That a folder is free, its lock says. */
export async function refuseNodes(place: Place, { env }: PlaceWorld): Promise<void> {
  if (place.type === 'folder') return
  const { nats, cluster } = place
  const { promise: isNobody, resolve, reject } = Promise.withResolvers<boolean>()
  // Who may not ask hears nothing.
  const wire = await openWire(nats, 'migrate', reject)
  const inbox = `${cluster}.answer.migrate.${Math.floor(env.random() * 2 ** 48).toString(36)}`
  wire.hear(inbox, (arrival) => resolve(arrival.isNobody))
  // It says nothing that a node would take for a member.
  wire.send(aliveOf(cluster), '{}', inbox)
  const cancel = env.after(listenMs, () => resolve(false))
  try {
    if (await isNobody) return
  } finally {
    cancel()
    await wire.close()
  }
  throw new FailureError(
    failure(
      'unavailable',
      `A server of the cluster "${cluster}" runs. Stop all of them first: nobody may write meanwhile.`,
    ),
  )
}
