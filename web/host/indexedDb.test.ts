import 'fake-indexeddb/auto'
import { expect, test } from 'bun:test'
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
