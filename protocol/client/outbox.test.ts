import { expect, test } from 'bun:test'
import { failure } from '../failure.ts'
import { newChatId, newSubmissionId, type SubmissionId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Command } from '../command.ts'
import { createClient } from './createClient.ts'
import { memoryStorage } from './memory.ts'
import { createOutbox, inFlightMax } from './outbox.ts'
import type { ClientStorage } from './storage.ts'
import { createClock } from './testing/clock.ts'
import { createRig, failureOf, textOf } from './testing/rig.ts'
import { createWriter } from './writer.ts'

const say = (text: string): Command => ({ type: 'post', content: { kind: 'text', text } })

test('[CLIENT2] a submission is stored before it is shown or sent', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  let write: () => void = () => undefined
  const memory = memoryStorage()
  const storage: ClientStorage = {
    ...memory,
    addSubmission: (row) => new Promise((resolve) => (write = () => resolve(memory.addSubmission(row)))),
  }
  const { client } = await rig.client(ann, { storage })
  await rig.clock.until(() => client.state.type === 'online')
  const { settled, stored } = client.submit(chat, say('tea?'))
  await rig.clock.advance(1_000)
  expect(client.chat(chat)?.messages.map(textOf)).toEqual(['notice'])
  expect(rig.server.messages(chat)).toHaveLength(1)
  write()
  await stored
  expect(await memory.outbox()).toHaveLength(1)
  await rig.clock.advance(1_000)
  expect((await settled).type).toBe('stored')
  expect(client.chat(chat)?.messages.map(textOf)).toEqual(['notice', 'tea?'])
  expect(await memory.outbox()).toEqual([])
})

test('[CLIENT36] what the server has taken stands in the storage at every moment: with what waits, or in its chat', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const storage = memoryStorage()
  const { client } = await rig.client(ann, { storage })
  await rig.clock.until(() => client.state.type === 'online')
  await rig.clock.advance(5_000)
  const places = async (): Promise<readonly boolean[]> => [
    (await storage.outbox()).length === 1,
    (await storage.chats()).some(({ state }) => state.includes('tea?')),
  ]
  let isSettled = false
  void client.submit(chat, say('tea?')).settled.then(() => (isSettled = true))
  await rig.clock.until(() => isSettled)
  expect(await places()).toEqual([true, false])
  await client.flushed()
  expect(await places()).toEqual([false, true])
  void client.submit(chat, say('cake?'))
  await rig.clock.advance(1_000)
  expect(await places()).toEqual([false, true])
})

test('[CLIENT2] a submission that cannot be stored fails and is never sent', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const storage: ClientStorage = { ...memoryStorage(), addSubmission: () => Promise.reject(new Error('disk full')) }
  const { client } = await rig.client(ann, { storage })
  await rig.clock.until(() => client.state.type === 'online')
  const { settled, stored } = client.submit(chat, say('tea?'))
  expect(await settled).toMatchObject({ type: 'failed', failure: { code: 'storageFull' } })
  expect(await failureOf(stored)).not.toBeNull()
  await client.flushed()
  expect(rig.server.heard.some(({ frame }) => frame.t === 'submit')).toBe(false)
})

test('[CLIENT3] what waits survives the process and is sent in its order with its ids', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const storage = memoryStorage()
  const first = await rig.client(ann, { storage })
  await rig.clock.until(() => first.client.state.type === 'online')
  rig.server.network.isUp = false
  rig.server.network.cut()
  const ids = ['one', 'two', 'three'].map((text) => first.client.submit(chat, say(text)).id)
  await first.client.stop()

  rig.server.network.isUp = true
  const second = await rig.client(ann, { storage })
  // Without the server, what waits is shown already.
  expect(second.client.chat(chat)?.messages.map(textOf)).toEqual(['notice', 'one', 'two', 'three'])
  expect([...(second.client.chat(chat)?.pending ?? [])]).toEqual(ids)
  await rig.clock.advance(1_000)
  await second.client.flushed()
  expect(
    rig.server.chats
      .get(chat)
      ?.entries.slice(1)
      .map(({ cause }) => cause),
  ).toEqual(ids)
})

test('[CLIENT3] whoever looks at a chat as soon as it is told at a start sees what waits in it', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const memory = memoryStorage()
  const first = await rig.client(ann, { storage: memory })
  await rig.clock.until(() => first.client.state.type === 'online')
  rig.server.network.isUp = false
  rig.server.network.cut()
  first.client.submit(chat, say('tea?'))
  await first.client.stop()

  const seen: string[] = []
  const told = Promise.withResolvers<void>()
  // A storage that is slow to say what waits, as a file may be.
  const storage: ClientStorage = {
    ...memory,
    outbox: async () => {
      await Promise.race([told.promise, Bun.sleep(0)])
      return memory.outbox()
    },
  }
  const client = createClient({
    url: 'ws://test',
    transport: rig.server.network.transport,
    storage,
    env: rig.clock,
    tokens: ann.tokens,
  })
  client.on((event) => {
    if (event.type !== 'chats') return
    seen.push(...(client.chat(chat)?.messages.map(textOf) ?? []))
    told.resolve()
  })
  await client.start()
  await told.promise
  expect(seen).toEqual(['notice', 'tea?'])
  expect(client.chats()[0]?.pending.size).toBe(1)
})

test('[CLIENT3] what was lost on the way is sent again after the reconnect, and is in the log once', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const { client } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  const { id, settled } = client.submit(chat, say('tea?'))
  // It arrives, and its entry is lost.
  await rig.clock.until(() => rig.server.messages(chat).length === 2)
  rig.server.network.cut()
  await rig.clock.advance(5_000)
  expect(await settled).toMatchObject({ type: 'stored', entry: { seq: 2, cause: id } })
  expect(rig.server.messages(chat)).toHaveLength(2)
})

test('[CLIENT4] at most so many are under way that the server can hold them', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const { client } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  for (let at = 0; at < 1_000; at++) client.submit(chat, say(`${at}`))
  const submits = (): number => rig.server.heard.filter(({ frame }) => frame.t === 'submit').length
  let most = 0
  await rig.clock.until(() => {
    most = Math.max(most, submits() - rig.server.messages(chat).length + 1)
    return client.chat(chat)?.seq === 1_001
  })
  expect(submits()).toBe(1_000)
  expect(most).toBeLessThanOrEqual(inFlightMax)
  expect(rig.server.messages(chat).slice(1).map(textOf)).toEqual(Array.from({ length: 1_000 }, (_, at) => `${at}`))
})

test('[CLIENT4] one that is refused for now is tried again, and those after it do not overtake it', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const [chat, other] = [rig.chat([ann]), rig.chat([ann])]
  const { client, events } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  const busy = new Set<SubmissionId>()
  const refusedAt: number[] = []
  rig.server.settings.refuse = (id) => {
    if (!busy.has(id)) return null
    refusedAt.push(rig.clock.now())
    return failure('overloaded', 'Busy.', 2_000)
  }
  const sent = ['one', 'two', 'three'].map((text) => {
    const id = newSubmissionId(rig.clock)
    if (text === 'two') busy.add(id)
    return client.submit(chat, say(text), { id })
  })
  client.submit(other, say('elsewhere'))
  await rig.clock.until(() => refusedAt.length === 1)
  await rig.clock.advance(100)
  const later = client.submit(chat, say('four'))
  await rig.clock.until(() => refusedAt.length === 3)
  expect(rig.server.messages(chat).map(textOf)).toEqual(['notice', 'one'])
  expect(rig.server.messages(other).map(textOf)).toEqual(['notice', 'elsewhere'])
  for (const [at, when] of refusedAt.entries())
    if (at > 0) expect(when - (refusedAt[at - 1] ?? 0)).toBeGreaterThanOrEqual(2_000)
  // Only the one that was refused is tried meanwhile.
  const tried = rig.server.heard.flatMap(({ frame }) => (frame.t === 'submit' && frame.chat === chat ? [frame.id] : []))
  expect(tried.filter((id) => id === sent[2]?.id)).toHaveLength(1)
  expect(tried).not.toContain(later.id)
  busy.clear()
  await rig.clock.until(() => rig.server.messages(chat).length === 5)
  expect(rig.server.messages(chat).map(textOf)).toEqual(['notice', 'one', 'two', 'three', 'four'])
  await rig.clock.advance(1_000)
  for (const { settled } of sent) expect((await settled).type).toBe('stored')
  expect(events.some(({ type }) => type === 'rejected')).toBe(false)
})

test('[CLIENT5] what the server refuses for good fails, leaves the view and the storage, and the next one goes on', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const storage = memoryStorage()
  const { client, events } = await rig.client(ben, { storage })
  await rig.clock.until(() => client.state.type === 'online')
  const rename = client.submit(chat, { type: 'changeInfo', title: 'Coffee' })
  const post = client.submit(chat, say('tea!'))
  await rig.clock.advance(1_000)
  expect(await rename.settled).toMatchObject({ type: 'failed', failure: { code: 'forbidden' } })
  expect((await post.settled).type).toBe('stored')
  expect(events).toContainEqual(expect.objectContaining({ type: 'rejected', chat, id: rename.id }))
  expect(client.chat(chat)).toMatchObject({ title: 'Tea', seq: 2, pending: new Set() })
  expect(await storage.outbox()).toEqual([])
})

test('[CLIENT6] the same id is the same submission, in this process and after it', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const id = newSubmissionId(rig.clock)
  for (let run = 0; run < 2; run++) {
    const { client } = await rig.client(ann)
    const first = client.submit(chat, say('once'), { id })
    expect(client.submit(chat, say('once'), { id })).toBe(first)
    await rig.clock.advance(2_000)
    expect(await first.settled).toMatchObject({ type: 'stored', entry: { seq: 2 } })
    await client.stop()
  }
  expect(rig.server.messages(chat)).toHaveLength(2)
})

test('[CLIENT6] what the server could not read is refused at once, and so is what is more than the outbox holds', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const { client } = await rig.client(ann)
  const refusal = async (command: Command): Promise<unknown> => await client.submit(chat, command).settled
  expect(await refusal(say('é'.repeat(limits.textBytesMax / 2 + 1)))).toMatchObject({ failure: { code: 'tooLarge' } })
  expect(await refusal(say(' '))).toMatchObject({ failure: { code: 'invalid' } })
  expect(await refusal({ type: 'changeInfo', title: '' })).toMatchObject({ failure: { code: 'invalid' } })
  for (let at = 0; at < limits.outboxSubmissionsMax; at++) client.submit(chat, say('x'))
  expect(await refusal(say('one more'))).toMatchObject({ failure: { code: 'overloaded' } })
})

test('[CLIENT3] what a snapshot holds already is not shown a second time as waiting', async () => {
  const rig = createRig()
  rig.server.settings.catchUpEntriesMax = 0
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const { client } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  let most = 0
  client.on(() => {
    const shown = client.chat(chat)?.messages.filter((message) => textOf(message) === 'tea?') ?? []
    most = Math.max(most, shown.length)
  })
  const { settled } = client.submit(chat, say('tea?'))
  await rig.clock.until(() => rig.server.messages(chat).length === 2)
  rig.server.network.cut()
  await rig.clock.advance(5_000)
  expect((await settled).type).toBe('stored')
  expect(most).toBe(1)
})

test('[CLIENT33] one that is refused for now after a later one is tried again before it', async () => {
  const clock = createClock()
  const sent: SubmissionId[] = []
  const outbox = createOutbox({
    storage: memoryStorage(),
    writer: createWriter(() => undefined),
    env: clock,
    send: ({ id }) => void sent.push(id),
    onChange: () => undefined,
    onFailed: () => undefined,
    afterSave: (_, run) => run(),
    save: () => undefined,
  })
  const chat = newChatId(clock)
  outbox.ready()
  const [one, two, three] = ['one', 'two', 'three'].map((text) => outbox.submit(chat, say(text)).id)
  if (one === undefined || two === undefined || three === undefined) throw new Error('Nothing was submitted.')
  await clock.advance(10)
  expect(sent.splice(0)).toEqual([one, two, three])
  // The last one met a full mailbox at once; the log refused the first one later.
  outbox.reject(chat, three, failure('overloaded', 'Busy.'))
  outbox.reject(chat, one, failure('unavailable', 'Away.'))
  outbox.reject(chat, two, failure('unavailable', 'Away.'))
  await clock.until(() => sent.length > 0)
  await clock.advance(10_000)
  expect(sent).toEqual([one])
})
