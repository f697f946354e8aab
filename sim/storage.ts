/** A device's storage: slow, in order, and without what was not yet written when its process was killed. */
import { type ClientStorage, memoryStorage } from '@parley/protocol/client'
import type { Process } from './process.ts'
import type { World } from './world.ts'

export interface SimStorage {
  /** What is on the device's disk. */
  readonly kept: ClientStorage
  /** For one process. */
  open(process: Process): ClientStorage
}

export function createSimStorage(world: World, msMax: number): SimStorage {
  const kept = memoryStorage()
  return {
    kept,
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
        addSubmission: (row) => later(() => kept.addSubmission(row)),
        removeSubmission: (chat, id) => later(() => kept.removeSubmission(chat, id)),
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
