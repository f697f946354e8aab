/**
 * The client's storage in a browser: one IndexedDB database for each account, a row for each thing, never one value that holds
 * all. What is written in one turn is one transaction (at most `rowsMax` rows), and every promise resolves when the
 * transaction is complete. A transaction that holds the user's own words (outbox, marks, own settings) is `strict`: the
 * browser tells that it is complete after the disk has it. A transaction of nothing but cache is `relaxed`.
 *
 * A newer build, or a logout, may want the database for itself: then this one closes at once and says `onLost`.
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb'
import type { ChatId, SubmissionId } from '@parley/protocol'
import type { ChatRow, ClientStorage, MarkRow, OutboxRow } from '@parley/protocol/client'

export interface AccountStorage extends ClientStorage {
  /** Rejects where the browser gives no database. */
  opened(): Promise<void>
  /** Removes all but what the user made and the server may not have: outbox, marks, settings set here. */
  forgetCache(): Promise<void>
}

interface Schema extends DBSchema {
  outbox: { key: number; value: OutboxRow; indexes: { submission: [ChatId, SubmissionId] } }
  chats: { key: ChatId; value: ChatRow }
  marks: { key: ChatId; value: MarkRow }
  values: { key: string; value: { readonly key: string; readonly value: string } }
}

const stores = ['outbox', 'chats', 'marks', 'values'] as const
type Transaction = IDBPTransaction<Schema, typeof stores, 'readwrite'>

interface Write {
  readonly isStrict: boolean
  run(transaction: Transaction): Promise<void>
  done(): void
  failed(error: unknown): void
}

const version = 1
/** Rows of one transaction. */
const rowsMax = 100
/** Values that are the user's until the server has them; see `settingRows.ts` of the client. */
const ownPrefix = 'setting/own/'

export function indexedDbStorage(name: string, onLost: () => void = () => undefined): AccountStorage {
  let isClosed = false
  const lost = (): void => {
    if (isClosed) return
    isClosed = true
    onLost()
  }
  const opening = openDB<Schema>(name, version, {
    upgrade(database) {
      database.createObjectStore('outbox', { autoIncrement: true }).createIndex('submission', ['chat', 'id'], {
        unique: true,
      })
      database.createObjectStore('chats', { keyPath: 'chat' })
      database.createObjectStore('marks', { keyPath: 'chat' })
      database.createObjectStore('values', { keyPath: 'key' })
    },
    blocking() {
      void opening.then((database) => database.close())
      lost()
    },
    terminated: lost,
  })
  // Whoever waits for a write or for `opened` hears of it.
  opening.catch(() => undefined)

  let waiting: Write[] = []
  let isDue = false

  const write = (isStrict: boolean, run: (transaction: Transaction) => Promise<void>): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ isStrict, run, done: resolve, failed: reject })
      if (isDue) return
      isDue = true
      queueMicrotask(() => void opening.then(flush, fail))
    })

  /** All transactions are made at once, so that a later one, also one that reads, sees what these write. */
  function flush(database: IDBPDatabase<Schema>): void {
    const due = taken()
    for (let from = 0; from < due.length; from += rowsMax) void transact(database, due.slice(from, from + rowsMax))
  }

  function fail(error: unknown): void {
    for (const one of taken()) one.failed(error)
  }

  function taken(): readonly Write[] {
    const due = waiting
    waiting = []
    isDue = false
    return due
  }

  async function transact(database: IDBPDatabase<Schema>, writes: readonly Write[]): Promise<void> {
    try {
      const durability = writes.some(({ isStrict }) => isStrict) ? 'strict' : 'relaxed'
      const transaction = database.transaction(stores, 'readwrite', { durability })
      // A request that fails aborts the transaction too, which then says why.
      transaction.done.catch(() => undefined)
      for (const one of writes) await one.run(transaction)
      await transaction.done
      for (const one of writes) one.done()
    } catch (error) {
      for (const one of writes) one.failed(error)
    }
  }

  async function read<Rows>(rows: (database: IDBPDatabase<Schema>) => Promise<Rows>): Promise<Rows> {
    const database = await opening
    flush(database)
    return rows(database)
  }

  return {
    opened: async () => void (await opening),
    outbox: () => read((database) => database.getAll('outbox')),
    addSubmission: ({ chat, id, at, command }) =>
      write(true, async (transaction) => {
        const outbox = transaction.objectStore('outbox')
        const known = await outbox.index('submission').getKey([chat, id])
        if (known === undefined) await outbox.add({ chat, id, at, command })
      }),
    removeSubmission: (chat, id) =>
      write(true, async (transaction) => {
        const outbox = transaction.objectStore('outbox')
        const place = await outbox.index('submission').getKey([chat, id])
        if (place !== undefined) await outbox.delete(place)
      }),
    chats: () => read((database) => database.getAll('chats')),
    putChat: (row) =>
      write(false, async (transaction) => {
        const chats = transaction.objectStore('chats')
        const before = await chats.get(row.chat)
        const isOlder =
          before !== undefined && (before.epoch > row.epoch || (before.epoch === row.epoch && before.seq > row.seq))
        if (!isOlder) await chats.put(row)
      }),
    removeChat: (chat) => write(false, (transaction) => transaction.objectStore('chats').delete(chat)),
    marks: () => read((database) => database.getAll('marks')),
    putMark: ({ chat, delivered, read: seen }) =>
      write(true, async (transaction) => {
        const marks = transaction.objectStore('marks')
        const before = (await marks.get(chat)) ?? { delivered: 0, read: 0 }
        await marks.put({ chat, delivered: Math.max(before.delivered, delivered), read: Math.max(before.read, seen) })
      }),
    removeMark: ({ chat, delivered, read: seen }) =>
      write(true, async (transaction) => {
        const marks = transaction.objectStore('marks')
        const before = await marks.get(chat)
        if (before !== undefined && before.delivered <= delivered && before.read <= seen) await marks.delete(chat)
      }),
    values: async (prefix) => {
      const rows = await read((database) => database.getAll('values', beginningWith(prefix)))
      return new Map(rows.filter(({ key }) => key.startsWith(prefix)).map(({ key, value }) => [key, value]))
    },
    setValue: (key, value) =>
      write(key.startsWith(ownPrefix), async (transaction) => {
        const values = transaction.objectStore('values')
        if (value === null) await values.delete(key)
        else await values.put({ key, value })
      }),
    forgetCache: () =>
      write(true, async (transaction) => {
        await transaction.objectStore('chats').clear()
        const values = transaction.objectStore('values')
        for (const key of await values.getAllKeys()) if (!key.startsWith(ownPrefix)) await values.delete(key)
      }),
    async close() {
      isClosed = true
      const database = await opening.catch(() => null)
      if (database === null) return
      flush(database)
      // Ends after the transactions that are under way.
      database.close()
    },
  }
}

/** Keys are ordered by their code units. */
function beginningWith(prefix: string): IDBKeyRange | undefined {
  const last = prefix.charCodeAt(prefix.length - 1)
  if (prefix === '') return undefined
  if (last === 0xffff) return IDBKeyRange.lowerBound(prefix)
  return IDBKeyRange.bound(prefix, prefix.slice(0, -1) + String.fromCharCode(last + 1), false, true)
}
