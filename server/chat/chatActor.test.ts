import { expect, test } from 'bun:test'
import { createSim, type Sim } from '@parley/actors/sim'
import { type ChatId, newChatId, newSubmissionId, newUserId, type Submission, type UserId } from '@parley/protocol'
import * as fc from 'fast-check'
import { verify } from '../log/chain.ts'
import { start } from '../log/contract.ts'
import { createMemoryRecords } from '../records/memory.ts'
import type { Submitted } from './chatActor.ts'
import { createFaultyLog, type Fate, type FaultyLog } from './testing/faultyLog.ts'
import { over, startNode } from './testing/node.ts'

const rethrow = (error: unknown): never => {
  throw error
}

/** A group of three on a log that obeys `script` from its creation on; `node` starts another one over the same log. */
async function createWorld(script: readonly (Fate | null)[] = []) {
  const sim = createSim({ startsAt: 1_764_000_000_000 })
  const { env } = sim
  const [ann, ben, cat] = [newUserId(env), newUserId(env), newUserId(env)]
  const chat = newChatId(env)
  const fates: (Fate | null)[] = []
  const log = createFaultyLog(env, fates)
  const records = createMemoryRecords(rethrow)
  const node = (options: { readonly isDeaf?: boolean } = {}) => startNode({ sim, log, records, ...options })
  const first = node()
  const made = first.do(chat, ann, { type: 'create', chatType: 'group', title: 'Tea', members: [ben, cat] })
  expect((await over(sim, made)).type).toBe('stored')
  fates.push(...script)
  const say = (text: string): Submission => ({
    id: newSubmissionId(env),
    command: { type: 'post', content: { kind: 'text', text } },
  })
  return { sim, log, chat, ann, ben, cat, fates, first, node, say }
}

const entriesIn = async (log: FaultyLog, chat: ChatId) => {
  expect(verify(chat, start, log.sealed(chat, 0, 100_000)).type).toBe('whole')
  return (await log.read(chat, 0, 100_000)).map(({ entry }) => entry)
}

/** What somebody's submissions became, by the log: their ids in its order. */
const causesOf = async (log: FaultyLog, chat: ChatId, by?: UserId) =>
  (await entriesIn(log, chat)).slice(1).flatMap((entry) => (by === undefined || entry.by === by ? [entry.cause] : []))

const codeOf = (submitted: Submitted): string => (submitted.type === 'stored' ? submitted.type : submitted.failure.code)

const storedIn = (submitted: Submitted) => {
  if (submitted.type !== 'stored') throw new Error(`It was rejected: ${submitted.failure.code}`)
  return submitted
}

const delays = { delayMs: fc.constantFrom(0, 20, 60) }
const anyFate: fc.Arbitrary<Fate | null> = fc.oneof(
  fc.constant(null),
  fc.record({ ends: fc.constant('asItDoes' as const), ...delays }),
  fc.record({ ends: fc.constantFrom('storageFull' as const, 'unavailable' as const), ...delays }),
  {
    weight: 3,
    arbitrary: fc.record({
      ends: fc.constantFrom('conflict' as const, 'unknown' as const, 'thrown' as const),
      lands: fc.boolean(),
      ...delays,
    }),
  },
)
/** Who says something, on which node, and what passes before the next: nothing, all that needs no time, or some time. */
const anySteps = fc.array(
  fc.record({
    author: fc.nat({ max: 2 }),
    node: fc.nat({ max: 1 }),
    pause: fc.constantFrom('nothing' as const, 'settle' as const, 'advance' as const),
  }),
  { minLength: 1, maxLength: 14 },
)
const passes = async (sim: Sim, what: 'nothing' | 'settle' | 'advance'): Promise<void> => {
  if (what === 'settle') await sim.settle()
  if (what === 'advance') await sim.advance(15)
}

test('[CHATACTOR1] what is accepted is in the log once, in its author’s order, under any faults', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyFate, { maxLength: 10 }), anySteps, async (script, steps) => {
      const { sim, log, chat, ann, ben, cat, first, say } = await createWorld(script)
      const sent: { by: UserId; submission: Submission; answer: Promise<Submitted> }[] = []
      for (const [place, { author, pause }] of steps.entries()) {
        const by = [ann, ben, cat][author] ?? ann
        const submission = say(`${place}`)
        sent.push({ by, submission, answer: first.send(chat, by, submission) })
        await passes(sim, pause)
      }
      const answers = await over(sim, Promise.all(sent.map(({ answer }) => answer)))
      const entries = await entriesIn(log, chat)
      for (const [place, submitted] of answers.entries()) {
        const its = entries.filter(({ cause }) => cause === sent[place]?.submission.id)
        if (submitted.type === 'stored') expect(its).toEqual([submitted.entry])
        else {
          expect(its).toEqual([])
          expect(['storageFull', 'unavailable']).toContain(submitted.failure.code)
        }
      }
      for (const author of [ann, ben, cat]) {
        const accepted = sent.filter(({ by }, place) => by === author && answers[place]?.type === 'stored')
        expect(await causesOf(log, chat, author)).toEqual(accepted.map(({ submission }) => submission.id))
      }
      expect([first.defects, log.defects]).toEqual([[], []])
    }),
    { numRuns: 200 },
  )
})

test('[CHATACTOR2] the same id gives the same entry while it is in flight, later, and on a new system', async () => {
  const { sim, log, chat, ann, first, node, say } = await createWorld([{ ends: 'asItDoes', delayMs: 40 }])
  const hello = say('hello')
  const once = first.send(chat, ann, hello)
  await sim.settle()
  const [one, other] = await over(sim, Promise.all([once, first.send(chat, ann, hello)]))
  const { entry, json } = storedIn(one)
  expect(one).toMatchObject({ isRepeat: false })
  expect(entry.cause).toBe(hello.id)
  // Also while it was under way: the feed may have told it before it was asked for again, and tells it once.
  const again = { type: 'stored', entry, json, isRepeat: true } as const
  expect(other).toEqual(again)
  expect(await over(sim, first.send(chat, ann, hello))).toEqual(again)

  for (const isDeaf of [false, true]) {
    const next = node({ isDeaf })
    await next.feed.caughtUp
    expect(await over(sim, next.send(chat, ann, hello))).toEqual(again)
    expect(next.store.position()).toBe(isDeaf ? 0 : 2)
  }
  expect(await causesOf(log, chat)).toEqual([hello.id])
})

test('[CHATACTOR2] the same id gives the same entry while it waits behind an append that fails', async () => {
  const { sim, log, chat, ann, first, say } = await createWorld([{ ends: 'unknown', lands: false, delayMs: 40 }])
  const [hello, world] = [say('hello'), say('world')]
  const early = first.send(chat, ann, hello)
  await sim.settle()
  const waits = first.send(chat, ann, world)
  await sim.settle()
  const answers = await over(sim, Promise.all([early, waits, first.send(chat, ann, world)]))
  expect(answers.map((answer) => storedIn(answer).entry.seq)).toEqual([2, 3, 3])
  expect(await causesOf(log, chat)).toEqual([hello.id, world.id])
})

test('[CHATACTOR2] an id is its author’s own: another author’s submission of the same id is another', async () => {
  const { sim, chat, ann, ben, first, say } = await createWorld([{ ends: 'asItDoes', delayMs: 40 }])
  const hello = say('hello')
  const send = (by: UserId) => first.send(chat, by, hello)
  const answers = await over(sim, Promise.all([send(ann), send(ben), send(ben), send(ann)]))
  expect(answers.map((answer) => storedIn(answer).entry.by)).toEqual([ann, ben, ben, ann])
  expect(answers.map((answer) => storedIn(answer).entry.seq)).toEqual([2, 3, 3, 2])
  expect(storedIn(await over(sim, send(ben))).entry.seq).toBe(3)
})

test('[CHATACTOR2] a store that lags behind the log makes no entry twice, refuses none, and needs no second try', async () => {
  const { sim, log, chat: known, ann, ben, node, say } = await createWorld()
  const deaf = node({ isDeaf: true })
  const chat = newChatId(sim.env)
  const create: Submission = {
    id: newSubmissionId(sim.env),
    command: { type: 'create', chatType: 'group', title: 'Cake', members: [ben] },
  }
  const hello = say('hello')
  const change: Submission = {
    id: newSubmissionId(sim.env),
    command: { type: 'edit', seq: 2, content: { kind: 'text', text: 'hello!' } },
  }
  const seqs: number[] = []
  for (const submission of [create, hello, change, create, hello, change])
    seqs.push(storedIn(await over(sim, deaf.send(chat, ann, submission))).entry.seq)
  expect(seqs).toEqual([1, 2, 3, 1, 2, 3])
  // In a chat that others began, too.
  expect(storedIn(await over(sim, deaf.send(known, ann, say('late')))).entry.seq).toBe(2)
  expect(deaf.store.position()).toBe(0)
  expect(log.appends.length).toBe(1 + 3 + 1)
})

test('[CHATACTOR3] what comes while an append is in flight goes out as one append', async () => {
  const { sim, log, chat, ann, ben, first, say } = await createWorld([{ ends: 'asItDoes', delayMs: 40 }])
  const [early, ...late] = [say('1'), say('2'), say('3'), say('4')]
  const answers = [first.send(chat, ann, early)]
  await sim.settle()
  for (const submission of late) {
    answers.push(first.send(chat, ben, submission))
    await sim.settle()
  }
  await over(sim, Promise.all(answers))
  const last = say('5')
  await over(sim, first.send(chat, ann, last))
  const due = [[early.id], late.map(({ id }) => id), [last.id]]
  expect(log.appends.slice(1).map(({ causes }) => causes)).toEqual(due)
})

test('[CHATACTOR4] a full disk rejects what waits and stores nothing of it; with room the chat goes on', async () => {
  const { sim, log, chat, ann, ben, first, say } = await createWorld([{ ends: 'storageFull', delayMs: 40 }])
  const submissions = [say('in flight'), say('waits'), say('waits too')]
  const send = async () => {
    const answers: Promise<Submitted>[] = []
    for (const submission of submissions) {
      answers.push(first.send(chat, answers.length === 1 ? ben : ann, submission))
      await sim.settle()
    }
    return over(sim, Promise.all(answers))
  }
  const refused = await send()
  expect(refused.map(codeOf)).toEqual(['storageFull', 'storageFull', 'storageFull'])
  expect(await causesOf(log, chat)).toEqual([])
  expect(log.appends.length).toBe(2)

  const stored = await send()
  expect(stored.map((submitted) => storedIn(submitted).entry.seq)).toEqual([2, 3, 4])
  expect(await causesOf(log, chat)).toEqual(submissions.map(({ id }) => id))
})

test('[CHATACTOR5] two systems on one log fork nothing, and both of their stores hold all of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyFate, { maxLength: 4 }), anySteps, async (script, steps) => {
      const { sim, log, chat, ann, ben, cat, first, node, say } = await createWorld(script)
      const nodes = [first, node()]
      const sent: { submission: Submission; answer: Promise<Submitted> }[] = []
      for (const step of steps) {
        const by = [ann, ben, cat][step.author] ?? ann
        const submission = say('hello')
        sent.push({ submission, answer: (nodes[step.node] ?? first).send(chat, by, submission) })
        await passes(sim, step.pause)
      }
      const answers = await over(sim, Promise.all(sent.map(({ answer }) => answer)))
      const entries = await entriesIn(log, chat)
      const stored = answers.flatMap((submitted) => (submitted.type === 'stored' ? [submitted.entry] : []))
      expect(stored.toSorted((one, other) => one.seq - other.seq)).toEqual(entries.slice(1))
      for (const { store, defects } of nodes) {
        const key = store.chats.row(chat)?.key ?? -1
        expect(store.messages.page(key, { limit: 1_000 }).map(({ id }) => id)).toEqual(
          entries.map(({ cause }) => cause),
        )
        expect([defects, log.defects]).toEqual([[], []])
      }
    }),
    { numRuns: 100 },
  )
})
