import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { failure } from '../failure.ts'
import { newChatId, newSubmissionId, newUserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { askTimeoutMs } from './asks.ts'
import { deliverEveryMs } from './marks.ts'
import { memoryStorage } from './memory.ts'
import { createRig, failureOf } from './testing/rig.ts'

test('[CLIENT11] unread is the number of what others said after the read mark, whatever was said, deleted and read', async () => {
  const step = fc.record({
    kind: fc.constantFrom('post', 'post', 'own', 'delete', 'read', 'cut', 'wait'),
    of: fc.nat({ max: 30 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.nat(), async (steps, seed) => {
      const rig = createRig(seed)
      const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
      const chat = rig.chat([ann, ben])
      const { client } = await rig.client(ben)
      await rig.clock.until(() => client.state.type === 'online')
      for (const { kind, of } of steps) {
        const head = rig.server.chats.get(chat)?.chat.seq ?? 0
        if (kind === 'post') rig.post(ann, chat, 'x')
        if (kind === 'own') rig.post(ben, chat, 'x')
        if (kind === 'delete')
          rig.server.submit(ann.person.id, chat, newSubmissionId(rig.clock), { type: 'delete', seq: of })
        if (kind === 'read') client.mark(chat, { read: Math.min(of, head) })
        if (kind === 'cut') rig.server.network.cut()
        if (kind === 'wait') await rig.clock.advance(of * 100)
      }
      await rig.clock.advance(120_000)
      const { read = 0 } = rig.server.chats.get(chat)?.marks.get(ben.person.id) ?? {}
      const expected = rig.server
        .messages(chat)
        .filter((message) => message.seq > read && message.by !== ben.person.id && message.content.kind === 'text')
      expect(client.chat(chat)).toMatchObject({ unread: expected.length, read })
    }),
    { numRuns: 200 },
  )
})

test('[CLIENT11] a read mark counts at once, before the server says so', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  for (const text of ['a', 'b', 'c']) rig.post(ann, chat, text)
  const { client, events } = await rig.client(ben)
  await rig.clock.until(() => client.state.type === 'online')
  expect(client.chat(chat)?.unread).toBe(3)
  client.mark(chat, { read: 4 })
  expect(client.chat(chat)?.unread).toBe(0)
  expect(events.at(-2)).toEqual({ type: 'unread', chat, unread: 0, read: 4 })
})

test('[CLIENT11] an older number of the server does not undo a read mark, and what it counted is not counted again', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  for (const text of ['a', 'b', 'c']) rig.post(ann, chat, text)
  const { client, events } = await rig.client(ben)
  await rig.clock.until(() => client.state.type === 'online')
  const { length } = events
  rig.server.say({ t: 'unread', chat, delivered: 4, read: 1, unread: 3, seq: 4 })
  client.mark(chat, { read: 3 })
  await rig.clock.advance(1_000)
  expect(client.chat(chat)).toMatchObject({ read: 3, unread: 1 })

  // The number comes before the entry that it has counted.
  rig.server.settings.publishDelayMs = 3_000
  rig.post(ann, chat, 'd')
  rig.server.say({ t: 'unread', chat, delivered: 4, read: 3, unread: 2, seq: 5 })
  await rig.clock.advance(1_000)
  expect(client.chat(chat)).toMatchObject({ seq: 4, unread: 2 })
  await rig.clock.advance(3_000)
  expect(client.chat(chat)).toMatchObject({ seq: 5, unread: 2 })
  const told = events.slice(length).flatMap((event) => (event.type === 'unread' ? [event] : []))
  for (const { read, unread } of told) expect([read, unread <= 2]).toEqual([3, true])
})

test('[CLIENT16] writing is said at most every four seconds, ends by itself, and a message ends it without a word', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const one = await rig.client(ann)
  const other = await rig.client(ben)
  await rig.clock.until(() => one.client.state.type === 'online' && other.client.state.type === 'online')
  const said = (): boolean[] => rig.server.heard.flatMap(({ frame }) => (frame.t === 'typing' ? [frame.on] : []))
  for (let key = 0; key < 50; key++) {
    one.client.typing(chat, true)
    await rig.clock.advance(200)
  }
  expect(said()).toEqual([true, true, true])
  expect(other.client.chat(chat)?.typing).toEqual([ann.person.id])
  await rig.clock.advance(limits.typingMs)
  expect(said()).toEqual([true, true, true, false])
  await rig.clock.advance(100)
  expect(other.client.chat(chat)?.typing).toEqual([])
  expect(other.events.filter(({ type }) => type === 'typing')).toEqual([
    { type: 'typing', chat, user: ann.person.id, on: true },
    { type: 'typing', chat, user: ann.person.id, on: false },
  ])

  one.client.typing(chat, true)
  await rig.clock.advance(100)
  one.client.submit(chat, { type: 'post', content: { kind: 'text', text: 'so' } })
  await rig.clock.advance(100)
  expect(other.client.chat(chat)?.typing).toEqual([])
  await rig.clock.advance(60_000)
  expect(said()).toEqual([true, true, true, false, true])
})

test('[CLIENT16] who was heard writing and then is not, stops after six seconds', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const { client } = await rig.client(ben)
  await rig.clock.until(() => client.state.type === 'online')
  rig.server.say({ t: 'typing', chat, user: ann.person.id, on: true })
  await rig.clock.advance(limits.typingMs - 100)
  expect(client.chat(chat)?.typing).toEqual([ann.person.id])
  await rig.clock.advance(200)
  expect(client.chat(chat)?.typing).toEqual([])
})

test('[CLIENT17] delivered is said by itself, at most once a second for a chat; read never is', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const { client } = await rig.client(ben)
  await rig.clock.until(() => client.state.type === 'online')
  for (let at = 0; at < 100; at++) {
    rig.post(ann, chat, 'x')
    await rig.clock.advance(100)
  }
  await rig.clock.advance(5_000)
  const marks = rig.server.heard.flatMap(({ at, frame }) => (frame.t === 'mark' ? [{ at, frame }] : []))
  expect(marks.length).toBeLessThanOrEqual(12)
  for (const [at, mark] of marks.entries())
    if (at > 0) expect(mark.at - (marks[at - 1]?.at ?? 0)).toBeGreaterThanOrEqual(deliverEveryMs - 20)
  expect(marks.every(({ frame }) => frame.read === undefined)).toBe(true)
  expect(rig.server.chats.get(chat)?.marks.get(ben.person.id)).toEqual({ delivered: 101, read: 0 })
  // What one said oneself is not delivered to oneself.
  rig.post(ben, chat, 'own')
  await rig.clock.advance(5_000)
  expect(rig.server.heard.filter(({ frame }) => frame.t === 'mark')).toHaveLength(marks.length)
  await client.stop()
})

test('[CLIENT18] a mark that was set without the server is said when it is back, also by the next process', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  rig.post(ann, chat, 'x')
  const storage = memoryStorage()
  const first = await rig.client(ben, { storage })
  await rig.clock.until(() => first.client.state.type === 'online')
  rig.server.network.isUp = false
  rig.server.network.cut()
  first.client.mark(chat, { read: 2 })
  await first.client.stop()
  rig.server.network.isUp = true
  const second = await rig.client(ben, { storage })
  await rig.clock.advance(1_000)
  expect(rig.server.chats.get(chat)?.marks.get(ben.person.id)?.read).toBe(2)
  expect(second.client.chat(chat)).toMatchObject({ unread: 0, read: 2 })
  expect(await storage.marks()).toEqual([])
})

test('[CLIENT18] the marks of others only go up', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const { client } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  const user = ben.person.id
  for (const [delivered, read] of [
    [3, 1],
    [2, 2],
  ] as const)
    rig.server.say({ t: 'marks', chat, marks: [{ user, delivered, read }] })
  await rig.clock.advance(100)
  expect(client.chat(chat)?.marks.get(user)).toEqual({ user, delivered: 3, read: 2 })
})

test('[CLIENT19] somebody unknown is asked for, in batches, once, and known after a restart without the server', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const people = Array.from({ length: limits.peoplePageMax + 10 }, (_, at) => rig.server.user(`user${at}`).person)
  const storage = memoryStorage()
  const { client, events } = await rig.client(ann, { storage })
  await rig.clock.until(() => client.state.type === 'online')
  for (let round = 0; round < 3; round++) for (const { id } of people) expect(client.person(id)).toBeNull()
  const nobody = newUserId(rig.clock)
  client.person(nobody)
  await rig.clock.advance(1_000)
  client.person(nobody)
  await rig.clock.advance(1_000)
  expect(rig.server.heard.filter(({ frame }) => frame.t === 'ask')).toHaveLength(2)
  for (const person of people) expect(client.person(person.id)).toEqual(person)
  expect(events.flatMap((event) => (event.type === 'people' ? event.people : []))).toEqual([ann.person, ...people])
  await client.stop()
  rig.server.network.isUp = false
  const next = await rig.client(ann, { storage })
  for (const person of people) expect(next.client.person(person.id)).toEqual(person)
  expect(next.client.me).toEqual(ann.person)
})

test('[CLIENT20] a reader that must miss nothing is told every entry after its cursors, in order and once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 4_000 }), { maxLength: 8 }),
      fc.nat({ max: 20 }),
      fc.nat(),
      async (cuts, start, seed) => {
        const rig = createRig(seed)
        rig.server.settings.catchUpEntriesMax = 2
        const [ann, bot] = [rig.server.user('ann'), rig.server.user('bot')]
        const chat = rig.chat([ann, bot])
        for (let at = 2; at <= 20; at++) rig.post(ann, chat, `${at}`)
        const since = new Map([[chat, { epoch: rig.server.epoch, seq: start }]])
        const { client, events } = await rig.client(bot, { since })
        const run = async (ms: number): Promise<void> => {
          for (let left = ms; left > 0; left -= 100) {
            rig.post(ann, chat, 'x')
            await rig.clock.advance(100)
          }
        }
        for (const ms of cuts) {
          await run(ms)
          rig.server.network.cut()
        }
        await rig.clock.advance(300_000)
        const head = rig.server.chats.get(chat)?.chat.seq ?? 0
        const told = events.flatMap((event) => (event.type === 'entry' ? [event.entry.seq] : []))
        expect(told).toEqual(Array.from({ length: head - start }, (_, at) => start + 1 + at))
        expect(client.cursors()).toEqual(new Map([[chat, { epoch: rig.server.epoch, seq: head }]]))
      },
    ),
    { numRuns: 100 },
  )
})

test('[CLIENT20] entries are live or missed, and one event is told after the other', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const { client, events } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  const seen: string[] = []
  client.on((event) => {
    seen.push(`begin ${event.type}`)
    if (event.type === 'entry') client.mark(chat, { read: event.entry.seq })
    seen.push(`end ${event.type}`)
  })
  rig.post(ann, chat, 'live')
  await rig.clock.advance(1_000)
  rig.server.network.cut()
  rig.post(ann, chat, 'missed')
  await rig.clock.advance(5_000)
  const live = events.flatMap((event) => (event.type === 'entry' ? [event.isLive] : []))
  expect(live).toEqual([true, false])
  for (const [at, line] of seen.entries())
    if (at % 2 === 1) expect(line).toBe(seen[at - 1]?.replace('begin', 'end') ?? '')
})

test('[CLIENT22] follow names chats: others stay unheard, and what is submitted there is still confirmed', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const [chat, other] = [rig.chat([ann]), rig.chat([ann])]
  const { client } = await rig.client(ann, { follow: [chat] })
  await rig.clock.until(() => client.state.type === 'online')
  const { settled } = client.submit(other, { type: 'post', content: { kind: 'text', text: 'blind' } })
  await rig.clock.advance(1_000)
  expect(await settled).toMatchObject({ type: 'stored', entry: { seq: 2 } })
  expect(client.chats().map(({ id }) => id)).toEqual([chat])
})

test('[CLIENT22] a hello fits a frame with however many chats, and a chat that it had no room for and that is gone disappears', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chats = Array.from({ length: 3_000 }, () => rig.chat([ann, ben]))
  const { client } = await rig.client(ben)
  await rig.clock.until(() => client.state.type === 'online')
  expect(client.chats()).toHaveLength(3_000)
  rig.server.network.cut()
  for (const chat of chats.slice(-3))
    rig.server.submit(ann.person.id, chat, newSubmissionId(rig.clock), { type: 'removeMember', member: ben.person.id })
  await rig.clock.advance(5_000)
  expect(client.chats()).toHaveLength(2_997)
  for (const { frame } of rig.server.heard)
    if (frame.t === 'hello') expect(JSON.stringify(frame).length).toBeLessThanOrEqual(limits.frameBytesMax)
})

test('[CLIENT23] what is stored is one account’s: another login stops the client and sends nothing', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const storage = memoryStorage()
  const first = await rig.client(ann, { storage })
  await rig.clock.until(() => first.client.state.type === 'online')
  rig.server.network.cut()
  await first.client.submit(chat, { type: 'post', content: { kind: 'text', text: 'mine' } }).stored
  await first.client.stop()
  const second = await rig.client(ben, { storage })
  await rig.clock.until(() => second.client.state.type === 'stopped')
  expect(second.client.state).toMatchObject({ why: { code: 'conflict' } })
  expect(rig.server.messages(chat)).toHaveLength(1)
})

test('[CLIENT24] a question is asked again after a reconnect, and ends with an answer, a refusal or the time', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const { client } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  const answered = client.ask({ type: 'members', chat, limit: 10 })
  rig.server.network.cut()
  await rig.clock.advance(5_000)
  expect(await answered).toMatchObject({ type: 'members', members: [[ann.person.id, 'owner']] })
  const refused = client.ask({ type: 'members', chat: newChatId(rig.clock), limit: 10 })
  refused.catch(() => undefined)
  await rig.clock.advance(1_000)
  expect(await failureOf(refused)).toMatchObject({ code: 'notFound' })
  rig.server.network.isUp = false
  rig.server.network.cut()
  const late = client.ask({ type: 'members', chat, limit: 10 })
  late.catch(() => undefined)
  await rig.clock.advance(askTimeoutMs)
  expect(await failureOf(late)).toMatchObject({ code: 'timeout' })
  await client.stop()
  expect(await failureOf(client.ask({ type: 'members', chat, limit: 10 }))).toMatchObject({ code: 'unavailable' })
})

test('[CLIENT25] presence is said again after a reconnect, and that of others is told', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const one = await rig.client(ann)
  const other = await rig.client(ben)
  await rig.clock.until(() => one.client.state.type === 'online' && other.client.state.type === 'online')
  one.client.presence('busy')
  await rig.clock.advance(100)
  expect(other.client.presenceOf(ann.person.id)).toEqual({ user: ann.person.id, status: 'busy' })
  // The server does not tell people of themselves.
  expect(one.client.presenceOf(ann.person.id)).toEqual({ user: ann.person.id, status: 'busy' })
  rig.server.network.cut()
  await rig.clock.advance(5_000)
  expect(one.client.presenceOf(ann.person.id)?.status).toBe('busy')
  const said = rig.server.heard.flatMap(({ frame }) => (frame.t === 'presence' ? [frame.status] : []))
  expect(said).toEqual(['busy', 'busy'])
})

test('[CLIENT26] frames that a client cannot read are told and skipped, and those of a newer server are skipped', async () => {
  const rig = createRig()
  const { client, events } = await rig.client(rig.server.user('ann'))
  await rig.clock.until(() => client.state.type === 'online')
  const { length } = events
  const accepted = failure('conflict', 'No.')
  rig.server.say({ t: 'failure', failure: accepted })
  rig.server.sayText('{"t":"dance","step":1}')
  rig.server.sayText('{"t":"gone","chat":1}')
  rig.server.sayText('not json')
  await rig.clock.advance(1_000)
  const failures = events.slice(length).map((event) => (event.type === 'failure' ? event.failure.code : event.type))
  expect(failures).toEqual(['conflict', 'invalid', 'invalid'])
  expect(client.state.type).toBe('online')
})

test('[CLIENT30] a mark is written where the server does not confirm it at once, and survives a crash then', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  rig.post(ann, chat, 'x')
  const storage = memoryStorage()
  let writes = 0
  const counting = {
    ...storage,
    putMark: (row: Parameters<typeof storage.putMark>[0]) => {
      writes++
      return storage.putMark(row)
    },
  }
  const { client } = await rig.client(ben, { storage: counting })
  await rig.clock.until(() => client.state.type === 'online')
  client.mark(chat, { read: 2 })
  await rig.clock.advance(1_000)
  expect(rig.server.chats.get(chat)?.marks.get(ben.person.id)?.read).toBe(2)
  expect(writes).toBe(0)

  rig.post(ann, chat, 'y')
  await rig.clock.advance(100)
  rig.server.network.isUp = false
  rig.server.network.cut()
  client.mark(chat, { read: 3 })
  await rig.clock.advance(1_000)
  expect(await storage.marks()).toEqual([{ chat, delivered: 0, read: 3 }])
  await client.stop()
})
