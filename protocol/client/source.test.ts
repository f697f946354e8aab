import { expect, test } from 'bun:test'
import {
  chatSource,
  chatsSource,
  connectionSource,
  meSource,
  personSource,
  presenceSource,
  type Source,
} from './source.ts'
import { createRig } from './testing/rig.ts'

test('[TEXT20] a source says when its value is another, and gives the same object until then', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const [chat, other] = [rig.chat([ann, ben]), rig.chat([ann, ben])]
  const { client } = await rig.client(ann)
  const seen = <Value>(source: Source<Value>): { readonly changes: () => number; readonly end: () => void } => {
    let changes = 0
    const end = source.subscribe(() => void changes++)
    return { changes: () => changes, end }
  }
  const state = seen(connectionSource(client))
  const me = meSource(client)
  expect(me.get()).toBeNull()
  await rig.clock.until(() => client.state.type === 'online')
  expect(state.changes()).toBeGreaterThan(0)
  expect(me.get()).toEqual(client.me)

  const one = chatSource(client, chat)
  const all = chatsSource(client)
  const [ofOne, ofOther, ofAll] = [seen(one), seen(chatSource(client, other)), seen(all)]
  const [before, list] = [one.get(), all.get()]
  expect(one.get()).toBe(before)
  expect(all.get()).toBe(list)
  rig.post(ben, chat, 'x')
  await rig.clock.until(() => one.get() !== before)
  expect(all.get()).not.toBe(list)
  expect([ofOne.changes() > 0, ofAll.changes() > 0, ofOther.changes()]).toEqual([true, true, 0])

  ofOne.end()
  const told = ofOne.changes()
  rig.post(ben, chat, 'y')
  await rig.clock.advance(1_000)
  expect(ofOne.changes()).toBe(told)
  expect(personSource(client, ben.person.id).get()).toEqual(client.person(ben.person.id))
  expect(presenceSource(client, ben.person.id).get()).toEqual(client.presenceOf(ben.person.id))
})
