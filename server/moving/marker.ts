/**
 * A record that keeps servers away from data that is on its way: the same log must never be written in two places, because
 * clients would take both for one. A server that finds it does not start.
 *
 *     the target   underWay   from the first moment to the last
 *     the source   moved      since all of it was found in the target
 */
import { failure, FailureError } from '@parley/protocol'
import type { Json, Records } from '../records/records.ts'

export const markerKey = 'cluster/moving'

export type Marker =
  | {
      readonly state: 'underWay'
      readonly from: string
      /** Records have revisions after this one here: higher ones than any client of the source has seen. */
      readonly recordsAfter: number
    }
  | { readonly state: 'moved'; readonly to: string }

export const toJson = (marker: Marker): Json => ({ ...marker })

export async function readMarker(
  records: Records,
): Promise<{ readonly marker: Marker | null; readonly revision: number }> {
  const record = await records.get(markerKey)
  return { marker: record === null ? null : parse(record.value), revision: record?.revision ?? 0 }
}

/** `null` removes it. Throws `conflict` where somebody else writes it at the same time. */
export async function writeMarker(records: Records, marker: Marker | null): Promise<void> {
  const { revision } = await readMarker(records)
  if (marker === null && revision === 0) return
  const put = await records.put(markerKey, marker === null ? null : toJson(marker), revision)
  if (put.type === 'conflict')
    throw new FailureError(failure('conflict', 'Another parley migrate is at work on the same data. Let it end.'))
}

/** Throws for a server that must not start on this data. */
export async function refuseMoving(records: Records): Promise<void> {
  const { marker } = await readMarker(records)
  if (marker === null) return
  const why =
    marker.state === 'moved'
      ? `This data was moved to ${marker.to}, and people may have gone on there. Start the server there. Only where nobody did: parley migrate --reopen.`
      : `This data is not whole yet: it is on its way here from ${marker.from}. Run the same parley migrate again; it goes on where it ended.`
  throw new FailureError(failure('conflict', why))
}

function parse(value: Json): Marker | null {
  if (value === null || typeof value !== 'object' || !('state' in value)) return null
  if (value.state === 'moved') return { state: 'moved', to: textOf('to' in value ? value.to : null) }
  const recordsAfter = 'recordsAfter' in value ? Number(value.recordsAfter) : 0
  return { state: 'underWay', from: textOf('from' in value ? value.from : null), recordsAfter }
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : '')
