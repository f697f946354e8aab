/** Records in memory, for tests and simulation: no I/O, no timers. */
import { createFollowers } from '../log/following.ts'
import { refusePut, unavailable } from './refuse.ts'
import { FailureError } from '@parley/protocol'
import type { RecordEntry, Records } from './records.ts'

export function createMemoryRecords(onDefect: (error: unknown) => void): Records {
  const records = new Map<string, RecordEntry>()
  let revision = 0
  let isClosed = false
  const refuseClosed = (): void => {
    if (isClosed) throw new FailureError(unavailable)
  }
  const present = (key: string): RecordEntry | null => {
    const record = records.get(key)
    return record === undefined || record.value === null ? null : record
  }
  const followers = createFollowers<RecordEntry>(0, {
    placeOf: (record) => record.revision,
    page: (after, upTo) =>
      [...records.values()]
        .filter((record) => record.revision > after && record.revision <= upTo)
        .sort((one, other) => one.revision - other.revision),
    pause: () => Promise.resolve(),
    onDefect,
  })

  return {
    async get(key) {
      refuseClosed()
      return present(key)
    },
    async put(key, value, expected) {
      refuseClosed()
      const json = JSON.stringify(value)
      const refused = refusePut(key, json)
      if (refused !== null) throw new FailureError(refused)
      const current = present(key)
      if ((current?.revision ?? 0) !== expected) return { type: 'conflict', current }
      revision += 1
      const record = { key, value: structuredClone(value), revision }
      records.set(key, record)
      followers.tell([record])
      return { type: 'stored', revision }
    },
    async list(prefix) {
      refuseClosed()
      const found = [...records.values()].filter((record) => record.value !== null && record.key.startsWith(prefix))
      return found.sort((one, other) => (one.key < other.key ? -1 : 1))
    },
    follow(afterRevision, onRecords) {
      refuseClosed()
      return followers.follow(afterRevision, onRecords)
    },
    async close() {
      isClosed = true
    },
  }
}
