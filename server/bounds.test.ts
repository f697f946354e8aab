/** What is sent in one turn fits what a socket may have waiting, whatever it holds. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { limits } from '@parley/protocol'
import { type Live, newChat, newSubmission, openLive, type Person } from './testing/live.ts'

let live: Live
let ann: Person
let ben: Person
beforeAll(async () => {
  live = await openLive({ framesPerSecond: '0' })
  ann = await live.register('ann')
  ben = await live.register('ben')
})
afterAll(() => live.close())

/** Six bytes of JSON for each byte: the longest that a message can be on the wire. */
const longest = '\u0001'.repeat(limits.textBytesMax - 1) + 'x'

test('[SESSION10] a page of the longest messages is cut at its far end, and paging on misses none', async () => {
  const chat = await live.group(ann, 'Long', ben)
  const count = 40
  for (let at = 0; at < count; at++) await live.post(ann, chat, longest)
  const line = await live.enter(ben, { chats: [chat] })
  const history: number[] = []
  for (let id = 0, isMore = true; isMore; id++) {
    const [before = count + 2] = history
    line.send({ t: 'ask', id, query: { type: 'history', chat, before, limit: limits.historyPageMax } })
    const { answer } = await line.next('answer', (frame) => frame.id === id)
    if (answer.type !== 'history') throw new Error('It was asked for history.')
    expect(answer.messages.length).toBeLessThan(count)
    history.unshift(...answer.messages.map(({ seq }) => seq))
    isMore = answer.more
  }
  expect(history).toEqual(Array.from({ length: count + 1 }, (_, at) => at + 1))
  await line.close()
})

test('[SESSION4] of very many chats those beyond the first hundred come brief', async () => {
  const eve = await live.register('eve')
  const line = await live.enter(eve)
  for (let place = 0; place < 110; place++) {
    const chat = newChat()
    const command = { type: 'create' as const, chatType: 'group' as const, title: `${place}`, members: [ann.id] }
    line.send({ t: 'submit', chat, id: newSubmission(), command })
    await line.next('entries', (frame) => frame.chat === chat)
  }
  await line.close()
  const back = await live.enter(eve)
  const snapshots = back.frames.flatMap((frame) => (frame.t === 'chats' ? frame.chats : []))
  expect(snapshots.map(({ memberCount }) => memberCount)).toEqual(Array.from({ length: 110 }, () => 2))
  expect(snapshots.map(({ members }) => members !== undefined)).toEqual(
    Array.from({ length: 110 }, (_, place) => place < 100),
  )
  await back.close()
})

test('[SETTING15] the settings of a resume take the room of entries, so that all of it fits', async () => {
  const cat = await live.register('cat')
  const chat = await live.group(ann, 'Full', cat)
  const first = await live.enter(cat, { chats: [chat] })
  const [snapshot] = (await first.next('chats')).chats
  const cursors = { [snapshot?.epoch ?? '']: { [chat]: snapshot?.seq ?? 0 } }
  for (let at = 0; at < 15; at++) await live.post(ann, chat, longest)
  const without = await live.enter(cat, { chats: [chat], cursors, settings: 0 })
  expect(without.frames.flatMap((frame) => (frame.t === 'entries' ? frame.entries : []))).toHaveLength(15)
  const big = 'x'.repeat(limits.settingBytesMax - 2)
  for (const key of ['1', '2', '3', '4', '5', '6']) first.send({ t: 'set', key, value: big })
  await first.until(() => first.count('set') === 6)
  const back = await live.enter(cat, { chats: [chat], cursors, settings: 0 })
  expect(back.count('settings')).toBe(6)
  expect(back.kinds()).not.toContain('entries')
  expect((await back.next('chats')).chats).toMatchObject([{ chat, seq: 16 }])
  await Promise.all([first, without, back].map((line) => line.close()))
})
