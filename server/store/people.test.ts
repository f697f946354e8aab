/** People, contacts, sessions and marks: what the store makes of records. */
import { expect, test } from 'bun:test'
import { isSessionId, newSessionId, privateChatId, type UserId } from '@parley/protocol'
import { accountKey } from '../accounts/accountRecord.ts'
import { contactKey } from '../accounts/contactRecord.ts'
import { sha256 } from '../accounts/digest.ts'
import { sessionKey } from '../accounts/sessionRecord.ts'
import { testEnv } from '../log/contract.ts'
import type { Json } from '../records/records.ts'
import { ann, ben, cat, dan, group, manualEnv, openOn, play } from './testing/history.ts'

/** A store and a way to put a record as if it had just become durable. */
async function openPeople() {
  const { log } = await play([])
  const env = manualEnv(1_000)
  const store = openOn(log, ':memory:', env)
  let revision = 0
  const put = (key: string, value: Json): void => store.foldRecords([{ key, value, revision: ++revision }])
  const person = (id: UserId, username: string, name = username): void =>
    put(accountKey(id), { username, name, isAdministrator: false, createdAt: 1 })
  const block = (...blockedBy: readonly UserId[]): void =>
    put(contactKey(ann, ben), { requestedBy: null, isAccepted: false, blockedBy })
  person(ann, 'ann', 'Ann Lee')
  person(ben, 'ben', 'Änne O%_')
  person(cat, 'annika', 'Cat')
  return { store, env, put, person, block }
}

test('[STORE16] people are found by the beginning of username or name, in any case; no character is special', async () => {
  const { store } = await openPeople()
  const search = (query: string): string[] => store.people.search(dan, query, 10).map(({ username }) => username)
  expect(search('ann')).toEqual(['ann', 'annika'])
  expect(search(' ANN L')).toEqual(['ann'])
  expect(search('ÄNN')).toEqual(['ben'])
  expect(search('änne o%')).toEqual(['ben'])
  for (const none of ['nn', 'lee', '%', 'a_n', "' or 1=1"]) expect(search(none)).toEqual([])
  expect(store.people.search(dan, 'ann', 1)).toHaveLength(1)
})

test('[STORE17] a search leaves out who blocked the reader, and nobody else', async () => {
  const { store, block } = await openPeople()
  block(ben)
  expect(store.people.search(ann, 'ben', 10)).toEqual([])
  expect(store.people.search(cat, 'ben', 10)).toHaveLength(1)
  expect(store.people.search(ben, 'ann', 10)).toHaveLength(2)
})

test('[STORE18] a block holds both ways until the last of the two takes it back, also after a restart', async () => {
  const { store, block } = await openPeople()
  const isBlocked = (): boolean[] => [store.people.isBlocked(ann, ben), store.people.isBlocked(ben, ann)]
  expect(isBlocked()).toEqual([false, false])
  block(ann)
  expect(isBlocked()).toEqual([true, true])
  expect([store.people.contactState(ann, ben), store.people.contactState(ben, ann)]).toEqual(['blocked', 'none'])
  block(ann, ben)
  block(ben)
  expect(isBlocked()).toEqual([true, true])
  expect([ann, ben, cat].map((user) => store.people.hasBlocks(user))).toEqual([true, true, false])
  block()
  expect(isBlocked()).toEqual([false, false])
  expect(store.people.hasBlocks(ann)).toBe(false)
})

test('[STORE19] a person has the private chat that the reader has with them, and the reader none', async () => {
  const { store } = await openPeople()
  expect(store.people.get(ann, ben)?.chat).toBe(privateChatId(sha256, ann, ben))
  expect(store.people.get(ann, ann)).toEqual({ id: ann, username: 'ann', name: 'Ann Lee' })
  expect(store.people.byUsername(ben, 'ANN')?.id).toBe(ann)
  expect(store.people.get(ann, dan)).toBeNull()
})

test('[STORE20] contacts are each side’s own view, and a removed one is gone', async () => {
  const { store, put } = await openPeople()
  const key = contactKey(ann, ben)
  put(key, { requestedBy: ann, isAccepted: false, blockedBy: [] })
  expect(store.people.contacts(ann).map(({ person, state }) => [person.id, state])).toEqual([[ben, 'requested']])
  expect(store.people.contacts(ben).map(({ person, state }) => [person.id, state])).toEqual([[ann, 'incoming']])
  put(key, { requestedBy: ann, isAccepted: true, blockedBy: [] })
  expect([store.people.contactState(ann, ben), store.people.contactState(ben, ann)]).toEqual(['accepted', 'accepted'])
  put(key, null)
  expect([store.people.contacts(ann), store.people.contacts(ben)]).toEqual([[], []])
})

test('[STORE21] a device session lives until its record is removed or its time is over', async () => {
  const { store, put, env } = await openPeople()
  const session = newSessionId(testEnv(3))
  const value = { client: 'x', createdAt: 0, seenAt: 0, refreshHash: 'h', previousHash: null, rotatedAt: 0 }
  expect(isSessionId(session)).toBe(true)
  expect(store.people.isLive(session)).toBe(false)
  put(sessionKey(ann, session), { ...value, endsAt: 2_000 })
  expect(store.people.isLive(session)).toBe(true)
  env.moveTo(2_000)
  expect(store.people.isLive(session)).toBe(false)
  put(sessionKey(ann, session), { ...value, endsAt: 3_000 })
  expect(store.people.isLive(session)).toBe(true)
  put(sessionKey(ann, session), null)
  expect(store.people.isLive(session)).toBe(false)
})

test('[STORE22] marks, last sightings and the revision follow their records; what is no record is passed over', async () => {
  const { store, put } = await openPeople()
  expect(store.marks.get(ann, group)).toEqual({ delivered: 0, read: 0, revision: 0 })
  put(`mark/${ann}/${group}`, { delivered: 5, read: 3 })
  const revision = store.revision()
  expect(store.marks.get(ann, group)).toEqual({ delivered: 5, read: 3, revision })
  expect(store.marks.of(group)).toEqual([{ user: ann, delivered: 5, read: 3 }])
  put(`seen/${ann}`, { at: 77 })
  expect([store.people.seenAt(ann), store.people.seenAt(ben)]).toEqual([77, null])
  for (const key of ['mark/x/y', `mark/${ann}/${group}`, `seen/${ann}`, `account/${ann}`, 'what/ever'])
    put(key, { delivered: 'no' })
  expect(store.marks.get(ann, group).read).toBe(3)
  expect(store.people.get(ben, ann)?.username).toBe('ann')
  expect(store.revision()).toBe(revision + 6)
})
