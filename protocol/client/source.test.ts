import { expect, test } from 'bun:test'
import { createHost } from './remote/testing/mirrors.ts'
import {
  chatSource,
  chatsSource,
  connectionSource,
  meSource,
  personSource,
  presenceSource,
  settingSource,
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

test('[REMOTE15] the same sources follow a client behind a port, and a setting', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const host = await createHost(rig, ann)
  const { client } = await host.tab()
  const changes = { chat: 0, setting: 0, other: 0, state: 0 }
  const count = (name: keyof typeof changes, source: Source<unknown>): void =>
    void source.subscribe(() => void changes[name]++)
  const [one, setting] = [chatSource(client, chat), settingSource(client, 'theme')]
  count('chat', one)
  count('setting', setting)
  count('other', settingSource(client, 'keys'))
  count('state', connectionSource(client))
  const before = one.get()
  rig.post(ben, chat, 'x')
  host.client.setSetting('theme', 'dark')
  await rig.clock.advance(100)
  expect(one.get()).not.toBe(before)
  expect([setting.get(), changes.setting, changes.other]).toEqual(['dark', 1, 0])
  expect(changes.chat).toBeGreaterThan(0)
  client.setSetting('theme', null)
  expect([setting.get(), changes.setting]).toEqual([null, 2])
  rig.server.network.cut()
  await rig.clock.advance(0)
  expect([connectionSource(client).get().type, changes.state]).toEqual(['offline', 1])
  expect(meSource(client).get()).toEqual(ann.person)
})
