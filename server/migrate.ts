/**
 * Moves the data of a server: from its folder into a cluster, or back. Clients notice nothing: the log keeps its epoch, and
 * every entry its place, time, author, cause, hash and salt, so that their cursors stay good; records keep their values and get
 * revisions above all that any client has seen, so that each hears the settings it may have missed.
 *
 *     source ──▶ target, marked as under way   no server starts on it
 *        │        entries, records, signing key
 *        │        everything is read from both and compared
 *        ├── marked as moved                   no server starts on it any more
 *        └──────▶ target's mark is taken off   the server may start there
 *
 * It may be killed at any point and run again: it goes on with what is missing. Servers must not run meanwhile: a folder is
 * locked, of a cluster it is asked whether a node listens; who writes all the same is found out when all is compared.
 */
import { resolve } from 'node:path'
import { realEnv } from '@parley/actors'
import { failure, FailureError } from '@parley/protocol'
import { compareEntries, copyEntries } from './moving/entries.ts'
import { readMarker, writeMarker } from './moving/marker.ts'
import { openPlace, type OpenPlace, type Place, type PlaceWorld, refuseNodes, wordsOf } from './moving/places.ts'
import { allRecords, compareRecords, copyRecords, lastRevision, type RecordMap } from './moving/records.ts'
import { secureRandom } from './random.ts'

export type { ClusterPlace, Place } from './moving/places.ts'

/** Changes of records in the source between two runs of one move. */
const revisionsSpare = 1_000_000

export interface Progress {
  readonly step: 'entries' | 'records' | 'comparing'
  /** Entries, or records. */
  readonly done: number
}

export interface MoveOptions {
  readonly from: Place
  readonly to: Place
  /** Told of what goes wrong and passes, or does not. */
  onDefect(error: unknown): void
  onProgress(progress: Progress): void
}

export interface Moved {
  readonly epoch: string
  readonly chats: number
  readonly entries: number
  readonly records: number
  /** False: the target signs with another key, or the operator keeps it, and people may have to log in again. */
  readonly hasSigningKey: boolean
}

/** Throws a `FailureError` that says what to do. */
export async function migrate({ from, to, onDefect, onProgress }: MoveOptions): Promise<Moved> {
  // Beside the folder, so that what a killed run leaves is found, and taken away, by the next.
  const [folder] = [from, to].flatMap((place) => (place.type === 'folder' ? [resolve(place.path)] : []))
  const world = worldOf(onDefect, folder === undefined ? null : `${folder}.moving`)
  await Promise.all([refuseNodes(from, world), refuseNodes(to, world)])
  const source = await openPlace(from, world, null)
  try {
    const records = await allRecords(source.records)
    const recordsAfter = lastRevision(records) + revisionsSpare
    const marker = { state: 'underWay', from: wordsOf(from), recordsAfter } as const
    const target = await openPlace(to, world, { epoch: source.log.epoch, marker })
    try {
      if (target.log.epoch !== source.log.epoch) throw taken(to)
      await claim({ source, target, from, to, records, recordsAfter })
      return await move({ source, target, from, to, records, onProgress })
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

/** After a move that is to be forgotten: servers may start on the place again. */
export async function reopen(place: Place, onDefect: (error: unknown) => void): Promise<void> {
  const world = worldOf(onDefect, null)
  await refuseNodes(place, world)
  const open = await openPlace(place, world, null)
  try {
    const { marker } = await readMarker(open.records)
    if (marker?.state === 'underWay')
      throw new FailureError(failure('conflict', `What is in ${wordsOf(place)} is not whole, and cannot be opened.`))
    await writeMarker(open.records, null)
  } finally {
    await open.close()
  }
}

const worldOf = (onDefect: (error: unknown) => void, scratch: string | null): PlaceWorld => ({
  scratch,
  env: { ...realEnv, random: secureRandom },
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  onDefect,
})

interface Ends {
  readonly source: OpenPlace
  readonly target: OpenPlace
  readonly from: Place
  readonly to: Place
  readonly records: RecordMap
}

/** From here on no server starts on the target. Throws where it is not ours to fill. */
async function claim({
  source,
  target,
  from,
  to,
  records,
  recordsAfter,
}: Ends & { recordsAfter: number }): Promise<void> {
  const [{ marker: here }, { marker: there }] = [await readMarker(source.records), await readMarker(target.records)]
  if (here?.state === 'underWay') throw notWhole(from)
  switch (there?.state) {
    case 'moved':
      throw taken(to)
    case 'underWay':
      if (there.recordsAfter > lastRevision(records)) return
      throw new FailureError(
        failure(
          'conflict',
          `Too much has changed in ${wordsOf(from)} since the move began. Begin anew with an empty target.`,
        ),
      )
    case undefined: {
      const isEmpty = target.log.chats('', 1).length === 0 && (await allRecords(target.records)).size === 0
      if (!isEmpty) {
        // It may be whole already: the comparison says.
        await compareAll({ source, target, records }, () => undefined).catch((error: unknown) => {
          throw error instanceof FailureError && error.failure.code === 'conflict' ? taken(to) : error
        })
        return
      }
      if (here?.state === 'moved')
        throw new FailureError(
          failure('conflict', `${wordsOf(from)} was moved to ${here.to} before. Move it from there, or see --reopen.`),
        )
      await writeMarker(target.records, { state: 'underWay', from: wordsOf(from), recordsAfter })
    }
  }
}

async function move(ends: Ends & Pick<MoveOptions, 'onProgress'>): Promise<Moved> {
  const { source, target, to, records, onProgress } = ends
  let done = 0
  const begin = (step: Progress['step']) => {
    done = 0
    onProgress({ step, done })
    return (count = 1): void => onProgress({ step, done: (done += count) })
  }
  await copyEntries(source.log, target.log, begin('entries'))
  const onRecord = begin('records')
  await copyRecords(records, target.records, () => onRecord())
  const key = await source.signingKey()
  const hasSigningKey = key !== null && (await target.keepSigningKey(key))
  const counts = await compareAll(ends, begin('comparing'))
  await writeMarker(source.records, { state: 'moved', to: wordsOf(to) })
  await writeMarker(target.records, null)
  return { epoch: source.log.epoch, ...counts, records: records.size, hasSigningKey }
}

async function compareAll({ source, target, records }: Omit<Ends, 'from' | 'to'>, onEntries: (count: number) => void) {
  await compareRecords(source.records, records, target.records)
  return compareEntries(source.log, target.log, onEntries)
}

const taken = (to: Place): FailureError =>
  new FailureError(failure('conflict', `There is other data in ${wordsOf(to)}. Name a place that is empty.`))
const notWhole = (from: Place): FailureError =>
  new FailureError(failure('conflict', `What is in ${wordsOf(from)} is not whole: a move to it was never finished.`))
