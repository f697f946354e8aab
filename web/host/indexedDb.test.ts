import 'fake-indexeddb/auto'
import { afterEach, expect, test } from 'bun:test'
import { newChatId, newEpoch, newSubmissionId } from '@parley/protocol'
import { deleteDB, openDB } from 'idb'
import { storageContract } from '../../protocol/client/storage.contract.ts'
import { createClock } from '../../protocol/client/testing/clock.ts'
import { indexedDbStorage } from './indexedDb.ts'

let places = 0
const newName = (): string => `parley-test-${places++}`

storageContract('IndexedDB', () => {
  const name = newName()
  return { open: () => indexedDbStorage(name), remove: () => void deleteDB(name) }
})

const clock = createClock()
const chat = newChatId(clock)
const submission = (command: string) => ({ chat, id: newSubmissionId(clock), at: clock.now(), command })

/** The transactions that write, by their durability, in the order in which they began. */
const written: string[] = []
const begin = IDBDatabase.prototype.transaction
IDBDatabase.prototype.transaction = function transaction(stores, mode, options) {
  if (mode === 'readwrite') written.push(options?.durability ?? 'default')
  return begin.call(this, stores, mode, options)
}
afterEach(() => void written.splice(0))

test('[LINK13] what is written in one turn is one transaction, and no more than a hundred rows', async () => {
  const storage = indexedDbStorage(newName())
  await Promise.all(Array.from({ length: 250 }, (_, at) => storage.setValue(`key ${at}`, `${at}`)))
  expect(written).toHaveLength(3)
  expect((await storage.values('key ')).size).toBe(250)
  await Promise.all([storage.setValue('a', '1'), storage.setValue('a', '2'), storage.setValue('a', null)])
  expect(written).toHaveLength(4)
  expect(await storage.values('a')).toEqual(new Map())
  await storage.close()
})

test('[LINK13] a turn with the user’s own words in it waits for the disk, one of nothing but cache does not', async () => {
  const storage = indexedDbStorage(newName())
  await storage.putChat({ chat, epoch: newEpoch(clock), seq: 1, state: '{}' })
  await storage.setValue('setting/told/1/draft/a', '"a"')
  expect(written.splice(0)).toEqual(['relaxed', 'relaxed'])
  await storage.addSubmission(submission('a'))
  await storage.putMark({ chat, delivered: 1, read: 1 })
  await storage.setValue('setting/own/draft/a', '"a"')
  await Promise.all([storage.setValue('me', '{}'), storage.addSubmission(submission('b'))])
  expect(written).toEqual(['strict', 'strict', 'strict', 'strict'])
  await storage.close()
})

test('[LINK13] what is read sees what was written before it', async () => {
  const storage = indexedDbStorage(newName())
  const one = submission('a')
  const done = storage.addSubmission(one)
  expect(await storage.outbox()).toEqual([one])
  await done
  await storage.close()
})

test('[LINK14] a newer build and a logout get the database at once, and the one that had it hears of it', async () => {
  const name = newName()
  let lost = 0
  const older = indexedDbStorage(name, () => lost++)
  await older.addSubmission(submission('a'))
  const newer = await openDB(name, 2)
  expect(lost).toBe(1)
  expect(await newer.count('outbox')).toBe(1)
  expect(await older.setValue('a', 'b').catch(() => 'refused')).toBe('refused')
  newer.close()
  await deleteDB(name)
  const closed = indexedDbStorage(name, () => lost++)
  await closed.opened()
  await closed.close()
  await deleteDB(name)
  expect(lost).toBe(1)
})

test('[LINK15] without its cache a storage holds what the user made and the server may not have', async () => {
  const storage = indexedDbStorage(newName())
  const one = submission('a')
  await storage.addSubmission(one)
  await storage.putMark({ chat, delivered: 2, read: 1 })
  await storage.putChat({ chat, epoch: newEpoch(clock), seq: 1, state: '{}' })
  for (const key of ['me', 'setting/own/draft/a', 'setting/told/1/draft/a']) await storage.setValue(key, key)
  await storage.forgetCache()
  expect(await storage.outbox()).toEqual([one])
  expect(await storage.marks()).toHaveLength(1)
  expect(await storage.chats()).toEqual([])
  expect([...(await storage.values('')).keys()]).toEqual(['setting/own/draft/a'])
  await storage.close()
})

test('[LINK15] a write that the browser refuses is told to whoever waits for it', async () => {
  const storage = indexedDbStorage(newName())
  await storage.opened()
  await storage.close()
  expect(await storage.addSubmission(submission('a')).catch(() => 'refused')).toBe('refused')
})
