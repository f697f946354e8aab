import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { limits } from '../limits.ts'
import type { Entry } from '../event.ts'
import type { Snapshot } from '../frame.ts'
import { newChatId, newSubmissionId } from '../ids.ts'
import type { Message } from '../timeline.ts'
import { changeOf, messageOf } from '../timeline.ts'
import { createClock } from './testing/clock.ts'
import { createRig, failureOf, textOf } from './testing/rig.ts'
import { advance, replicaOf } from './replica.ts'
import type { ChatView } from './view.ts'
import { addPage, foldWindow, windowAt, windowMessagesMax } from './window.ts'

test('[CLIENT7] the view is the confirmed chat with what waits on top, by the same rules', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  rig.post(ann, chat, 'tea?')
  const { client } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  rig.server.network.isUp = false
  rig.server.network.cut()
  await client.submit(chat, { type: 'edit', seq: 2, content: { kind: 'text', text: 'coffee?' } }).stored
  await client.submit(chat, { type: 'changeInfo', title: 'Coffee' }).stored
  await client.submit(chat, { type: 'post', content: { kind: 'text', text: 'or both' }, replyTo: 2 }).stored
  await client.submit(chat, { type: 'removeMember', member: ben.person.id }).stored
  await rig.clock.advance(0)
  const view = client.chat(chat)
  expect(view?.messages.map(textOf)).toEqual(['coffee?', 'notice', 'or both', 'notice'])
  expect(view).toMatchObject({ title: 'Coffee', memberCount: 1, seq: 2 })
  expect(view?.messages.map((message) => message.seq)).toEqual([2, 4, 5, 6])
  expect(view?.messages[2]?.at).toBeLessThanOrEqual(rig.clock.now())
  rig.server.network.isUp = true
  await rig.clock.until(() => client.chat(chat)?.pending.size === 0)
  expect(client.chat(chat)).toMatchObject({ title: 'Coffee', memberCount: 1, seq: 6 })
  expect(client.chat(chat)?.messages.map(textOf)).toEqual(['coffee?', 'notice', 'or both', 'notice'])
})

test('[CLIENT7] what the rules refuse is not shown, but sent: the server decides', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben], 'channel')
  const { client } = await rig.client(ben)
  await rig.clock.until(() => client.state.type === 'online')
  const { id, settled } = client.submit(chat, { type: 'post', content: { kind: 'text', text: 'hi' } })
  await rig.clock.advance(0)
  expect(client.chat(chat)?.messages.map(textOf)).toEqual(['notice'])
  expect(client.chat(chat)?.pending.has(id)).toBe(true)
  await rig.clock.advance(1_000)
  expect(await settled).toMatchObject({ failure: { code: 'forbidden' } })
})

test('[CLIENT7] a chat is the same object until it changes', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const [chat, other] = [rig.chat([ann]), rig.chat([ann])]
  const { client } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  const [view, otherView, list] = [client.chat(chat), client.chat(other), client.chats()]
  expect(client.chats()).toBe(list)
  rig.post(ann, chat, 'tea?')
  await rig.clock.advance(1_000)
  expect(client.chat(chat)).not.toBe(view)
  expect(client.chat(other)).toBe(otherView)
  expect(client.chats().map(({ id }) => id)).toEqual([chat, other])
})

test('[CLIENT8] entries that are known are skipped, and leave no hole', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  rig.post(ann, chat, 'two')
  const { client, events } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  const entries = rig.server.chats.get(chat)?.entries ?? []
  const replica = replicaOf(snapshotAt(entries.length, client.chat(chat)), null, ann.person.id)
  expect(advance(replica, entries)).toEqual({ replica, applied: [], isGap: false })
  rig.server.say({ t: 'entries', chat, entries: [...entries] })
  await rig.clock.advance(100)
  expect(events.some(({ type }) => type === 'entry')).toBe(false)
})

test('[CLIENT8] an entry that leaves a hole is not folded; what is missing is asked for', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const { client, events } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  rig.server.settings.isHidden = ({ seq }) => seq < 5
  for (const text of ['two', 'three', 'four', 'five', 'six']) rig.post(ann, chat, text)
  await rig.clock.advance(1_000)
  expect(client.chat(chat)?.messages.map(textOf)).toEqual(['notice', 'two', 'three', 'four', 'five', 'six'])
  const told = events.flatMap((event) => (event.type === 'entry' ? [event.entry.seq] : []))
  expect(told).toEqual([2, 3, 4, 5, 6])
  expect(rig.server.network.tries).toHaveLength(1)
})

test('[CLIENT8] where asking does not help the chat starts over from a snapshot', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const { client } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  const log = rig.server.chats.get(chat)
  rig.server.settings.isHidden = ({ seq }) => seq === 2
  rig.post(ann, chat, 'two')
  const lost = log?.entries.splice(1, 1) ?? []
  rig.post(ann, chat, 'three')
  await rig.clock.until(() => rig.server.heard.some(({ frame }) => frame.t === 'ask'))
  log?.entries.splice(0, log.entries.length)
  await rig.clock.advance(10_000)
  expect(lost).toHaveLength(1)
  expect(rig.server.network.tries).toHaveLength(2)
  expect(client.chat(chat)?.seq).toBe(3)
})

test('[CLIENT8] another epoch replaces what is known, and a chat that is gone disappears', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const [chat, other] = [rig.chat([ann, ben]), rig.chat([ann, ben])]
  const { client, events } = await rig.client(ben)
  await rig.clock.until(() => client.state.type === 'online')
  rig.server.epoch = createRig(2).server.epoch
  rig.server.network.cut()
  await rig.clock.advance(5_000)
  expect(client.chat(chat)?.epoch).toBe(rig.server.epoch)
  rig.server.submit(ann.person.id, chat, newSubmissionId(rig.clock), { type: 'removeMember', member: ben.person.id })
  await rig.clock.advance(1_000)
  expect(client.chats().map(({ id }) => id)).toEqual([other])
  expect(events).toContainEqual({ type: 'gone', chat })
  rig.server.network.cut()
  rig.server.submit(ann.person.id, other, newSubmissionId(rig.clock), { type: 'removeMember', member: ben.person.id })
  await rig.clock.advance(5_000)
  expect(client.chats()).toEqual([])
})

function snapshotAt(seq: number, view: ChatView | null): Snapshot {
  if (view === null) throw new Error('There is no chat.')
  const { id: chat, epoch, type, title, description, createdAt, memberCount } = view
  const rest = { unread: 0, delivered: 0, read: 0, role: 'owner' as const }
  return { chat, epoch, seq, type, title, description, createdAt, memberCount, ...rest }
}

/** A log of a chat in which messages are posted, edited and deleted. */
const logs = fc
  .array(fc.record({ kind: fc.constantFrom('post', 'post', 'edit', 'delete'), of: fc.nat() }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((steps) => {
    const clock = createClock()
    const by = createRig().server.user('ann').person.id
    const posted: number[] = []
    return steps.map(({ kind, of }, at): Entry => {
      const target = posted.length === 0 ? undefined : posted[of % posted.length]
      const fields = { seq: at + 1, at: at * 1_000, by, cause: newSubmissionId(clock) }
      if (kind === 'post' || target === undefined) {
        posted.push(at + 1)
        return { ...fields, event: { type: 'messagePosted', content: { kind: 'text', text: `${at + 1}` } } }
      }
      if (kind === 'delete') return { ...fields, event: { type: 'messageDeleted', seq: target } }
      return {
        ...fields,
        event: { type: 'messageEdited', seq: target, content: { kind: 'text', text: `${target} at ${at}` } },
      }
    })
  })

function stateAt(log: readonly Entry[], asOf: number): Message[] {
  const found = new Map<number, Message>()
  for (const entry of log.slice(0, asOf)) {
    const message = messageOf(entry)
    if (message !== null) found.set(message.seq, message)
    const change = changeOf(entry)
    const target = change === null ? undefined : found.get(change.seq)
    if (change !== null && target !== undefined) found.set(target.seq, change.apply(target))
  }
  return [...found.values()]
}

test('[CLIENT9] a page fits whatever entry it is as of: older, newer, or the same as the window', () => {
  fc.assert(
    fc.property(logs, fc.nat(), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 5 }), (log, start, now, asOf, limit) => {
      const startAt = start % (log.length + 1)
      const seq = startAt + (now % (log.length - startAt + 1))
      const pageAt = startAt + (asOf % (log.length - startAt + 1))
      let window = windowAt(startAt, stateAt(log, startAt).at(-1) ?? null)
      window = foldWindow(window, log.slice(startAt, seq))
      const before = window.from
      const all = stateAt(log, pageAt).filter((message) => message.seq < before)
      const page = { before, messages: all.slice(-limit), asOf: pageAt, more: all.length > limit }
      const paged = addPage(window, page, log.slice(startAt, seq), seq)
      expect(paged).not.toBeNull()
      if (paged === null) return
      const end = foldWindow(paged, log.slice(seq))
      expect([...end.messages]).toEqual(stateAt(log, log.length).filter((message) => message.seq >= end.from))
      expect(end.from).toBe(page.more ? (page.messages[0]?.seq ?? 0) : 1)
      expect(addPage(paged, page, [], seq)).toEqual(before === paged.from ? expect.anything() : null)
    }),
    { numRuns: 2_000 },
  )
})

test('[CLIENT9] a page that is ahead of the window shows no older words again while the window comes after', () => {
  const by = createRig().server.user('ann').person.id
  const entry = (seq: number, event: Entry['event']): Entry => ({
    seq,
    at: seq,
    by,
    cause: newSubmissionId(createClock()),
    event,
  })
  const edit = (seq: number, text: string): Entry =>
    entry(seq, { type: 'messageEdited', seq: 1, content: { kind: 'text', text } })
  const log = [
    entry(1, { type: 'messagePosted', content: { kind: 'text', text: 'one' } }),
    entry(2, { type: 'messagePosted', content: { kind: 'text', text: 'two' } }),
    edit(3, 'first'),
    edit(4, 'second'),
    edit(5, 'third'),
  ]
  let window = windowAt(2, stateAt(log, 2).at(-1) ?? null)
  const paged = addPage(window, { before: 2, messages: stateAt(log, 4).slice(0, 1), asOf: 4, more: false }, [], 2)
  if (paged === null) throw new Error('The page does not fit.')
  window = paged
  const shown = log.slice(2).map((one) => {
    window = foldWindow(window, [one])
    return window.messages.map(textOf).join(' ')
  })
  expect(shown).toEqual(['second two', 'second two', 'third two'])
})

test('[CLIENT9] a client reads back to the beginning while others edit, whatever its server knows', async () => {
  for (const [historyLag, publishDelayMs] of [
    [0, 0],
    [0, 3_000],
    [2, 0],
  ] as const) {
    const rig = createRig()
    const ann = rig.server.user('ann')
    const chat = rig.chat([ann])
    for (let at = 2; at <= 350; at++) rig.post(ann, chat, `${at}`)
    const { client } = await rig.client(ann)
    await rig.clock.until(() => client.state.type === 'online')
    Object.assign(rig.server.settings, { historyLag, publishDelayMs })
    for (let at = 0; at < historyLag; at++) rig.post(ann, chat, 'late')
    await rig.clock.advance(5_000)
    for (let tries = 0; client.chat(chat)?.hasOlder === true && tries < 10; tries++) {
      const older = client.loadOlder(chat)
      expect(client.loadOlder(chat)).toBe(older)
      const edit = { type: 'edit', seq: 340 - tries * 60, content: { kind: 'text', text: `edited ${tries}` } } as const
      rig.server.submit(ann.person.id, chat, newSubmissionId(rig.clock), edit)
      await rig.clock.advance(500)
      expect(await older).toBe(client.chat(chat)?.hasOlder ?? false)
    }
    await rig.clock.advance(10_000)
    expect(client.chat(chat)?.messages).toEqual([...rig.server.messages(chat)])
    expect(await client.loadOlder(chat)).toBe(false)
  }
})

test('[CLIENT9] a window stays bounded, and what left it can be loaded again', () => {
  const clock = createClock()
  const by = createRig().server.user('ann').person.id
  const entries = Array.from({ length: windowMessagesMax + 1 }, (_, at): Entry => ({
    seq: at + 1,
    at,
    by,
    cause: newSubmissionId(clock),
    event: { type: 'messagePosted', content: { kind: 'text', text: 'x' } },
  }))
  const window = foldWindow(windowAt(0, null), entries)
  expect(window.messages.length).toBeLessThanOrEqual(windowMessagesMax)
  expect(window.from).toBe(window.messages[0]?.seq ?? 0)
})

test('[CLIENT10] a chat of which only some members are known counts them exactly', async () => {
  const rig = createRig()
  rig.server.settings.snapshotMembersMax = 2
  const people = ['ann', 'ben', 'cat', 'dan', 'eve'].map((name) => rig.server.user(name))
  const [ann = rig.server.user('x'), ben = ann, cat = ann, dan = ann, eve = ann] = people
  const chat = rig.chat([ann, ben, cat, dan])
  const { client } = await rig.client(ben)
  await rig.clock.until(() => client.state.type === 'online')
  expect(client.chat(chat)).toMatchObject({ memberCount: 4, role: 'member' })
  expect([...(client.chat(chat)?.members ?? [])]).toEqual([[ben.person.id, 'member']])
  const by = ann.person.id
  rig.server.submit(by, chat, newSubmissionId(rig.clock), { type: 'addMembers', members: [eve.person.id] })
  rig.server.submit(by, chat, newSubmissionId(rig.clock), { type: 'removeMember', member: cat.person.id })
  rig.server.submit(by, chat, newSubmissionId(rig.clock), {
    type: 'changeRole',
    member: dan.person.id,
    role: 'moderator',
  })
  await rig.clock.advance(1_000)
  expect(client.chat(chat)).toMatchObject({ memberCount: 4, seq: 4 })
  expect(client.chat(chat)?.members.get(dan.person.id)).toBe('moderator')
  // Nothing that is known is made up of what is not.
  const { settled } = client.submit(chat, { type: 'post', content: { kind: 'text', text: 'hi' } })
  await rig.clock.advance(1_000)
  expect((await settled).type).toBe('stored')
})

test('[CLIENT10] a chat that joins us arrives whole, and a chat id that is not ours is asked for nothing', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann])
  rig.post(ann, chat, 'before')
  const { client } = await rig.client(ben)
  await rig.clock.until(() => client.state.type === 'online')
  expect(client.chat(chat)).toBeNull()
  expect(await failureOf(client.loadOlder(newChatId(rig.clock)))).not.toBeNull()
  rig.server.submit(ann.person.id, chat, newSubmissionId(rig.clock), { type: 'addMembers', members: [ben.person.id] })
  rig.post(ann, chat, 'after')
  await rig.clock.advance(1_000)
  expect(client.chat(chat)).toMatchObject({ memberCount: 2, seq: 4, unread: 2 })
  expect(client.chat(chat)?.messages.map(textOf)).toEqual(['notice', 'after'])
  expect(limits.historyPageMax).toBeGreaterThan(1)
})
