import { afterAll, beforeAll, expect, test } from 'bun:test'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type DownFrames, limits, type Setting } from '@parley/protocol'
import { type Line, type Live, openLive, type Person } from './testing/live.ts'

let live: Live
beforeAll(async () => {
  live = await openLive({ framesPerSecond: '0' })
})
afterAll(() => live.close())

const settingsOn = (line: Line): readonly Setting[] =>
  line.frames.flatMap((frame) => (frame.t === 'settings' ? frame.settings : []))
const plain = (settings: readonly Setting[]): unknown[] => settings.map(([key, value]) => [key, value])
const revisionOf = (line: Line): number => Math.max(0, ...settingsOn(line).map(([, , revision]) => revision))
/** Says it, and answers how it was answered. */
async function set(line: Line, key: string, value: string | null): Promise<DownFrames['set']> {
  const before = new Set(line.frames)
  line.send({ t: 'set', key, value })
  return line.next('set', (frame) => frame.key === key && !before.has(frame))
}
const setAll = async (line: Line, settings: Readonly<Record<string, string | null>>): Promise<void> => {
  const keys = Object.keys(settings)
  for (const key of keys) line.send({ t: 'set', key, value: settings[key] ?? null })
  await line.until(() => line.count('set') === keys.length)
  expect(line.frames.filter((frame) => frame.t === 'set' && frame.failure !== undefined)).toEqual([])
}
/** What a device hears that knows all up to a revision. */
async function resumed(person: Person, settings?: number, on = live): Promise<Line> {
  const line = await on.enter(person, { chats: [], ...(settings === undefined ? {} : { settings }) })
  await line.close()
  return line
}

test('[SETTING10] what one device sets all devices of the account hear, and who set it is answered after that', async () => {
  const [ann, ben] = [await live.register('ann'), await live.register('ben')]
  const [one, other, stranger] = [await live.enter(ann), await live.enter(ann), await live.enter(ben)]
  one.forget()
  expect(await set(one, 'theme', 'dark')).toEqual({ t: 'set', key: 'theme' })
  expect(one.kinds()).toEqual(['settings', 'set'])
  expect(plain(settingsOn(one))).toEqual([['theme', 'dark']])
  await other.next('settings')
  expect(settingsOn(other)).toEqual(settingsOn(one))
  expect(other.kinds()).not.toContain('set')
  // Nobody else: neither hears it nor comes to it under the same key.
  await set(stranger, 'theme', null)
  expect(stranger.kinds()).not.toContain('settings')
  expect(settingsOn(await resumed(ben, 0))).toEqual([])
  expect(plain(settingsOn(await resumed(ann, 0)))).toEqual([['theme', 'dark']])
})

test('[SETTING10] a setting is of whoever said it, whatever the key looks like', async () => {
  const [cat, dan] = [await live.register('cat'), await live.register('dan')]
  const [cats, dans] = [await live.enter(cat), await live.enter(dan)]
  await set(cats, 'theme', 'dark')
  const keys = [`${cat.id}/theme`, `setting/${cat.id}/theme`, '../theme', `../${cat.id}/theme`, '..', 'a/../../b']
  await setAll(dans, Object.fromEntries(keys.map((key) => [key, 'light'])))
  expect(plain(settingsOn(await resumed(cat, 0)))).toEqual([['theme', 'dark']])
  expect(settingsOn(await resumed(dan, 0))).toHaveLength(6)
})

test('[SETTING11] who comes back hears what changed since, removals too, in the order of their revisions, before `ready`', async () => {
  const eve = await live.register('eve')
  const line = await live.enter(eve)
  await set(line, 'a', '1')
  await set(line, 'b', '1')
  const known = revisionOf(line)
  await set(line, 'c', '1')
  await set(line, 'a', null)
  const back = await resumed(eve, known)
  expect(plain(settingsOn(back))).toEqual([
    ['c', '1'],
    ['a', null],
  ])
  expect(back.kinds()).toEqual(['welcome', 'settings', 'ready'])
  expect((await back.next('settings')).whole).toBeUndefined()
  expect((await resumed(eve, revisionOf(back))).kinds()).toEqual(['welcome', 'ready'])
  // One that does not say what it knows is an older client.
  expect((await resumed(eve)).kinds()).toEqual(['welcome', 'ready'])
})

test('[SETTING11] who knows nothing, or more than there is, hears everything, and how far it goes', async () => {
  const fay = await live.register('fay')
  const line = await live.enter(fay)
  await set(line, 'a', '1')
  await set(line, 'b', '1')
  await set(line, 'b', null)
  for (const known of [0, revisionOf(line) + 1_000_000]) {
    const { whole, settings } = await (await resumed(fay, known)).next('settings')
    expect(whole).toBe(true)
    expect(plain(settings)).toEqual([
      ['a', '1'],
      ['b', null],
    ])
  }
  const gil = await live.register('gil')
  expect((await resumed(gil, 0)).kinds()).toEqual(['welcome', 'ready'])
  expect(await (await resumed(gil, 1_000_000)).next('settings')).toEqual({ t: 'settings', settings: [], whole: true })
})

test('[SETTING12] settings outlive the server, and a store that was deleted', async () => {
  const first = await openLive()
  const ann = await first.register('ann')
  const line = await first.enter(ann)
  await set(line, 'draft/tea', 'Hello "you"\n\u{1f600}')
  await set(line, 'theme', 'dark')
  await set(line, 'theme', null)
  const [whole, changed] = [await resumed(ann, 0, first), await resumed(ann, 1, first)]
  await first.stop()
  const second = await openLive({}, first.folder)
  const again = [await resumed(ann, 0, second), await resumed(ann, 1, second)]
  expect(again.map(settingsOn)).toEqual([whole, changed].map(settingsOn))
  await second.stop()
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(first.folder, `store.db${suffix}`), { force: true })
  const third = await openLive({}, first.folder)
  const rebuilt = [await resumed(ann, 0, third), await resumed(ann, 1, third)]
  expect(rebuilt.map(settingsOn)).toEqual([whole, changed].map(settingsOn))
  const back = await third.enter(ann)
  await set(back, 'theme', 'light')
  expect(plain(settingsOn(await resumed(ann, revisionOf(whole), third)))).toEqual([['theme', 'light']])
  await third.close()
})

test('[SETTING12] what was set just before the stop is kept', async () => {
  const first = await openLive()
  const ann = await first.register('ann')
  const line = await first.enter(ann)
  line.send({ t: 'set', key: 'theme', value: 'dark' })
  await line.settled()
  await first.stop()
  const second = await openLive({}, first.folder)
  expect(plain(settingsOn(await resumed(ann, 0, second)))).toEqual([['theme', 'dark']])
  await second.close()
})

test('[SETTING13] a value that is too long is refused, and one that just fits is kept and told', async () => {
  const hal = await live.register('hal')
  const line = await live.enter(hal)
  const most = '\u0001'.repeat(Math.floor((limits.settingBytesMax - 2) / 6))
  expect(await set(line, 'a', most)).toEqual({ t: 'set', key: 'a' })
  expect(plain(settingsOn(line))).toEqual([['a', most]])
  expect(await set(line, 'b', `${most}\u0001`)).toMatchObject({ failure: { code: 'tooLarge' } })
  for (const key of ['', '/', 'a//b', 'a/', 'ä', 'x'.repeat(limits.settingKeyCharsMax + 1)]) {
    line.send({ t: 'set', key, value: 'x' })
    await line.settled()
  }
  expect(line.frames.filter((frame) => frame.t === 'failure' && frame.failure.code === 'invalid')).toHaveLength(6)
  expect(plain(settingsOn(await resumed(hal, 0)))).toEqual([['a', most]])
})

test('[SETTING13] all settings of an account have a bound; at it one may still change, shrink and go', async () => {
  const ida = await live.register('ida')
  const line = await live.enter(ida)
  const big = 'x'.repeat(limits.settingBytesMax - 2)
  const fits = Math.floor(limits.settingBytesPerUserMax / (limits.settingBytesMax + 32))
  await setAll(line, Object.fromEntries(Array.from({ length: fits }, (_, at) => [`big/${at}`, big])))
  const { failure } = await set(line, 'one/more', big)
  expect(failure).toMatchObject({ code: 'tooLarge' })
  expect(failure?.message).toContain(`${limits.settingBytesPerUserMax} bytes`)
  expect((await set(line, 'big/0', big.replaceAll('x', 'y'))).failure).toBeUndefined()
  expect((await set(line, 'big/0', 'small')).failure).toBeUndefined()
  expect((await set(line, 'one/more', big)).failure).toBeUndefined()
  expect((await set(line, 'big/1', null)).failure).toBeUndefined()
})

test('[SETTING13] as many settings as the bound says, and no more; they come back in frames that are not too long', async () => {
  const jan = await live.register('jan')
  const line = await live.enter(jan)
  const key = (at: number): string => `mute/${at.toString().padStart(6, '0')}`
  const most = Object.fromEntries(
    Array.from({ length: limits.settingsPerUserMax }, (_, at) => [key(at), 'x'.repeat(64)]),
  )
  await setAll(line, most)
  expect((await set(line, 'one/more', 'x')).failure).toMatchObject({ code: 'tooLarge' })
  expect((await set(line, key(0), null)).failure).toBeUndefined()
  expect((await set(line, 'one/more', 'x')).failure).toBeUndefined()
  const back = await resumed(jan, 0)
  expect(settingsOn(back).filter(([, value]) => value !== null)).toHaveLength(limits.settingsPerUserMax)
  expect(back.count('settings')).toBeGreaterThan(1)
  for (const frame of back.frames) expect(Buffer.byteLength(JSON.stringify(frame))).toBeLessThan(limits.frameBytesMax)
  expect(back.frames.flatMap((frame) => (frame.t === 'settings' ? [frame.whole ?? false] : []))).toEqual([
    true,
    ...Array.from({ length: back.count('settings') - 1 }, () => false),
  ])
})

test('[SETTING14] what is set of one key within a second becomes one record; the last one counts, and all are answered', async () => {
  const kim = await live.register('kim')
  const [one, other] = [await live.enter(kim), await live.enter(kim)]
  for (let at = 1; at <= 50; at++) {
    one.send({ t: 'set', key: 'draft/tea', value: `one ${at}` })
    other.send({ t: 'set', key: 'draft/tea', value: `other ${at}` })
  }
  await Promise.all([one, other].map((line) => line.until(() => line.count('set') === 50)))
  // The first may be written before the last is said.
  expect(settingsOn(one).length).toBeLessThanOrEqual(2)
  expect(['one 50', 'other 50']).toContain(String(settingsOn(one).at(-1)?.[1]))
  expect(settingsOn(other)).toEqual(settingsOn(one))
})

test('[SETTING14] setting what is there already changes nothing, and is answered', async () => {
  const leo = await live.register('leo')
  const line = await live.enter(leo)
  await set(line, 'theme', 'dark')
  const before = settingsOn(line).length
  await set(line, 'theme', 'dark')
  await set(line, 'nothing', null)
  expect(settingsOn(line)).toHaveLength(before)
})
