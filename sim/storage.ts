/** A device's storage: slow, in order, and without what was not yet written when its process was killed. */
import { type ClientStorage, memoryStorage } from '@parley/protocol/client'
import type { Process } from './process.ts'
import type { World } from './world.ts'

export interface SimStorage {
  /** What is on the device's disk. */
  readonly kept: ClientStorage
  /** Submissions that wait in it. */
  waiting(): number
  /** For one process. */
  open(process: Process): ClientStorage
}

export function createSimStorage(world: World, msMax: number): SimStorage {
  const kept = memoryStorage()
  const outbox = new Set<string>()
  return {
    kept,
    waiting: () => outbox.size,
    open(process) {
      let busyUntil = 0
      const later = <Value>(run: () => Promise<Value>): Promise<Value> => {
        if (msMax === 0) return run()
        busyUntil = Math.max(busyUntil, world.now() + world.between(0, msMax))
        return new Promise((resolve, reject) => {
          process.after(busyUntil - world.now(), () => void run().then(resolve, reject))
        })
      }
      return {
        outbox: () => later(() => kept.outbox()),
        addSubmission: (row) =>
          later(() => {
            outbox.add(`${row.chat} ${row.id}`)
            return kept.addSubmission(row)
          }),
        removeSubmission: (chat, id) =>
          later(() => {
            outbox.delete(`${chat} ${id}`)
            return kept.removeSubmission(chat, id)
          }),
        chats: () => later(() => kept.chats()),
        putChat: (row) => later(() => kept.putChat(row)),
        removeChat: (chat) => later(() => kept.removeChat(chat)),
        marks: () => later(() => kept.marks()),
        putMark: (row) => later(() => kept.putMark(row)),
        removeMark: (row) => later(() => kept.removeMark(row)),
        values: (prefix) => later(() => kept.values(prefix)),
        setValue: (key, value) => later(() => kept.setValue(key, value)),
        close: () => Promise.resolve(),
      }
    },
  }
}
