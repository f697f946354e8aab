/**
 * The records as one node sees them: slow, sometimes refusing, sometimes silent about what they stored. Their leader answers
 * `get`; followers hear what the node's own copy has.
 */
import type { RecordEntry, Records } from '../server/records/records.ts'
import { away, patienceMsMax, type SimLogOptions } from './log.ts'
import { createTail, type Tail } from './tail.ts'

export interface SimRecords extends Records {
  readonly tail: Tail<RecordEntry>
}

export function createSimRecords({ world, disk, process, options, way }: SimLogOptions): SimRecords {
  const { records } = disk
  const later = (): Promise<void> =>
    new Promise((resolve) => void process.after(world.between(0, options.logMsMax), resolve))
  const refuseAway = (): void => {
    if (disk.isOut || way.isCut) throw away('The records are')
  }
  const tail = createTail<RecordEntry>({
    world,
    process,
    taken: disk.revision(),
    msMax: options.followMsMax,
    placeOf: ({ revision }) => revision,
    page: (after, upTo) => disk.recordsUpTo(upTo).filter(({ revision }) => revision > after),
    isHeld: () => way.isCut || way.isStalled,
    onTaken: () => undefined,
  })

  return {
    tail,
    async get(key) {
      await later()
      refuseAway()
      return records.get(key)
    },
    async put(key, value, expected) {
      const isFailing = world.trouble(options.faults.recordFailed)
      const isSilent = isFailing && world.chance(0.5)
      await later()
      if (disk.isOut || way.isCut || (isFailing && !isSilent)) {
        world.reach('record put failed')
        throw away('The records are')
      }
      const put = await records.put(key, value, expected)
      await later()
      if (put.type === 'conflict') {
        world.reach('record put conflict')
        return put
      }
      if (isSilent) {
        world.reach('record put unknown and landed')
        throw new Error('The answer was lost.')
      }
      try {
        await tail.reached(put.revision, world.between(300, patienceMsMax))
      } catch (cause) {
        throw new Error('Nobody knows whether the record was stored.', { cause })
      }
      return put
    },
    async list(prefix) {
      await later()
      refuseAway()
      await tail.reached(disk.revision(), patienceMsMax)
      return records.list(prefix)
    },
    follow: (after, onRecords) => tail.follow(after, onRecords),
    close: () => Promise.resolve(),
  }
}
