/** Carries all records from one store of them into another, removed ones too: a device that comes back must hear of those. */
import { failure, FailureError } from '@parley/protocol'
import type { RecordEntry, Records } from '../records/records.ts'
import { atOnce } from './atOnce.ts'
import { markerKey } from './marker.ts'

/** Puts that are under way at the same time. */
const putsAtOnce = 16

export type RecordMap = ReadonlyMap<string, RecordEntry>

/** The last state of each, in the order of revisions, but for what belongs to the place and not to the data. */
export async function allRecords(records: Records): Promise<RecordMap> {
  const found = new Map<string, RecordEntry>()
  const following = records.follow(0, (group) => {
    for (const record of group) {
      found.delete(record.key)
      found.set(record.key, record)
    }
  })
  await following.caughtUp
  following.stop()
  return new Map([...found].filter(([key]) => !key.startsWith(placeKeys)))
}

/** The marker of a move, and the signing key, which is a file elsewhere. */
const placeKeys = `${markerKey.split('/')[0] ?? ''}/`

export const lastRevision = (records: RecordMap): number =>
  [...records.values()].reduce((last, { revision }) => Math.max(last, revision), 0)

/** Throws `conflict` where the target holds what the source does not, or somebody writes to it. */
export async function copyRecords(source: RecordMap, to: Records, onRecord: () => void): Promise<void> {
  const there = await allRecords(to)
  refuseForeign(source, there)
  await atOnce(source.values(), putsAtOnce, async ({ key, value }) => {
    const current = there.get(key)
    if (current === undefined || !Bun.deepEquals(current.value, value)) {
      const expected = current === undefined || current.value === null ? 0 : current.revision
      const put = await to.put(key, value, expected)
      if (put.type === 'conflict') throw written(key)
    }
    onRecord()
  })
}

/** Throws where they are not the same, by key and value. */
export async function compareRecords(from: Records, source: RecordMap, to: Records): Promise<void> {
  const [now, there] = [await allRecords(from), await allRecords(to)]
  refuseForeign(source, there)
  for (const [key, { value, revision }] of source) {
    const copy = there.get(key)
    if (copy === undefined || !Bun.deepEquals(copy.value, value)) throw written(key)
    if (now.get(key)?.revision !== revision) throw written(key)
  }
  if (now.size !== source.size)
    throw new FailureError(failure('conflict', 'Somebody wrote records meanwhile. Stop all servers, and run it again.'))
}

function refuseForeign(source: RecordMap, there: RecordMap): void {
  for (const key of there.keys())
    if (!source.has(key))
      throw new FailureError(
        failure('conflict', `The target holds a record that the source does not: ${key}. Name a target that is empty.`),
      )
}

const written = (key: string): FailureError =>
  new FailureError(
    failure('conflict', `Somebody wrote to the record ${key} meanwhile. Stop all servers, and run it again.`),
  )
