import { expect, test } from 'bun:test'
import type { Client } from './client.ts'
import type { ClientEvent } from './events.ts'
import { memoryStorage } from './memory.ts'
import type { ClientStorage } from './storage.ts'
import { createRig, type Rig } from './testing/rig.ts'

const isOnline = (client: Client) => (): boolean => client.state.type === 'online'
const keysTold = (events: readonly ClientEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'settings' ? event.keys : []))
const setsHeard = ({ server }: Rig): readonly (string | null)[] =>
  server.heard.flatMap(({ frame }) => (frame.t === 'set' ? [frame.value] : []))
const hellos = ({ server }: Rig): readonly (number | undefined)[] =>
  server.heard.flatMap(({ frame }) => (frame.t === 'hello' ? [frame.settings] : []))
const unsent = async (storage: ClientStorage): Promise<number> => (await storage.values('setting/own/')).size

/** A storage whose writes take this long: a process that lags behind. */
function slowed(storage: ClientStorage, rig: Rig, ms: number): ClientStorage {
  return {
    ...storage,
    async setValue(key, value) {
      await new Promise<void>((resolve) => void rig.clock.after(ms, resolve))
      await storage.setValue(key, value)
    },
  }
}

test('[SETTING2] what the server has not heard outlives the process, and is said by the next one', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const storage = memoryStorage()
  rig.server.network.isUp = false
  const first = await rig.client(ann, { storage })
  first.client.setSetting('draft/tea', 'Hello')
  await first.client.stop()
  const second = await rig.client(ann, { storage })
  expect(second.client.setting('draft/tea')).toBe('Hello')
  rig.server.network.isUp = true
  await rig.clock.until(() => rig.server.kept.of(ann.person.id).get('draft/tea')?.[1] === 'Hello')
  await rig.clock.advance(1_000)
  expect(await unsent(storage)).toBe(0)
})

test('[SETTING2] what the server told is there without it, and only what changed since is asked for', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const storage = memoryStorage()
  rig.server.kept.put(ann.person.id, 'theme', 'dark')
  rig.server.kept.put(ann.person.id, 'notify', 'on')
  rig.server.kept.put(ann.person.id, 'notify', null)
  const first = await rig.client(ann, { storage })
  await rig.clock.until(isOnline(first.client))
  await first.client.stop()
  rig.server.network.isUp = false
  const second = await rig.client(ann, { storage })
  expect(second.client.setting('theme')).toBe('dark')
  rig.server.kept.put(ann.person.id, 'theme', null)
  rig.server.network.isUp = true
  await rig.clock.until(isOnline(second.client))
  expect(second.client.setting('theme')).toBeNull()
  expect(hellos(rig)).toEqual([0, 3])
  await rig.clock.advance(0)
  // One row for each, in its last state.
  expect([...(await storage.values('setting/')).keys()].sort()).toEqual([
    'setting/told/3/notify',
    'setting/told/4/theme',
  ])
})

test('[SETTING6] when all settings come anew, those that do not come are gone, and no other is seen to go', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  for (const key of ['a', 'b', 'c', 'd']) rig.server.kept.put(ann.person.id, key, key)
  const { client, events } = await rig.client(ann)
  await rig.clock.until(isOnline(client))
  const before = keysTold(events).length
  rig.server.network.cut()
  rig.server.kept.of(ann.person.id).delete('b')
  rig.server.kept.put(ann.person.id, 'c', 'new')
  rig.server.kept.horizon = 1_000
  await rig.clock.advance(60_000)
  expect(client.settings('')).toEqual(
    new Map([
      ['a', 'a'],
      ['c', 'new'],
      ['d', 'd'],
    ]),
  )
  expect(keysTold(events).slice(before)).toEqual(['c', 'b'])
})

test('[SETTING6] records of an older day replace what is known', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const storage = memoryStorage()
  await storage.setValue('setting/told/500/theme', '"of tomorrow"')
  rig.server.kept.put(ann.person.id, 'theme', 'dark')
  const { client } = await rig.client(ann, { storage })
  expect(client.setting('theme')).toBe('of tomorrow')
  await rig.clock.until(isOnline(client))
  expect(client.setting('theme')).toBe('dark')
  rig.server.kept.put(ann.person.id, 'theme', 'light')
  await rig.clock.advance(100)
  expect(client.setting('theme')).toBe('light')
  rig.server.network.cut()
  await rig.clock.until(() => hellos(rig).length === 2)
  expect(hellos(rig)).toEqual([500, 2])
})

test('[SETTING6] a value that is told late does not come over a later one', async () => {
  const rig = createRig()
  const { client } = await rig.client(rig.server.user('ann'))
  await rig.clock.until(isOnline(client))
  rig.server.say({ t: 'settings', settings: [['theme', 'new', 7]] })
  rig.server.say({ t: 'settings', settings: [['theme', 'old', 6]] })
  await rig.clock.advance(100)
  expect(client.setting('theme')).toBe('new')
})

test('[SETTING6] a client that was cut off, or ended, while all came anew asks for all again', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const storage = memoryStorage()
  for (const key of ['a', 'b', 'c']) rig.server.kept.put(ann.person.id, key, key)
  const first = await rig.client(ann, { storage })
  // Something has come, and not the end.
  await rig.clock.until(() => first.client.setting('a') !== null)
  expect(first.client.state.type).toBe('connecting')
  await first.client.stop()
  const second = await rig.client(ann, { storage })
  await rig.clock.until(() => hellos(rig).length === 2)
  rig.server.network.cut()
  await rig.clock.until(isOnline(second.client))
  expect(hellos(rig)).toEqual([0, 0, 0])
  expect(second.client.settings('').size).toBe(3)
  rig.server.network.cut()
  await rig.clock.until(() => hellos(rig).length === 4)
  expect(hellos(rig).at(-1)).toBe(3)
})

test('[SETTING7] a second process sees what the first has set, and does not say it while the first does', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const storage = memoryStorage()
  const first = await rig.client(ann, { storage })
  await rig.clock.until(isOnline(first.client))
  first.client.setSetting('draft/tea', 'Hel')
  await rig.clock.advance(0)
  const second = await rig.client(ann, { storage })
  expect(second.client.setting('draft/tea')).toBe('Hel')
  first.client.setSetting('draft/tea', 'Hello')
  await rig.clock.advance(60_000)
  expect(setsHeard(rig)).toEqual(['Hel', 'Hello'])
  expect([first, second].map(({ client }) => client.setting('draft/tea'))).toEqual(['Hello', 'Hello'])
})

test('[SETTING7] what another process set meanwhile is not removed from the storage with what was answered', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const storage = memoryStorage()
  const first = await rig.client(ann, { storage })
  await rig.clock.until(isOnline(first.client))
  // The second one does not get through.
  rig.server.network.isUp = false
  const second = await rig.client(ann, { storage })
  rig.server.kept.isSilent = true
  first.client.setSetting('theme', 'dark')
  await rig.clock.until(() => setsHeard(rig).length === 1)
  second.client.setSetting('theme', 'light')
  await rig.clock.advance(0)
  rig.server.say({ t: 'set', key: 'theme' })
  await rig.clock.advance(100)
  expect(first.client.setting('theme')).toBe('dark')
  expect((await storage.values('setting/own/')).get('setting/own/theme')).toContain('light')
})

test('[SETTING7] what is set while the storage is asked for what another process left is not lost', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const storage = memoryStorage()
  rig.server.kept.put(ann.person.id, 'draft/tea', 'theirs')
  await storage.setValue('setting/own/draft/tea', JSON.stringify(['said before', 0, 0]))
  let isAsked = false
  const watched: ClientStorage = {
    ...storage,
    async values(prefix) {
      const rows = await storage.values(prefix)
      if (!prefix.startsWith('setting/own/')) return rows
      isAsked = true
      await new Promise<void>((resolve) => void rig.clock.after(50, resolve))
      return rows
    },
  }
  const { client } = await rig.client(ann, { storage: watched })
  await rig.clock.until(() => isAsked)
  client.setSetting('draft/tea', 'mine')
  await rig.clock.advance(60_000)
  expect(client.setting('draft/tea')).toBe('mine')
  expect(rig.server.kept.of(ann.person.id).get('draft/tea')?.[1]).toBe('mine')
})

test('[SETTING7] a process that lags behind puts no older value over a newer one', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const storage = memoryStorage()
  const slow = await rig.client(ann, { storage: slowed(storage, rig, 400) })
  const fast = await rig.client(ann, { storage })
  await rig.clock.until(() => isOnline(slow.client)() && isOnline(fast.client)())
  for (const value of ['1', '2', '3']) {
    rig.server.kept.put(ann.person.id, 'theme', value)
    await rig.clock.advance(100)
  }
  // The slow one has written the first, at most.
  const third = await rig.client(ann, { storage })
  expect(third.client.setting('theme')).toBe('3')
})
