import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChatId, limits, type WireCursors } from '@parley/protocol'
import { chatIdOf, type Line, type Live, newChat, newSubmission, openLive, type Person, say } from './testing/live.ts'

let live: Live
let ann: Person
let ben: Person
beforeAll(async () => {
  live = await openLive({ framesPerSecond: '0' })
  ann = await live.register('ann')
  ben = await live.register('ben')
})
afterAll(() => live.close())

/** Where a reader stands who has heard all of these chats. */
async function cursorsOf(person: Person, chats: ChatId[]): Promise<{ epoch: string; seqs: Record<ChatId, number> }> {
  const line = await live.enter(person, { chats })
  const snapshots = (await line.next('chats')).chats
  await line.close()
  const seqs: Record<ChatId, number> = {}
  for (const { chat, seq } of snapshots) seqs[chat] = seq
  return { epoch: snapshots[0]?.epoch ?? '', seqs }
}

const seqsOf = (line: Line, of: ChatId): number[] =>
  line.frames.flatMap((frame) =>
    frame.t === 'entries' && frame.chat === of ? frame.entries.map(({ seq }) => seq) : [],
  )
const from = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, at) => first + at)

async function postMany(chat: ChatId, count: number): Promise<void> {
  const line = await live.enter(ann, { chats: [chat] })
  const ids = Array.from({ length: count }, newSubmission)
  // In portions, for a chat and a session have bounds of their own.
  for (let at = 0; at < count; at += 250) {
    const portion = ids.slice(at, at + 250)
    line.send(...portion.map((id) => ({ t: 'submit' as const, chat, id, command: say('one of many') })))
    await line.next('entries', ({ entries }) => entries.some(({ cause }) => cause === portion.at(-1)))
  }
  await line.close()
}

test('[SESSION4] only what moved is sent: the entries after the cursor, nothing of a chat that stood still', async () => {
  const [still, moved] = [await live.group(ann, 'Still', ben), await live.group(ann, 'Moved', ben)]
  const { epoch, seqs } = await cursorsOf(ben, [still, moved])
  await live.post(ann, moved, 'one')
  await live.post(ann, moved, 'two')
  const back = await live.enter(ben, { chats: [still, moved], cursors: { [epoch]: seqs } })
  expect(back.kinds()).toEqual(['welcome', 'entries', 'ready'])
  expect(seqsOf(back, moved)).toEqual([2, 3])
})

test('[SESSION4] a chat without a cursor, and one of which all is missing, start as they should', async () => {
  const [unknown, fromStart] = [await live.group(ann, 'Unknown', ben), await live.group(ann, 'From start', ben)]
  const { epoch } = await cursorsOf(ben, [fromStart])
  const back = await live.enter(ben, { chats: [unknown, fromStart], cursors: { [epoch]: { [fromStart]: 0 } } })
  expect(seqsOf(back, fromStart)).toEqual([1])
  expect((await back.next('chats')).chats.map(({ chat, seq }) => [chat, seq])).toEqual([[unknown, 1]])
  expect(back.kinds().at(-1)).toBe('ready')
})

test('[SESSION4] cursors of another epoch, from the future, and what is no cursor give a snapshot', async () => {
  const chat = await live.group(ann, 'Odd', ben)
  const { epoch } = await cursorsOf(ben, [chat])
  const odd: readonly WireCursors[] = [
    { [newChat()]: { [chat]: 1 } },
    { 'no epoch': { [chat]: 1 } },
    { [epoch]: { 'no chat': 1 } },
    { [epoch]: { [chat]: 99 } },
    {},
  ]
  for (const cursors of odd) {
    const back = await live.enter(ben, { chats: [chat], cursors })
    expect(back.kinds()).toEqual(['welcome', 'chats', 'ready'])
    expect((await back.next('chats')).chats).toMatchObject([{ chat, seq: 1, epoch }])
  }
})

test('[SESSION4] as far behind as the bound says entries are sent, in whole; one further a snapshot', async () => {
  const chat = await live.group(ann, 'Long', ben)
  const { epoch } = await cursorsOf(ben, [chat])
  await postMany(chat, limits.catchUpEntriesMax)
  const near = await live.enter(ben, { chats: [chat], cursors: { [epoch]: { [chat]: 1 } } })
  expect(seqsOf(near, chat)).toEqual(from(2, limits.catchUpEntriesMax + 1))
  expect(near.kinds()).not.toContain('chats')
  const far = await live.enter(ben, { chats: [chat], cursors: { [epoch]: { [chat]: 0 } } })
  expect(far.kinds()).toEqual(['welcome', 'chats', 'ready'])
  expect((await far.next('chats')).chats).toMatchObject([{ chat, seq: limits.catchUpEntriesMax + 1 }])
})

test('[SESSION4] all chats together send no more entries than the bound; those beyond come as snapshots', async () => {
  const each = limits.catchUpEntriesMax
  const room = limits.resumeEntriesMax / each
  const chats: ChatId[] = []
  for (let count = 0; count < room + 1; count++) chats.push(await live.group(ann, `Long ${count}`, ben))
  const { epoch, seqs } = await cursorsOf(ben, chats)
  for (const chat of chats) await postMany(chat, each)
  const back = await live.enter(ben, { chats, cursors: { [epoch]: seqs } })
  const whole = chats.filter((chat) => seqsOf(back, chat).length > 0)
  expect(whole).toHaveLength(room)
  for (const chat of whole) expect(seqsOf(back, chat)).toEqual(from(2, each + 1))
  const snapshots = (await back.next('chats')).chats
  expect(snapshots.map(({ chat, seq }) => [chat, seq])).toEqual(
    chats.filter((chat) => !whole.includes(chat)).map((chat) => [chat, each + 1]),
  )
})

test('[SESSION4] a chat that was left, one of which one was put out, and one that never was are gone', async () => {
  const [left, put, strange, never] = [
    await live.group(ann, 'Left', ben),
    await live.group(ann, 'Put out', ben),
    await live.group(ann, 'Strange'),
    newChat(),
  ]
  const { epoch, seqs } = await cursorsOf(ben, [left, put])
  await live.ask('DELETE', `/api/chats/${left}/members/me`, ben.token)
  await live.ask('DELETE', `/api/chats/${put}/members/${ben.id}`, ann.token)
  await live.post(ann, put, 'not for him')
  const chats = [left, put, strange, never]
  const back = await live.enter(ben, { chats, cursors: { [epoch]: { ...seqs, [strange]: 1, [never]: 1 } } })
  expect(back.kinds()).toEqual(['welcome', 'gone', 'gone', 'gone', 'gone', 'ready'])
  const gone = back.frames.flatMap((frame) => (frame.t === 'gone' ? [frame.chat] : []))
  expect(new Set(gone)).toEqual(new Set(chats))
})

test('[SESSION4] without chats all are told: snapshots of the new, entries of the moved, gone of the left, ready last', async () => {
  const cem = await live.register('cem')
  const [moved, left] = [await live.group(ann, 'Moved', cem), await live.group(ann, 'Left', cem)]
  const { epoch, seqs } = await cursorsOf(cem, [moved, left])
  await live.ask('DELETE', `/api/chats/${left}/members/me`, cem.token)
  const seq = await live.post(ann, moved, 'new')
  const made = chatIdOf(
    (await live.ask('POST', '/api/chats', ann.token, { type: 'private', members: [cem.id] })).text('id'),
  )
  const back = await live.enter(cem, { cursors: { [epoch]: seqs } })
  const said = back.kinds().filter((kind) => kind !== 'presence')
  expect(said.toSorted()).toEqual(['chats', 'entries', 'gone', 'ready', 'welcome'])
  expect([said[0], back.kinds().at(-1)]).toEqual(['welcome', 'ready'])
  expect((await back.next('chats')).chats.map(({ chat }) => chat)).toEqual([made])
  expect((await back.next('chats')).people.map(({ id }) => id)).toContain(ann.id)
  expect(seqsOf(back, moved)).toEqual([seq])
  expect((await back.next('gone')).chat).toBe(left)
})

test('[SESSION4] who comes and goes while others write hears every entry once, in order', async () => {
  const chat = await live.group(ann, 'Busy', ben)
  const { epoch } = await cursorsOf(ben, [chat])
  const writing = postMany(chat, 1_000)
  let at = 1
  const heard: number[] = []
  for (let rounds = 0; at < 1_001; rounds++) {
    const line = await live.enter(ben, { chats: [chat], cursors: { [epoch]: { [chat]: at } } })
    if (rounds % 2 === 0 && seqsOf(line, chat).length === 0 && at < 1_001) await line.next('entries')
    await line.settled()
    await line.close()
    heard.push(...seqsOf(line, chat))
    at = heard.at(-1) ?? at
  }
  await writing
  expect(heard).toEqual(from(2, 1_001))
})

test('[SESSION7] too many frames at once close with rateLimited and a time to wait', async () => {
  const slow = await openLive({ framesPerSecond: '1' })
  const dan = await slow.register('dan')
  const line = await slow.enter(dan)
  for (let count = 0; count < 12; count++) line.send({ t: 'ping' })
  // Half of the burst is earned again in this time.
  const { failure } = await line.next('failure')
  expect(failure).toMatchObject({ code: 'rateLimited', retryMs: 5_000 })
  expect(await line.closed).toEqual({ code: 4002, reason: failure.message })
  const pongs = line.kinds().filter((kind) => kind === 'pong')
  expect(pongs.length).toBeGreaterThanOrEqual(9)
  expect(pongs.length).toBeLessThan(12)
  // All sockets of an account have one budget.
  const again = await slow.enter(dan)
  again.send({ t: 'ping' })
  again.send({ t: 'ping' })
  expect((await again.closed).code).toBe(4002)
  // What cannot be read, and who has said nothing yet, counts for the address, which has ten times as much.
  const other = await slow.line()
  for (let count = 0; count < 111; count++) other.sendRaw('no frame')
  expect((await other.closed).code).toBe(4002)
  await slow.close()
})

test('[SESSION7] 0 frames per second is no limit', async () => {
  const line = await live.enter(ann, { chats: [] })
  for (let count = 0; count < 1_500; count++) line.send({ t: 'ping' })
  await line.until(() => line.count('pong') === 1_500)
  expect(line.kinds()).not.toContain('failure')
})
