import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { failure } from '../failure.ts'
import { type ChatId, newChatId, newSubmissionId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Client } from './client.ts'
import type { ClientEvent } from './events.ts'
import type { FakeAccount } from './testing/fakeServer.ts'
import { createRig, failureOf, type Rig, textOf } from './testing/rig.ts'
import type { Place, Visit } from './visit.ts'
import { visitMessagesMax, visitsMax } from './visits.ts'

interface Scene {
  readonly rig: Rig
  readonly ann: FakeAccount
  readonly ben: FakeAccount
  readonly chat: ChatId
  readonly client: Client
  readonly events: readonly ClientEvent[]
  /** Seqs that were asked for, as the server heard it. */
  asked(): readonly string[]
  edit(seq: number, text: string): void
  remove(seq: number): void
  open(place: Place): Promise<Visit>
  /** What a promise that needs time comes to. */
  wait<Result>(promise: Promise<Result>): Promise<Result>
}

/** A chat with messages 2 to `count` of Ann's, a second apart; Ben reads. */
async function scene(count: number, seed = 1): Promise<Scene> {
  const rig = createRig(seed)
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  for (let seq = 2; seq <= count; seq++) {
    await rig.clock.advance(1_000)
    rig.post(ann, chat, `${seq}`)
  }
  const { client, events } = await rig.client(ben)
  await rig.clock.until(() => client.state.type === 'online')
  const submit = (command: Parameters<Rig['server']['submit']>[3]): void =>
    void rig.server.submit(ann.person.id, chat, newSubmissionId(rig.clock), command)
  const wait = async <Result>(promise: Promise<Result>): Promise<Result> => {
    let isOver = false
    const over = (): boolean => (isOver = true)
    promise.then(over, over)
    await rig.clock.until(() => isOver)
    return promise
  }
  return {
    rig,
    ann,
    ben,
    chat,
    client,
    events,
    asked: () => rig.server.heard.flatMap(({ frame }) => (frame.t === 'ask' ? [frame.query.type] : [])),
    edit: (seq, text) => submit({ type: 'edit', seq, content: { kind: 'text', text } }),
    remove: (seq) => submit({ type: 'delete', seq }),
    open: (place) => wait(client.visit(chat, place)),
    wait,
  }
}

const seqs = (visit: Visit): number[] => visit.messages.map(({ seq }) => seq)
const span = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at)
const at = (visit: Visit, seq: number): string => {
  const found = visit.messages.find((message) => message.seq === seq)
  return found === undefined ? 'none' : textOf(found)
}

test('[VISIT1] a visit opens a page on both sides of its place with two questions, and leaves the live window alone', async () => {
  const { rig, client, chat, open, asked } = await scene(1_000)
  await rig.clock.advance(5_000)
  const before = client.chat(chat)
  const visit = await open({ seq: 400 })
  expect(visit).toMatchObject({ chat, target: 400, hasOlder: true, hasNewer: true })
  expect(seqs(visit)).toEqual(span(400 - limits.historyPageMax, 399 + limits.historyPageMax))
  expect(visit.messages).toBe(visit.messages)
  expect(asked()).toEqual(['history', 'history'])
  expect(client.chat(chat)).toBe(before)
})

test('[VISIT1] the target is the message at the place or the next one; beyond the end it is the last one', async () => {
  const { rig, ann, chat, open, edit } = await scene(300)
  for (let round = 0; round < 5; round++) edit(10, `edit ${round}`)
  rig.post(ann, chat, 'after the edits')
  for (let round = 0; round < 120; round++) rig.post(ann, chat, 'x')
  await rig.clock.advance(1_000)
  expect((await open({ seq: 301 })).target).toBe(306)
  expect((await open({ seq: -7 })).target).toBe(1)
  expect((await open({ seq: 10_000 })).target).toBe(426)
})

test('[VISIT2] a time opens at the first message at or after it, and beyond the end at the last one', async () => {
  const { rig, chat, open } = await scene(300)
  const messages = rig.server.messages(chat)
  for (const seq of [1, 57, 299]) {
    const time = messages.find((message) => message.seq === seq)?.at ?? 0
    expect((await open({ at: time })).target).toBe(seq)
    expect((await open({ at: time - 1 })).target).toBe(seq)
    expect((await open({ at: time + 1 })).target).toBe(seq + 1)
  }
  expect((await open({ at: 0 })).target).toBe(1)
  expect((await open({ at: Number.MAX_SAFE_INTEGER })).target).toBe(300)
})

test('[VISIT3] a place in the live window is there at once, without a question, and a visit of it has joined', async () => {
  const { rig, client, chat, open, wait, asked, ann } = await scene(300)
  await wait(client.loadOlder(chat))
  const count = asked().length
  const first = client.chat(chat)?.messages[0]
  for (const place of [{ seq: 250 }, { at: (first?.at ?? 0) + 1 }, { at: Number.MAX_SAFE_INTEGER }]) {
    const visit = await open(place)
    expect(visit).toMatchObject({ hasNewer: false, hasOlder: true })
    expect(visit.messages).toBe(client.chat(chat)?.messages ?? [])
  }
  expect(asked()).toHaveLength(count)
  const visit = await open({ seq: 250 })
  expect(visit.target).toBe(250)
  rig.post(ann, chat, 'new')
  client.submit(chat, { type: 'post', content: { kind: 'text', text: 'waits' } })
  await rig.clock.until(() => visit.messages.length === (client.chat(chat)?.messages.length ?? 0))
  expect(await wait(visit.loadOlder())).toBe(client.chat(chat)?.hasOlder ?? false)
  expect(await visit.loadNewer()).toBe(false)
})

test('[VISIT4] loading newer goes on through the live window to the end; there the visit joins and hands over what it has', async () => {
  const { rig, ann, client, chat, open, wait } = await scene(500)
  rig.post(ann, chat, 'live')
  await rig.clock.advance(1_000)
  const visit = await open({ seq: 150 })
  const newer = visit.loadNewer()
  expect(visit.loadNewer()).toBe(newer)
  for (let loads = 0; (await wait(loads === 0 ? newer : visit.loadNewer())) && loads < 10; loads++);
  expect(visit).toMatchObject({ hasNewer: false, hasOlder: true, target: 150 })
  expect(seqs(visit)).toEqual(span(50, 501))
  expect(client.chat(chat)?.messages).toEqual(visit.messages)
  rig.post(ann, chat, 'after')
  await rig.clock.advance(1_000)
  expect(seqs(visit)).toEqual(span(50, 502))
  expect(await wait(visit.loadOlder())).toBe(false)
  expect(client.chat(chat)?.messages).toEqual([...rig.server.messages(chat)])
})

test('[VISIT4] what is posted meanwhile waits at the end of the chat, and no message is missed or shown twice', async () => {
  const { rig, ann, chat, open, wait } = await scene(450)
  const visit = await open({ seq: 100 })
  for (let loads = 0; visit.hasNewer && loads < 50; loads++) {
    for (let count = 0; count < 20; count++) rig.post(ann, chat, 'more')
    expect(seqs(visit)).toEqual(span(seqs(visit)[0] ?? 0, seqs(visit).at(-1) ?? 0))
    await wait(visit.loadNewer())
  }
  await rig.clock.advance(1_000)
  expect(visit.hasNewer).toBe(false)
  expect(visit.messages).toEqual([...rig.server.messages(chat)])
})

test('[VISIT5] edits and deletions change a visit as they come, are told, and change nothing twice', async () => {
  const { rig, client, chat, events, open, edit, remove } = await scene(400)
  const visit = await open({ seq: 200 })
  const { length } = events
  edit(180, 'edited')
  remove(190)
  edit(3, 'not here')
  await rig.clock.advance(1_000)
  expect([at(visit, 180), at(visit, 190)]).toEqual(['edited', 'deleted'])
  expect(events.slice(length).filter(({ type }) => type === 'visit')).toEqual([
    { type: 'visit', chat },
    { type: 'visit', chat },
  ])
  const { messages } = visit
  client.mark(chat, { read: 100 })
  await rig.clock.advance(1_000)
  expect(visit.messages).toBe(messages)
})

test('[VISIT5] the reader’s own edits and deletions show at once, also without the server', async () => {
  const { rig, ben, client, chat, open, ann } = await scene(150)
  rig.server.settings.catchUpEntriesMax = 3
  rig.server.network.cut()
  for (const text of ['mine', 'also mine']) rig.post(ben, chat, text)
  for (let count = 0; count < 150; count++) rig.post(ann, chat, 'x')
  await rig.clock.advance(10_000)
  const visit = await open({ seq: 151 })
  rig.server.network.isUp = false
  rig.server.network.cut()
  await client.submit(chat, { type: 'edit', seq: 151, content: { kind: 'text', text: 'better' } }).stored
  await client.submit(chat, { type: 'delete', seq: 152 }).stored
  await rig.clock.advance(0)
  const { length } = visit.messages
  expect([at(visit, 151), at(visit, 152)]).toEqual(['better', 'deleted'])
  client.submit(chat, { type: 'post', content: { kind: 'text', text: 'at the end' } })
  await rig.clock.advance(0)
  expect(visit.messages).toHaveLength(length)
  rig.server.network.isUp = true
  await rig.clock.advance(60_000)
  expect([at(visit, 151), at(visit, 152)]).toEqual(['better', 'deleted'])
  expect(rig.server.messages(chat)[150]).toMatchObject({ content: { text: 'better' } })
})

test('[VISIT6] a visit holds a bounded number of messages: those at the far end go, and come again', async () => {
  const { open, wait } = await scene(visitMessagesMax + 700)
  const visit = await open({ seq: 901 })
  while (visit.hasOlder) await wait(visit.loadOlder())
  expect(seqs(visit)).toEqual(span(1, visitMessagesMax))
  for (let loads = 0; loads < 3; loads++) await wait(visit.loadNewer())
  expect(seqs(visit)).toEqual(span(301, visitMessagesMax + 300))
  expect(visit).toMatchObject({ hasOlder: true, hasNewer: true })
  await Promise.all([wait(visit.loadOlder()), wait(visit.loadNewer())])
  expect(seqs(visit)).toEqual(span(301, visitMessagesMax + 300))
})

test('[VISIT7] after a reconnect that jumped over entries a visit is read again: it shows what was changed meanwhile', async () => {
  const { rig, client, chat, events, open, edit, remove, wait } = await scene(600)
  rig.server.settings.catchUpEntriesMax = 3
  const visit = await open({ seq: 300 })
  await wait(visit.loadOlder())
  const shown = seqs(visit)
  rig.server.network.cut()
  edit(110, 'edited away')
  remove(250)
  for (let round = 0; round < 10; round++) edit(390, `round ${round}`)
  const { length } = events
  await rig.clock.advance(10_000)
  expect(client.chat(chat)?.messages).toHaveLength(1)
  expect(seqs(visit)).toEqual(shown)
  expect([at(visit, 110), at(visit, 250), at(visit, 390)]).toEqual(['edited away', 'deleted', 'round 9'])
  expect(events.slice(length).some(({ type }) => type === 'visit')).toBe(true)
})

test('[VISIT7] what was read again in vain is tried again, and another epoch leaves nothing of the old one', async () => {
  const { rig, client, chat, open, edit } = await scene(600)
  rig.server.settings.catchUpEntriesMax = 3
  const visit = await open({ seq: 300 })
  rig.server.network.cut()
  for (let round = 0; round < 10; round++) edit(290, `round ${round}`)
  rig.server.settings.historyLag = 5
  await rig.clock.advance(4_000)
  expect(at(visit, 290)).toBe('290')
  rig.server.settings.historyLag = 0
  await rig.clock.advance(10_000)
  expect(at(visit, 290)).toBe('round 9')

  rig.server.epoch = createRig(2).server.epoch
  const log = rig.server.chats.get(chat)
  rig.server.network.isUp = false
  rig.server.network.cut()
  for (let round = 0; round < 10; round++) edit(300, `other ${round}`)
  rig.server.network.isUp = true
  await rig.clock.until(() => client.chat(chat)?.epoch === rig.server.epoch)
  expect(visit.messages).toEqual([])
  await rig.clock.advance(10_000)
  expect(at(visit, 300)).toBe('other 9')
  expect(seqs(visit)).toEqual(span(200, 399))
  expect(log?.entries.length).toBe(620)
})

test('[VISIT8] a chat that is not the reader’s has no visits, and one that is gone ends them', async () => {
  const { rig, ann, ben, client, chat, open, edit } = await scene(300)
  expect(await failureOf(client.visit(newChatId(rig.clock), { seq: 1 }))).toMatchObject({ code: 'notFound' })
  expect(await failureOf(client.visit(chat, { at: Number.NaN }))).toMatchObject({ code: 'invalid' })
  const visit = await open({ seq: 100 })
  const late = failureOf(client.visit(chat, { seq: 50 }))
  rig.server.submit(ann.person.id, chat, newSubmissionId(rig.clock), { type: 'removeMember', member: ben.person.id })
  edit(100, 'not for Ben')
  await rig.clock.advance(1_000)
  expect(at(visit, 100)).toBe('100')
  await visit.loadOlder()
  expect(seqs(visit)).toEqual(span(1, 199))
  expect(await late).toEqual(failure('notFound', expect.any(String)))
})

test('[VISIT8] a closed visit follows no more and asks for no more; the number of open ones is bounded', async () => {
  const { rig, client, chat, open, edit, asked, wait } = await scene(400)
  const visits: Visit[] = []
  for (let count = 0; count < visitsMax; count++) visits.push(await open({ seq: 150 }))
  expect(await wait(failureOf(client.visit(chat, { seq: 150 })))).toMatchObject({ code: 'overloaded' })
  const [visit] = visits
  visit?.close()
  const count = asked().length
  edit(150, 'edited')
  await rig.clock.advance(1_000)
  expect(await visit?.loadOlder()).toBe(true)
  expect(visit === undefined ? '' : at(visit, 150)).toBe('150')
  expect(asked()).toHaveLength(count)
  await open({ seq: 150 })
  await client.stop()
  await rig.clock.advance(60_000)
})

const step = fc.record({
  kind: fc.constantFrom(
    'post',
    'edit',
    'edit',
    'delete',
    'older',
    'newer',
    'visit',
    'cut',
    'wait',
    'wait',
    'lag',
    'slow',
  ),
  of: fc.nat({ max: 1_000 }),
})

test('[VISIT9] whatever is posted, edited, deleted, loaded and lost, a visit is the model’s messages between its ends', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat(), fc.boolean(), async (steps, seed, isNear) => {
      const { rig, ann, client, chat, events, edit, remove } = await scene(450, seed)
      if (!isNear) rig.server.settings.catchUpEntriesMax = 2
      const visits: Visit[] = []
      const visit = (seq: number): void =>
        void client.visit(chat, { seq }).then(
          (opened) => visits.push(opened),
          () => undefined,
        )
      visit(200)
      const head = (): number => rig.server.chats.get(chat)?.chat.seq ?? 0
      for (const { kind, of } of steps) {
        if (kind === 'post') for (let count = of % 8; count >= 0; count--) rig.post(ann, chat, `${of}`)
        if (kind === 'edit') edit(1 + (of % head()), `edited ${of}`)
        if (kind === 'delete') remove(1 + (of % head()))
        if (kind === 'visit') visit(1 + (of % head()))
        if (kind === 'older') for (const one of visits) one.loadOlder().catch(() => undefined)
        if (kind === 'newer') for (const one of visits) one.loadNewer().catch(() => undefined)
        if (kind === 'cut') rig.server.network.cut()
        if (kind === 'lag') rig.server.settings.historyLag = of % 4
        if (kind === 'slow') rig.server.settings.publishDelayMs = of % 2 === 0 ? 0 : of * 2
        if (kind === 'wait') await rig.clock.advance(of * 3)
        for (const one of visits) {
          const shown = seqs(one)
          expect(new Set(shown).size).toBe(shown.length)
        }
      }
      Object.assign(rig.server.settings, { historyLag: 0, publishDelayMs: 0 })
      await rig.clock.advance(200_000)
      visit(100)
      await rig.clock.advance(1_000)
      expect(visits.length).toBeGreaterThan(0)
      const model = rig.server.messages(chat)
      for (const one of visits) {
        const [first = 0, last = 0] = [one.messages[0]?.seq, one.messages.at(-1)?.seq]
        expect([...one.messages]).toEqual(model.filter(({ seq }) => seq >= first && seq <= last))
        expect(one.hasOlder).toBe(first > 1)
        if (!one.hasNewer) expect(last).toBe(model.at(-1)?.seq ?? 0)
        expect(one.hasNewer || one.messages === client.chat(chat)?.messages).toBe(true)
      }
      expect(events.filter(({ type }) => type === 'failure')).toEqual([])
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('[VISIT5] a page that is ahead of the chat shows no older words again while the entries come after', async () => {
  const { rig, open, edit } = await scene(400)
  rig.server.settings.publishDelayMs = 5_000
  for (const text of ['first', 'second']) edit(200, text)
  const visit = await open({ seq: 200 })
  expect(at(visit, 200)).toBe('second')
  const told: string[] = []
  for (let ms = 0; ms < 10_000; ms += 500) {
    await rig.clock.advance(500)
    told.push(at(visit, 200))
    if (ms === 2_000) edit(200, 'third')
  }
  expect([...new Set(told)]).toEqual(['second', 'third'])
})
