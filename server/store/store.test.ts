/** The store against the protocol's own folds. */
import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { newSubmissionId } from '@parley/protocol'
import { testEnv } from '../log/contract.ts'
import {
  ann,
  answersOf,
  anySteps,
  ben,
  cat,
  channel,
  chatIds,
  edit,
  group,
  Model,
  openOn,
  pair,
  people,
  play,
  say,
} from './testing/history.ts'

test('[STORE1] folding entries gives the chats, members, messages and unread counts that the protocol gives', async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, fc.integer({ min: 1, max: 9 }), async (steps, size) => {
      const { log, entries } = await play(steps)
      const model = Model.of(entries)
      const store = openOn(log)
      for (let at = 0; at < entries.length; at += size) store.foldEntries(entries.slice(at, at + size))
      for (const id of chatIds) {
        const row = store.chats.row(id)
        const chat = model.chats.get(id)
        if (row === null || chat === undefined) throw new Error('The chat is missing.')
        const { members, ...rest } = chat
        const loaded = store.chats.load(id)
        expect({ ...loaded, members: null }).toEqual({ ...rest, members: null })
        expect(new Map(loaded?.members)).toEqual(new Map(members))
        const messages = [...(model.messages.get(id)?.values() ?? [])]
        expect(store.messages.page(row.key, { limit: 1_000 })).toEqual(messages.map((message) => ({ ...message })))
        expect([row.lastSeq, row.lastAt]).toEqual([messages.at(-1)?.seq ?? 0, messages.at(-1)?.at ?? 0])
        for (let seq = 0; seq <= chat.seq; seq++) {
          expect(store.messages.facts(row.key, seq)).toEqual(model.facts(id, seq))
          for (const user of people) expect(store.messages.unread(row.key, user, seq)).toBe(model.unread(id, user, seq))
        }
        for (const user of people) {
          expect(store.chats.roleOf(row.key, user)).toBe(members.get(user) ?? null)
          expect(store.chats.chatsOf(user).some((one) => one.id === id)).toBe(members.has(user))
        }
      }
      store.close()
    }),
    { numRuns: 60 },
  )
})

test('[STORE2] entries folded twice change nothing', async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, fc.nat(), async (steps, cut) => {
      const { log, entries } = await play(steps)
      const store = openOn(log)
      store.foldEntries(entries)
      const [answers, redactions] = [answersOf(store), store.messages.toRedact()]
      store.foldEntries(entries.slice(cut % entries.length))
      store.foldEntries(entries)
      expect(answersOf(store)).toEqual(answers)
      expect(store.messages.toRedact()).toEqual(redactions)
      expect(store.position()).toBe(entries.at(-1)?.position ?? 0)
      store.close()
    }),
    { numRuns: 40 },
  )
})

test('[STORE8] a deletion queues the message and each of its edits for redaction, until that is done', async () => {
  const { log, entries } = await play([
    { chat: group, by: ann, command: say('first words') },
    { chat: group, by: ann, command: edit(2, 'second words') },
    { chat: group, by: ben, command: say('stays') },
    { chat: group, by: ann, command: edit(2, 'third words') },
    { chat: group, by: ann, command: { type: 'delete', seq: 2 } },
  ])
  const store = openOn(log)
  store.foldEntries(entries)
  const due = [2, 3, 5].map((seq) => ({ chat: group, seq }))
  expect(store.messages.toRedact()).toEqual(due)
  store.messages.redacted(group, [2, 5])
  expect(store.messages.toRedact()).toEqual([{ chat: group, seq: 3 }])
})

test('[STORE9] a log whose deleted words were erased folds to the same answers', async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      const { log, entries } = await play(steps)
      const store = openOn(log)
      store.foldEntries(entries)
      for (const { chat, seq } of store.messages.toRedact()) await log.redact(chat, [seq])
      const again = openOn(log)
      const following = log.follow(0, (erased) => again.foldEntries(erased))
      await following.caughtUp
      expect(answersOf(again)).toEqual(answersOf(store))
      store.close()
      again.close()
    }),
    { numRuns: 40 },
  )
})

test('[STORE10] a submission is known by chat, author and id; another author or chat with the same id is another one', async () => {
  const { log, entries } = await play([{ chat: group, by: ann, command: say('once') }])
  const store = openOn(log)
  store.foldEntries(entries)
  const posted = entries.at(-1)
  const [inGroup, inPair] = [store.chats.row(group)?.key, store.chats.row(pair)?.key]
  if (posted === undefined || inGroup === undefined || inPair === undefined) throw new Error('Nothing was posted.')
  const { cause } = posted.entry
  expect(store.messages.submitted(inGroup, ann, cause)).toBe(2)
  expect(store.messages.submitted(inGroup, ben, cause)).toBeNull()
  expect(store.messages.submitted(inPair, ann, cause)).toBeNull()
  expect(store.messages.submitted(inGroup, ann, newSubmissionId(testEnv(99)))).toBeNull()
})

test('[STORE11] pages of messages are oldest first, before or after a seq without it, or the last ones', async () => {
  const { log, entries } = await play(['a', 'b', 'c', 'd'].map((text) => ({ chat: pair, by: ann, command: say(text) })))
  const store = openOn(log)
  store.foldEntries(entries)
  const key = store.chats.row(pair)?.key ?? 0
  const seqs = (range: { before?: number; after?: number; limit: number }) =>
    store.messages.page(key, range).map(({ seq }) => seq)
  expect(seqs({ limit: 2 })).toEqual([4, 5])
  expect(seqs({ before: 4, limit: 2 })).toEqual([2, 3])
  expect(seqs({ after: 2, limit: 2 })).toEqual([3, 4])
  expect(seqs({ after: 5, limit: 2 })).toEqual([])
  expect(seqs({ before: 1, limit: 2 })).toEqual([])
})

test('[STORE12] the chats of a user come with the latest message first', async () => {
  const { log, entries } = await play([
    { chat: pair, by: ann, command: say('1') },
    { chat: channel, by: ann, command: say('2') },
    { chat: group, by: cat, command: say('3') },
    { chat: pair, by: ben, command: say('4') },
  ])
  const store = openOn(log)
  store.foldEntries(entries)
  expect(store.chats.chatsOf(ann).map(({ id }) => id)).toEqual([pair, group, channel])
  expect(store.chats.chatsOf(cat).map(({ id }) => id)).toEqual([group, channel])
})

test('[STORE13] an entry of a chat that does not begin with its creation is passed over, and the position goes on', async () => {
  const { log, entries } = await play([{ chat: group, by: ann, command: say('orphan') }])
  const store = openOn(log)
  store.foldEntries(entries.slice(-1))
  expect(store.chats.row(group)).toBeNull()
  expect(store.position()).toBe(entries.at(-1)?.position ?? 0)
})

test('[VISIT10] the first message at or after a time is found, and beyond the end the last one', async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      const { log, entries } = await play(steps)
      const model = Model.of(entries)
      const store = openOn(log)
      store.foldEntries(entries)
      for (const id of chatIds) {
        const row = store.chats.row(id)
        const messages = [...(model.messages.get(id)?.values() ?? [])]
        if (row === null) throw new Error('The chat is missing.')
        for (const time of [0, Number.MAX_SAFE_INTEGER, ...messages.flatMap(({ at }) => [at - 1, at, at + 1])]) {
          const expected = messages.find(({ at }) => at >= time) ?? messages.at(-1)
          expect(store.messages.find(row.key, time, row.lastSeq)).toBe(expected?.seq ?? 0)
        }
      }
      store.close()
    }),
    { numRuns: 40 },
  )
})

test('[STORE23] a cleared store is as one whose file was deleted', async () => {
  const one = await play([{ chat: group, by: ann, command: say('before') }])
  const store = openOn(one.log)
  store.foldEntries(one.entries)
  store.people.putContact(ann, ben, 'blocked')
  store.clear(one.log.epoch)
  expect([store.chats.row(group), store.position(), store.revision()]).toEqual([null, 0, 0])
  expect([store.people.hasBlocks(ann), store.chats.chatsOf(ann)]).toEqual([false, []])
  store.foldEntries(one.entries)
  expect(answersOf(store)).toEqual(answersOf(foldedAnew()))

  function foldedAnew() {
    const fresh = openOn(one.log)
    fresh.foldEntries(one.entries)
    return fresh
  }
})
