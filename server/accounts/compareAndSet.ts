/** Changing one record while others may: read, decide, put, and again where somebody was faster. */
import { failure, FailureError } from '@parley/protocol'
import type { Json, Records } from '../records/records.ts'

/** A writer that loses this often gives up: more is no bad luck but a defect or an attack. */
const triesMax = 16

/** `value: undefined` leaves the record as it is; `null` removes it. */
export interface Change<Result> {
  readonly value: Json | undefined
  readonly result: Result
}

/** `decide` may run several times and must only decide. Throws what it throws, and `overloaded` after too many lost races. */
export async function changeRecord<Result>(
  records: Records,
  key: string,
  decide: (current: Json) => Change<Result>,
): Promise<Result> {
  let entry = await records.get(key)
  for (let tries = 0; tries < triesMax; tries++) {
    const { value, result } = decide(entry?.value ?? null)
    if (value === undefined || (value === null && entry === null)) return result
    const put = await records.put(key, value, entry?.revision ?? 0)
    if (put.type === 'stored') return result
    entry = put.current
  }
  throw new FailureError(failure('overloaded', 'Too many changes at once. Try again.', 1_000))
}
