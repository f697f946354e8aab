import { afterAll, afterEach, expect, test } from 'bun:test'
import { createSim, type Sim } from '@parley/actors/sim'
import {
  type ChatId,
  type Command,
  type DownFrame,
  failures,
  limits,
  newChatId,
  newSessionId,
  newUserId,
  privateChatId,
  type SessionId,
  type UserId,
} from '@parley/protocol'
import * as fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accountKey } from '../accounts/accountRecord.ts'
import { createContacts } from '../accounts/contacts.ts'
import { sha256 } from '../accounts/digest.ts'
import { sessionKey } from '../accounts/sessionRecord.ts'
import type { FakeLink } from '../chat/testing/air.ts'
import { createFaultyLog, type Fate } from '../chat/testing/faultyLog.ts'
import { over, startNode } from '../chat/testing/node.ts'
import { createMemoryRecords } from '../records/memory.ts'
import { edit, say } from '../store/testing/history.ts'
import { chatTopic } from './hub.ts'

const rethrow = (error: unknown): never => {
  throw error
}
const folder = mkdtempSync(join(tmpdir(), 'parley-feed-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Node = ReturnType<typeof startNode>

/** What the feed threw while it was told of entries, in the world of the present test. */
let defects: readonly unknown[] = []
afterEach(() => expect(defects).toEqual([]))

/** A node with the group of ann and ben. Appends after the group's first obey `fates`, which a test fills. */
async function createWorld({ failingRedactions = 0, path = ':memory:' } = {}) {
  const sim = createSim({ startsAt: 1_764_000_000_000 })
  const { env } = sim
  const [ann, ben, cat, dan] = [newUserId(env), newUserId(env), newUserId(env), newUserId(env)]
  const group = newChatId(env)
  const fates: (Fate | null)[] = []
  const log = createFaultyLog(env, fates, failingRedactions)
  ;({ defects } = log)
  const records = createMemoryRecords(rethrow)
  const node = () => startNode({ sim, log, records, path })
  const first = node()
  await first.feed.caughtUp
  await over(sim, first.do(group, ann, { type: 'create', chatType: 'group', title: 'Tea', members: [ben] }))
  /** A device that heard all there was before. */
  const listen = (user: UserId, { session = newSessionId(env), on = first, only }: Listening = {}): FakeLink => {
    const listener = on.air.listener({ user, session, ...(only === undefined ? {} : { only }) })
    on.hub.attach(listener)
    for (const { id } of on.store.chats.chatsOf(user)) listener.link.subscribe(chatTopic(id))
    return listener.link
  }
  return { sim, ann, ben, cat, dan, group, fates, log, records, first, node, listen }
}

interface Listening {
  readonly session?: SessionId
  readonly on?: Node
  readonly only?: ReadonlySet<ChatId>
}

const storing = async (sim: Sim, node: Node, chat: ChatId, by: UserId, ...commands: Command[]): Promise<void> => {
  for (const submitted of await over(sim, Promise.all(commands.map((command) => node.do(chat, by, command)))))
    expect(submitted.type).toBe('stored')
}

/** The first of what follows is in flight while the others gather behind it: two appends. */
const gather: Fate = { ends: 'asItDoes', delayMs: 40 }

/** What a link heard, in short: each frame's kind, with the seqs of entries. */
const story = (frames: readonly DownFrame[]): string[] =>
  frames.map((frame) => (frame.t === 'entries' ? `entries ${frame.entries.map(({ seq }) => seq).join(' ')}` : frame.t))

const entriesHeard = (frames: readonly DownFrame[], chat: ChatId) =>
  frames.flatMap((frame) => (frame.t === 'entries' && frame.chat === chat ? frame.entries : []))

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const add = (...members: UserId[]): Command => ({ type: 'addMembers', members })
const remove = (member: UserId): Command => ({ type: 'removeMember', member })

test('[FEED1] entries that become durable together go out in one frame, in order, as the log has them', async () => {
  const { sim, ann, ben, group, fates, log, first, listen } = await createWorld()
  const link = listen(ben)
  fates.push(gather)
  const early = storing(sim, first, group, ann, say('1'))
  await sim.settle()
  await Promise.all([early, storing(sim, first, group, ann, say('2'), say('3'), edit(2, 'one'))])
  expect(story(link.heard)).toEqual(['entries 2', 'entries 3 4 5'])
  const logged = await log.read(group, 1, 10)
  expect(entriesHeard(link.heard, group)).toEqual(logged.map(({ json }) => JSON.parse(json)))
})

test('[FEED1] entries of two chats that are handed over together go out in one frame for each chat', async () => {
  const { sim, ann, ben, cat, group, first, node, listen } = await createWorld()
  const other = newChatId(sim.env)
  await storing(sim, first, other, ann, { type: 'create', chatType: 'group', title: 'Cake', members: [cat] })
  for (const text of ['1', '2', '3']) for (const chat of [group, other]) await storing(sim, first, chat, ann, say(text))
  const late = node()
  // Links that were there when the node began to catch up.
  const [bens, cats, anns] = [ben, cat, ann].map((user) => listen(user, { on: late }))
  await late.feed.caughtUp
  expect(story(bens?.heard ?? [])).toEqual(['chats', 'entries 1 2 3 4'])
  expect(story(cats?.heard ?? [])).toEqual(['chats', 'entries 1 2 3 4'])
  expect(anns?.heard.flatMap((frame) => (frame.t === 'entries' ? [frame.chat] : []))).toEqual([group, other])
})

test('[FEED1] a frame that grew long is followed by another, and none of its entries is lost', async () => {
  const { sim, ann, ben, group, fates, first, listen } = await createWorld()
  const link = listen(ben)
  fates.push(gather)
  const early = storing(sim, first, group, ann, say('1'))
  await sim.settle()
  const long = Array.from({ length: 20 }, () => say('x'.repeat(limits.textBytesMax)))
  await Promise.all([early, storing(sim, first, group, ann, ...long)])
  expect(entriesHeard(link.heard, group).map(({ seq }) => seq)).toEqual(Array.from({ length: 21 }, (_, at) => at + 2))
  expect(link.heard.length).toBeGreaterThan(2)
  // As much as the bound and the entry that crossed it.
  for (const frame of link.heard) expect(JSON.stringify(frame).length).toBeLessThan(70_000)
})

test('[FEED2] a new member gets a snapshot, then entries; a removed one hears so, and nothing after', async () => {
  const { sim, ann, ben, dan, group, first, listen } = await createWorld()
  const [bens, dans] = [listen(ben), listen(dan)]
  await storing(sim, first, group, ann, say('before'))
  expect(dans.heard).toEqual([])
  await storing(sim, first, group, ann, add(dan))
  await storing(sim, first, group, ann, say('hello'))
  await storing(sim, first, group, ann, remove(dan))
  await storing(sim, first, group, ann, say('he is gone'))
  expect(story(dans.heard)).toEqual(['chats', 'entries 4', 'entries 5', 'gone'])
  expect(dans.heard[0]).toMatchObject({ chats: [{ chat: group, seq: 3, role: 'member', memberCount: 3 }] })
  expect(dans.topics.size).toBe(0)
  expect(story(bens.heard)).toEqual(['entries 2', 'entries 3', 'entries 4', 'entries 5', 'entries 6'])
})

test('[FEED2] nothing after a removal is heard where it became durable together with what follows', async () => {
  const { sim, ann, ben, group, fates, first, listen } = await createWorld()
  const link = listen(ben)
  fates.push(gather)
  const early = storing(sim, first, group, ann, say('1'))
  await sim.settle()
  await Promise.all([early, storing(sim, first, group, ann, say('2'), remove(ben), say('secret'), say('secret'))])
  expect(story(link.heard)).toEqual(['entries 2', 'entries 3 4', 'gone'])
})

test('[FEED2] who leaves hears so on all devices, and nothing after', async () => {
  const { sim, ann, ben, group, first, listen } = await createWorld()
  const links = [listen(ben), listen(ben)]
  await storing(sim, first, group, ben, { type: 'leave' })
  await storing(sim, first, group, ann, say('he is gone'))
  for (const { heard } of links) expect(story(heard)).toEqual(['entries 2', 'gone'])
})

test('[FEED2] a link that follows other chats only is told nothing of a chat that its user joins', async () => {
  const { sim, ann, dan, group, first, listen } = await createWorld()
  const link = listen(dan, { only: new Set([newChatId(sim.env)]) })
  await storing(sim, first, group, ann, add(dan), say('hello'))
  expect(link.heard).toEqual([])
  expect(link.topics.size).toBe(0)
})

test('[FEED2] however people come and go, a link starts from a snapshot, misses no entry, and ends with `gone`', async () => {
  const anyStep = fc.record({
    what: fc.constantFrom('add' as const, 'remove' as const, 'leave' as const, 'say' as const),
    isGathered: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 16 }), async (steps) => {
      const { sim, ann, dan, group, fates, log, first, listen } = await createWorld()
      const link = listen(dan)
      const commands = { add: add(dan), remove: remove(dan), leave: { type: 'leave' }, say: say('hello') } as const
      const answers: Promise<unknown>[] = []
      for (const { what, isGathered } of steps) {
        fates.push(gather)
        answers.push(first.do(group, what === 'leave' ? dan : ann, commands[what]))
        if (!isGathered) await sim.advance(50)
      }
      await over(sim, Promise.all(answers))
      expect(log.defects).toEqual([])

      // As a client reads it; `null` while it does not know the chat.
      let known: number | null = null
      for (const frame of link.heard) {
        if (frame.t === 'chats') for (const { seq } of frame.chats) known = seq
        if (frame.t === 'gone') known = null
        if (frame.t !== 'entries') continue
        for (const { seq } of frame.entries) {
          if (known === null) throw new Error(`Entry ${seq} was heard by one who is not in the chat.`)
          if (seq <= known) continue
          expect(seq).toBe(known + 1)
          known = seq
        }
      }
      const row = first.store.chats.row(group)
      const isMember = row !== null && first.store.chats.roleOf(row.key, dan) !== null
      expect(known).toBe(isMember ? (await log.head(group)).seq : null)
      expect(link.isSubscribed(chatTopic(group))).toBe(isMember)
    }),
    { numRuns: 150 },
  )
})

const secret = 'the cake is in the blue tin'

/** All that the log keeps of a chat. */
const kept = async (world: Awaited<ReturnType<typeof createWorld>>): Promise<string> =>
  JSON.stringify([world.log.sealed(world.group, 0, 100), await world.log.read(world.group, 0, 100)])

const sayAndDelete = async ({ sim, first, group, ann }: Awaited<ReturnType<typeof createWorld>>): Promise<void> =>
  storing(sim, first, group, ann, say(secret), edit(2, `${secret}!`), say('hello'), { type: 'delete', seq: 2 })

test('[FEED3] deleting a message erases its words from the log, those of its edits too, and no others', async () => {
  const world = await createWorld()
  const { sim, first, group, ann } = world
  await storing(sim, first, group, ann, say(secret), edit(2, `${secret}!`), say('hello'))
  expect(await kept(world)).toContain(secret)
  await storing(sim, first, group, ann, { type: 'delete', seq: 2 })
  await sim.settle()
  expect(await kept(world)).not.toContain(secret)
  expect(await kept(world)).toContain('hello')
  expect(first.store.messages.toRedact()).toEqual([])
  expect(first.defects).toEqual([])
})

test('[FEED3] words that could not be erased at first are erased later', async () => {
  const world = await createWorld({ failingRedactions: 1 })
  await sayAndDelete(world)
  expect(world.first.defects.length).toBe(1)
  expect(await kept(world)).toContain(secret)
  await world.sim.advance(10_000)
  expect(await kept(world)).not.toContain(secret)
  expect(world.first.defects.length).toBe(1)
})

test('[FEED3] words that could not be erased before a restart are erased after it, with the store or without', async () => {
  for (const path of [join(folder, 'restart'), ':memory:']) {
    const world = await createWorld({ failingRedactions: 1, path })
    const { sim, log, group, node } = world
    await sayAndDelete(world)
    world.first.stop()
    // A node that ended erases nothing any more.
    await sim.advance(10_000)
    expect(await kept(world)).toContain(secret)

    const second = node()
    expect(second.store.position()).toBe(path === ':memory:' ? 0 : ((await log.read(group, 4, 1))[0]?.position ?? -1))
    await second.feed.caughtUp
    await sim.settle()
    expect(await kept(world)).not.toContain(secret)
    expect(second.store.messages.toRedact()).toEqual([])
    expect(second.defects).toEqual([])
    second.stop()
  }
})

test('[FEED4] marks are told to all in a small chat, and what is unread to the reader’s own links', async () => {
  const { sim, ann, ben, group, records, first, listen } = await createWorld()
  await storing(sim, first, group, ann, say('1'), say('2'), say('3'))
  const [anns, bens, bensOther] = [listen(ann), listen(ben), listen(ben)]
  const elsewhere = listen(ben, { only: new Set([newChatId(sim.env)]) })
  await records.put(`mark/${ben}/${group}`, { delivered: 4, read: 2 }, 0)
  const marks = { t: 'marks', chat: group, marks: [{ user: ben, delivered: 4, read: 2 }] }
  const unread = { t: 'unread', chat: group, delivered: 4, read: 2, unread: 2, seq: 4 }
  expect(plain(anns.heard)).toEqual([marks])
  expect(plain(bens.heard)).toEqual([unread, marks])
  expect(plain(bensOther.heard)).toEqual([unread, marks])
  expect(elsewhere.heard.filter(({ t }) => t === 'unread')).toEqual([])
})

test('[FEED4] marks are told up to `exactMarksMembersMax` members, and only to the reader beyond', async () => {
  const { sim, ann, ben, group, records, first, listen } = await createWorld()
  const crowd = Array.from({ length: limits.exactMarksMembersMax - 2 }, () => newUserId(sim.env))
  await storing(sim, first, group, ann, add(...crowd))
  const [anns, bens] = [listen(ann), listen(ben)]
  const put = await records.put(`mark/${ben}/${group}`, { delivered: 2, read: 1 }, 0)
  expect(story(anns.heard)).toEqual(['marks'])
  expect(story(bens.heard)).toEqual(['unread', 'marks'])

  await storing(sim, first, group, ann, add(newUserId(sim.env)))
  const heard = [anns.heard.length, bens.heard.length]
  await records.put(`mark/${ben}/${group}`, { delivered: 2, read: 2 }, put.type === 'stored' ? put.revision : 0)
  expect(story(anns.heard.slice(heard[0]))).toEqual([])
  expect(story(bens.heard.slice(heard[1]))).toEqual(['unread'])
})

/** Ann and ben have accounts, and each a link. `since` answers what a link heard since the last look. */
async function createPair() {
  const world = await createWorld()
  const { ann, ben, records, first, listen } = world
  const account = { isAdministrator: false, createdAt: 0 }
  await records.put(accountKey(ann), { ...account, username: 'ann', name: 'Ann' }, 0)
  await records.put(accountKey(ben), { ...account, username: 'ben', name: 'Ben' }, 0)
  const links = { ann: listen(ann), ben: listen(ben) }
  const looked = { ann: 0, ben: 0 }
  const since = (who: 'ann' | 'ben'): string[] => {
    const news = links[who].heard.slice(looked[who])
    looked[who] = links[who].heard.length
    return news.map((frame) => {
      if (frame.t === 'contact') return `contact ${frame.contact.person.username} ${frame.contact.state}`
      if (frame.t === 'presence') return `presence ${frame.presences.map(({ status }) => status).join(' ')}`
      return frame.t
    })
  }
  const both = () => [since('ann'), since('ben')]
  /** Both say that they are there. */
  const show = (status: 'online' | 'away'): void => {
    first.presences.set({ user: ann, status })
    first.presences.set({ user: ben, status })
  }
  return { ...world, contacts: createContacts(records), both, show, pair: privateChatId(sha256, ann, ben) }
}

test('[FEED5] contacts see each other’s presence until one blocks the other, who is only told of a removal', async () => {
  const { ann, ben, contacts, both, show } = await createPair()
  show('online')
  expect(both()).toEqual([[], []])
  await contacts.request(ben, ann)
  await contacts.accept(ann, ben)
  expect(both()).toEqual([
    ['contact ben incoming', 'contact ben accepted', 'presence online'],
    ['contact ann requested', 'contact ann accepted', 'presence online'],
  ])
  show('away')
  expect(both()).toEqual([['presence away'], ['presence away']])
  await contacts.block(ann, ben)
  show('online')
  expect(both()).toEqual([['contact ben blocked'], ['contact ann none']])
  await contacts.unblock(ann, ben)
  show('away')
  expect(both()).toEqual([['contact ben none'], []])
})

test('[FEED5] one who is blocked after asking, or in a private chat, hears nothing at all of it', async () => {
  const { sim, ann, ben, first, contacts, both, show, pair } = await createPair()
  await storing(sim, first, pair, ann, { type: 'create', chatType: 'private', members: [ben] })
  expect(both()[1]).toEqual(['chats', 'presence offline', 'entries'])
  await contacts.request(ben, ann)
  show('online')
  expect(both()[1]?.at(-1)).toBe('presence online')
  await contacts.block(ann, ben)
  show('away')
  expect(both()).toEqual([['contact ben blocked'], []])
  // Who is in a private chat with somebody sees them again as soon as no block is in between.
  await contacts.unblock(ann, ben)
  expect(both()[0]).toEqual(['contact ben none', 'presence away'])
  show('online')
  expect(both()).toEqual([['presence online'], ['presence online']])
})

test('[FEED5] a private chat that begins behind a block shows no presence', async () => {
  const { sim, ann, ben, first, contacts, both, show, pair } = await createPair()
  await contacts.block(ann, ben)
  both()
  await storing(sim, first, pair, ben, { type: 'create', chatType: 'private', members: [ann] })
  show('online')
  expect(both()).toEqual([
    ['chats', 'entries'],
    ['chats', 'entries'],
  ])
})

test('[FEED6] a removed session record closes the links of that session, and no others, with the code of `revoked`', async () => {
  const { sim, ben, records, listen } = await createWorld()
  const [lost, phone] = [newSessionId(sim.env), newSessionId(sim.env)]
  const record = {
    client: 'cli',
    createdAt: 0,
    seenAt: 0,
    endsAt: sim.env.now() + 1_000,
    refreshHash: '',
    rotatedAt: 0,
  }
  const { revision } = { revision: 0, ...(await records.put(sessionKey(ben, lost), record, 0)) }
  const ended = [listen(ben, { session: lost }), listen(ben, { session: lost })]
  const stays = listen(ben, { session: phone })
  await records.put(sessionKey(ben, phone), record, 0)
  await records.put(sessionKey(ben, lost), { ...record, seenAt: 1 }, revision)
  for (const { closed } of ended) expect(closed).toEqual([])

  const current = await records.get(sessionKey(ben, lost))
  await records.put(sessionKey(ben, lost), null, current?.revision ?? 0)
  for (const { closed } of ended) expect(closed.map(({ code }) => code)).toEqual([failures.revoked.close])
  expect(stays.closed).toEqual([])
})
