import { expect, test } from 'bun:test'
import { newUserId, type UserId } from '@parley/protocol'
import { contactKey, contactStateFor, parseContactRecord } from './contactRecord.ts'
import { createHouse } from './testing/house.ts'
import { refusalCode } from './testing/refusal.ts'

async function createPair() {
  const house = createHouse()
  const [ann, ben] = [await house.person('ann'), await house.person('ben')]
  const states = async (): Promise<string> => {
    const record = parseContactRecord((await house.records.get(contactKey(ann, ben)))?.value ?? null)
    const seenBy = (reader: UserId) => contactStateFor(record, reader)
    return `${seenBy(ann)} ${seenBy(ben)}`
  }
  return { ...house, ann, ben, states }
}

test('[ACC30] one asks, the other accepts or declines; each may end it', async () => {
  const { contacts, ann, ben, states } = await createPair()
  expect(await contacts.request(ann, ben)).toBe('requested')
  expect(await states()).toBe('requested incoming')
  expect(await contacts.decline(ben, ann)).toBe('none')
  expect(await states()).toBe('none none')
  await contacts.request(ann, ben)
  expect(await contacts.accept(ben, ann)).toBe('accepted')
  expect(await states()).toBe('accepted accepted')
  expect(await contacts.remove(ann, ben)).toBe('none')
  expect(await states()).toBe('none none')
})

test('[ACC31] two who ask each other at once have accepted each other', async () => {
  const { contacts, ann, ben, states } = await createPair()
  await Promise.all([contacts.request(ann, ben), contacts.request(ben, ann)])
  expect(await states()).toBe('accepted accepted')
})

test('[ACC32] nobody accepts what was not asked, nor their own question', async () => {
  const { contacts, ann, ben, env, states } = await createPair()
  expect(await refusalCode(contacts.accept(ann, ben))).toBe('notFound')
  await contacts.request(ann, ben)
  expect(await refusalCode(contacts.accept(ann, ben))).toBe('notFound')
  expect(await refusalCode(contacts.request(ann, ann))).toBe('invalid')
  expect(await refusalCode(contacts.request(ann, newUserId(env)))).toBe('notFound')
  expect(await states()).toBe('requested incoming')
})

test('[ACC33] to the one who is blocked a contact looks removed and a question unanswered, before the block and after', async () => {
  const { contacts, ann, ben, states } = await createPair()
  await contacts.request(ann, ben)
  expect(await contacts.block(ben, ann)).toBe('blocked')
  expect(await states()).toBe('requested blocked')
  expect(await contacts.remove(ann, ben)).toBe('none')
  expect(await contacts.request(ann, ben)).toBe('requested')
  expect(await states()).toBe('requested blocked')
  await contacts.unblock(ben, ann)
  expect(await states()).toBe('none none')
  await contacts.request(ann, ben)
  await contacts.accept(ben, ann)
  await contacts.block(ben, ann)
  expect(await states()).toBe('none blocked')
})

test('[ACC34] whoever blocked somebody must unblock before they ask; both may block', async () => {
  const { contacts, ann, ben, states } = await createPair()
  await contacts.block(ann, ben)
  await contacts.block(ben, ann)
  expect(await states()).toBe('blocked blocked')
  expect(await refusalCode(contacts.request(ann, ben))).toBe('conflict')
  await contacts.unblock(ann, ben)
  expect(await states()).toBe('none blocked')
  await contacts.unblock(ben, ann)
  expect(await states()).toBe('none none')
})

test('[ACC35] every change is harmless to repeat, and a pair with nothing between them has no record', async () => {
  const { contacts, records, ann, ben } = await createPair()
  for (const verb of ['request', 'block', 'unblock', 'decline', 'remove', 'remove'] as const) {
    const once = await contacts[verb](ann, ben)
    expect(await contacts[verb](ann, ben)).toBe(once)
  }
  expect(await records.list('contact/')).toEqual([])
})
