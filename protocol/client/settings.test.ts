import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { failure } from '../failure.ts'
import { limits } from '../limits.ts'
import type { Client } from './client.ts'
import type { ClientEvent } from './events.ts'
import { memoryStorage } from './memory.ts'
import { adoptMs, setEveryMs } from './settings.ts'
import type { ClientStorage } from './storage.ts'
import { createRig, type Rig } from './testing/rig.ts'

const isOnline = (client: Client) => (): boolean => client.state.type === 'online'
const keysTold = (events: readonly ClientEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'settings' ? event.keys : []))
const failuresTold = (events: readonly ClientEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'failure' ? [event.failure.code] : []))
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

test('[SETTING1] what is set is seen at once, also before the first connection, and reaches the other devices', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  rig.server.network.isUp = false
  const one = await rig.client(ann)
  expect(one.client.setSetting('mute/tea', 'all')).toBeNull()
  expect(one.client.setting('mute/tea')).toBe('all')
  expect(keysTold(one.events)).toEqual(['mute/tea'])
  rig.server.network.isUp = true
  const other = await rig.client(ann)
  await rig.clock.until(() => other.client.setting('mute/tea') === 'all')
  expect(keysTold(other.events)).toEqual(['mute/tea'])
  other.client.setSetting('mute/tea', null)
  await rig.clock.until(() => one.client.setting('mute/tea') === null)
  await rig.clock.advance(60_000)
  expect(setsHeard(rig)).toEqual(['all', null])
})

test('[SETTING1] settings are found by the beginning of their key; setting the same again changes nothing', async () => {
  const rig = createRig()
  const { client, events } = await rig.client(rig.server.user('ann'))
  for (const key of ['mute/b', 'mute/a', 'mute', 'theme']) client.setSetting(key, key)
  client.setSetting('mute/c', 'x')
  client.setSetting('mute/c', null)
  expect([...client.settings('mute/')].sort()).toEqual([
    ['mute/a', 'mute/a'],
    ['mute/b', 'mute/b'],
  ])
  const told = events.length
  client.setSetting('theme', 'theme')
  client.setSetting('nothing', null)
  expect(events).toHaveLength(told)
})

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
})

test('[SETTING3] a value that the server has not kept wins over what it tells; one that it has gives way', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const { client, events } = await rig.client(ann)
  await rig.clock.until(isOnline(client))
  rig.server.network.isUp = false
  rig.server.network.cut()
  client.setSetting('draft/tea', 'mine')
  rig.server.kept.put(ann.person.id, 'draft/tea', 'theirs')
  rig.server.network.isUp = true
  await rig.clock.advance(60_000)
  expect(rig.server.kept.of(ann.person.id).get('draft/tea')?.[1]).toBe('mine')
  expect(keysTold(events)).toEqual(['draft/tea'])
  rig.server.kept.put(ann.person.id, 'draft/tea', 'theirs')
  await rig.clock.advance(100)
  expect(client.setting('draft/tea')).toBe('theirs')
})

test('[SETTING3] what another device set after ours is seen when ours was answered', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const { client, events } = await rig.client(ann)
  await rig.clock.until(isOnline(client))
  rig.server.kept.isSilent = true
  client.setSetting('theme', 'dark')
  await rig.clock.until(() => setsHeard(rig).length === 1)
  rig.server.kept.put(ann.person.id, 'theme', 'light')
  await rig.clock.advance(100)
  expect(client.setting('theme')).toBe('dark')
  rig.server.say({ t: 'set', key: 'theme' })
  await rig.clock.advance(100)
  expect(client.setting('theme')).toBe('light')
  expect(keysTold(events)).toEqual(['theme', 'theme'])
})

test('[SETTING3] what was said by a process that did not hear the answer is not said over what came after it', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const storage = memoryStorage()
  const first = await rig.client(ann, { storage })
  await rig.clock.until(isOnline(first.client))
  rig.server.kept.isSilent = true
  first.client.setSetting('draft/tea', 'old')
  await rig.clock.until(() => setsHeard(rig).length === 1)
  await first.client.stop()
  expect(await unsent(storage)).toBe(1)
  rig.server.kept.isSilent = false
  rig.server.kept.put(ann.person.id, 'draft/tea', 'new')
  await rig.clock.advance(adoptMs)
  const second = await rig.client(ann, { storage })
  await rig.clock.advance(60_000)
  expect(second.client.setting('draft/tea')).toBe('new')
  expect(rig.server.kept.of(ann.person.id).get('draft/tea')?.[1]).toBe('new')
  expect(await unsent(storage)).toBe(0)
})

test('[SETTING4] whatever is set where, cut and restarted, all devices end equal to the server, and nothing is left unsent', async () => {
  const step = fc.record({
    kind: fc.constantFrom('set', 'set', 'set', 'remove', 'cut', 'down', 'up', 'wait', 'restart', 'forget'),
    device: fc.nat({ max: 2 }),
    key: fc.constantFrom('a', 'b', 'a/b'),
    ms: fc.nat({ max: 3_000 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.nat(), async (steps, seed) => {
      const rig = createRig(seed)
      const ann = rig.server.user('ann')
      // The last two are processes on one storage.
      const shared = memoryStorage()
      const storages = [memoryStorage(), shared, shared]
      const clients = await Promise.all(storages.map((storage) => rig.client(ann, { storage })))
      for (const [place, { kind, device, key, ms }] of steps.entries()) {
        const client = clients[device]?.client
        if (kind === 'set') client?.setSetting(key, `${place}`)
        if (kind === 'remove') client?.setSetting(key, null)
        if (kind === 'cut') rig.server.network.cut()
        if (kind === 'down' || kind === 'up') rig.server.network.isUp = kind === 'up'
        if (kind === 'wait') await rig.clock.advance(ms)
        if (kind === 'forget') rig.server.kept.horizon = ms % 20
        if (kind === 'restart') {
          const storage = storages[device]
          await client?.stop()
          if (storage !== undefined) clients[device] = await rig.client(ann, { storage })
        }
      }
      rig.server.network.isUp = true
      await rig.clock.advance(300_000)
      const kept = [...rig.server.kept.of(ann.person.id).values()].flatMap(([key, value]) =>
        value === null ? [] : [[key, value] as const],
      )
      for (const { client } of clients) expect(client.settings('')).toEqual(new Map(kept))
      for (const storage of storages) expect(await unsent(storage)).toBe(0)
      // And so does one that starts from what is stored.
      for (const { client } of clients) await client.stop()
      rig.server.network.isUp = false
      for (const storage of storages)
        expect((await rig.client(ann, { storage })).client.settings('')).toEqual(new Map(kept))
    }),
    { numRuns: 200 },
  )
})

test('[SETTING5] a key that changes all the time is said once a second, its last value at the end', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const { client } = await rig.client(ann)
  await rig.clock.until(isOnline(client))
  for (let at = 1; at <= 100; at++) {
    client.setSetting('draft/tea', 'x'.repeat(at))
    await rig.clock.advance(50)
  }
  await rig.clock.advance(setEveryMs)
  expect(setsHeard(rig).length).toBeLessThanOrEqual(6)
  expect(setsHeard(rig).at(-1)).toBe('x'.repeat(100))
})

test('[SETTING5] many at once are said some at a time, and all of them', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  rig.server.network.isUp = false
  const { client } = await rig.client(ann)
  for (let at = 0; at < 300; at++) client.setSetting(`mute/${at}`, 'all')
  rig.server.network.isUp = true
  rig.server.kept.isSilent = true
  await rig.clock.until(isOnline(client))
  await rig.clock.advance(1_000)
  expect(setsHeard(rig)).toHaveLength(50)
  rig.server.kept.isSilent = false
  rig.server.network.cut()
  await rig.clock.advance(60_000)
  expect(rig.server.kept.of(ann.person.id).size).toBe(300)
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
  expect([...client.settings('')].sort()).toEqual([
    ['a', 'a'],
    ['c', 'new'],
    ['d', 'd'],
  ])
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

test('[SETTING8] a key that is none and a value that is too long are refused at once, and change nothing', async () => {
  const rig = createRig()
  const { client, events } = await rig.client(rig.server.user('ann'))
  const long = 'x'.repeat(limits.settingKeyCharsMax + 1)
  for (const key of ['', '/', 'a/', 'a//b', 'ä', 'a b', long]) expect(client.setSetting(key, 'x')?.code).toBe('invalid')
  for (const value of ['x'.repeat(limits.settingBytesMax - 1), '"'.repeat(limits.settingBytesMax / 2)])
    expect(client.setSetting('a', value)?.code).toBe('tooLarge')
  expect(client.setSetting('a', 'x'.repeat(limits.settingBytesMax - 2))).toBeNull()
  for (let at = 1; at < limits.settingsPerUserMax; at++) client.setSetting(`b/${at}`, 'x')
  const told = events.length
  expect(client.setSetting('c', 'x')?.code).toBe('tooLarge')
  expect(client.setting('c')).toBeNull()
  expect(events).toHaveLength(told)
  expect(client.setSetting('b/1', 'y')).toBeNull()
})

test('[SETTING8] the draft of the longest message fits, however its letters are written', () => {
  for (const letter of ['x', '"', '\n', 'é', '😀']) {
    const text = letter.repeat(limits.textBytesMax / new TextEncoder().encode(letter).length)
    const draft = JSON.stringify({ text, replyTo: 1_000_000 })
    expect(new TextEncoder().encode(JSON.stringify(draft)).length).toBeLessThanOrEqual(limits.settingBytesMax)
  }
})

test('[SETTING8] what the server refuses for good is told, stays here, and is said again after a reconnect only', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const { client, events } = await rig.client(ann)
  await rig.clock.until(isOnline(client))
  rig.server.kept.refuse = () => failure('tooLarge', 'Too much.')
  client.setSetting('draft/tea', 'Hello')
  await rig.clock.advance(60_000)
  expect(setsHeard(rig)).toEqual(['Hello'])
  expect(failuresTold(events)).toEqual(['tooLarge'])
  expect(client.setting('draft/tea')).toBe('Hello')
  rig.server.kept.refuse = () => null
  rig.server.network.cut()
  await rig.clock.advance(60_000)
  expect(rig.server.kept.of(ann.person.id).get('draft/tea')?.[1]).toBe('Hello')
})

test('[SETTING8] what the server refuses for now is said again after the time that it gives', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const { client, events } = await rig.client(ann)
  await rig.clock.until(isOnline(client))
  rig.server.kept.refuse = () => failure('overloaded', 'Later.', 7_000)
  client.setSetting('theme', 'dark')
  await rig.clock.advance(6_000)
  rig.server.kept.refuse = () => null
  expect(setsHeard(rig)).toHaveLength(1)
  await rig.clock.advance(2_000)
  expect(rig.server.kept.of(ann.person.id).get('theme')?.[1]).toBe('dark')
  expect(failuresTold(events)).toEqual([])
})
