/** The records as one process sees them: slow, sometimes refusing, sometimes silent about what they stored. */
import { failure, FailureError } from '@parley/protocol'
import type { Records } from '../server/records/records.ts'
import type { Disk } from './disk.ts'
import type { Options } from './options.ts'
import type { Process } from './process.ts'
import type { World } from './world.ts'

export function createSimRecords(world: World, disk: Disk, process: Process, options: Options): Records {
  const { records } = disk
  const later = (): Promise<void> =>
    new Promise((resolve) => void process.after(world.between(0, options.logMsMax), resolve))
  const refuse = (): FailureError => new FailureError(failure('unavailable', 'The records are away.', 200))

  return {
    async get(key) {
      await later()
      if (disk.isOut) throw refuse()
      return records.get(key)
    },
    async put(key, value, expected) {
      const isFailing = world.trouble(options.faults.recordFailed)
      const isSilent = isFailing && world.chance(0.5)
      await later()
      if (disk.isOut || (isFailing && !isSilent)) {
        world.reach('record put failed')
        throw refuse()
      }
      const put = await records.put(key, value, expected)
      await later()
      if (!isSilent) return put
      world.reach('record put unknown and landed')
      throw new Error('The answer was lost.')
    },
    async list(prefix) {
      await later()
      return records.list(prefix)
    },
    follow(after, onRecords) {
      return records.follow(after, (group) => {
        if (process.isAlive) onRecords(group)
      })
    },
    close: () => Promise.resolve(),
  }
}
