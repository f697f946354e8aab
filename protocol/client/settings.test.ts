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
const unsent = async (storage: ClientStorage): Promise<number> => (await storage.values('setting/own/')).size

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
  expect(client.settings('mute/')).toEqual(
    new Map([
      ['mute/a', 'mute/a'],
      ['mute/b', 'mute/b'],
    ]),
  )
  const told = events.length
  client.setSetting('theme', 'theme')
  client.setSetting('nothing', null)
  expect(events).toHaveLength(told)
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

test('[SETTING5] what waits for its second is said when the client stops', async () => {
  const rig = createRig()
  const said: string[] = []
  const { client } = await rig.client(rig.server.user('ann'), {
    transport(url, handlers) {
      const link = rig.server.network.transport(url, handlers)
      return {
        ...link,
        send(text) {
          said.push(text)
          link.send(text)
        },
      }
    },
  })
  await rig.clock.until(isOnline(client))
  client.setSetting('theme', 'dark')
  await rig.clock.advance(500)
  client.setSetting('theme', 'light')
  await client.stop()
  expect(said.at(-1)).toBe(JSON.stringify({ t: 'set', key: 'theme', value: 'light' }))
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
