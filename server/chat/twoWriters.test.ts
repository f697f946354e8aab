import { expect, test } from 'bun:test'
import { createSim } from '@parley/actors/sim'
import {
  type Command,
  failure,
  FailureError,
  newChatId,
  newSubmissionId,
  newUserId,
  type Submission,
} from '@parley/protocol'
import { createMemoryLog } from '../log/memory.ts'
import type { Draft, Log, LogEntry } from '../log/log.ts'
import { createMemoryRecords } from '../records/memory.ts'
import type { Submitted } from './chatActor.ts'
import { lagging } from './testing/lagging.ts'
import { over, startNode } from './testing/node.ts'

const rethrow = (error: unknown): never => {
  throw error
}
const away = failure('unavailable', 'The log is away.')
const post = (text: string): Command => ({ type: 'post', content: { kind: 'text', text } })

/** A group of two in which both of two nodes write; the second one hears only what the test lets it hear. */
async function createWorld(wrap: (log: Log, faster: () => Draft) => Partial<Log> = () => ({})) {
  const sim = createSim({ startsAt: 1_764_000_000_000 })
  const { env } = sim
  const [ann, ben] = [newUserId(env), newUserId(env)]
  const chat = newChatId(env)
  const shared = createMemoryLog(env, rethrow)
  const records = createMemoryRecords(rethrow)
  const counted = { appends: 0, looks: 0 }
  const slow = lagging<LogEntry, Log>({
    ...shared,
    append: (...call) => (counted.appends++, shared.append(...call)),
    head: (of) => (counted.looks++, shared.head(of)),
    ...wrap(shared, () => ({
      at: env.now(),
      by: ann,
      cause: newSubmissionId(env),
      event: { type: 'messagePosted', content: { kind: 'text', text: 'faster' } },
    })),
  })
  const [one, other] = [startNode({ sim, log: shared, records }), startNode({ sim, log: slow, records })]
  const submission = (command: Command): Submission => ({ id: newSubmissionId(env), command })
  expect(
    await over(sim, one.do(chat, ann, { type: 'create', chatType: 'group', title: 'Tea', members: [] })),
  ).toMatchObject({ type: 'stored' })
  const texts = async () =>
    (await shared.read(chat, 0, 100)).flatMap(({ entry: { event } }) =>
      event.type === 'messagePosted' && event.content.kind === 'text' ? [event.content.text] : [],
    )
  return { sim, shared, slow, one, other, ann, ben, chat, submission, counted, texts }
}

const codeOf = (submitted: Submitted): string => (submitted.type === 'stored' ? submitted.type : submitted.failure.code)

test('[CHATACTOR6] what a late head would refuse is decided again on the present one, before what its author says next', async () => {
  const { sim, slow, one, other, ann, ben, chat, submission, texts } = await createWorld()
  expect(codeOf(await over(sim, other.do(chat, ann, post('first'))))).toBe('stored')
  slow.hold()
  expect(codeOf(await over(sim, one.do(chat, ann, { type: 'addMembers', members: [ben] })))).toBe('stored')
  const said = ['hello', 'again', 'and again'].map((text) => other.send(chat, ben, submission(post(text))))
  expect((await over(sim, Promise.all(said))).map(codeOf)).toEqual(['stored', 'stored', 'stored'])
  expect(await texts()).toEqual(['first', 'hello', 'again', 'and again'])
  expect(other.store.chats.row(chat)?.seq).toBe(2)
})

test('[CHATACTOR6] what the present head refuses is refused after one look, and what its author says next is decided', async () => {
  const { sim, one, other, ann, ben, chat, counted } = await createWorld()
  expect(codeOf(await over(sim, other.do(chat, ben, post('stranger'))))).not.toBe('stored')
  expect(counted).toEqual({ appends: 0, looks: 1 })
  expect(codeOf(await over(sim, one.do(chat, ann, { type: 'addMembers', members: [ben] })))).toBe('stored')
  const answers = [other.do(chat, ben, { type: 'changeInfo', title: 'Cake' }), other.do(chat, ben, post('a member'))]
  expect((await over(sim, Promise.all(answers))).map(codeOf)).toEqual(['forbidden', 'stored'])
})

test('[CHATACTOR6] a refusal that was decided on what then was not stored is decided again', async () => {
  const { sim, slow, one, other, ann, ben, chat } = await createWorld()
  expect(codeOf(await over(sim, other.do(chat, ann, { type: 'addMembers', members: [ben] })))).toBe('stored')
  slow.hold()
  // Ben becomes the owner, which the second node does not know when Ann puts him out there.
  expect(codeOf(await over(sim, one.do(chat, ann, { type: 'changeRole', member: ben, role: 'owner' })))).toBe('stored')
  const answers = [other.do(chat, ann, { type: 'removeMember', member: ben }), other.do(chat, ben, post('still here'))]
  expect((await over(sim, Promise.all(answers))).map(codeOf)).toEqual(['forbidden', 'stored'])
})

test('[CHATACTOR6] where the log cannot be asked, what would be refused is refused for now', async () => {
  const { sim, other, ben, chat } = await createWorld(() => ({ head: () => Promise.reject(new FailureError(away)) }))
  expect(codeOf(await over(sim, other.do(chat, ben, post('stranger'))))).toBe('unavailable')
})

test('[CHATACTOR7] a writer whose store has heard of others’ entries reads them before it writes', async () => {
  const { sim, one, other, ann, chat, counted, texts } = await createWorld()
  for (const [place, node] of [other, one, other, one, other].entries())
    expect(codeOf(await over(sim, node.do(chat, ann, post(`${place}`))))).toBe('stored')
  expect(await texts()).toEqual(['0', '1', '2', '3', '4'])
  expect(counted.appends).toBe(3)
})

test('[CHATACTOR7] of two that write all the time both come through, and one that always loses refuses for now', async () => {
  const busy = await createWorld()
  const posts = Array.from({ length: 40 }, (_, place) =>
    (place % 2 === 0 ? busy.one : busy.other).do(busy.chat, busy.ann, post(`${place}`)),
  )
  expect((await over(busy.sim, Promise.all(posts))).map(codeOf)).toEqual(posts.map(() => 'stored'))

  const lost = await createWorld((log, faster) => ({
    async append(chat, after) {
      await log.append(chat, after, [faster()])
      return { type: 'conflict' }
    },
  }))
  expect(codeOf(await over(lost.sim, lost.other.do(lost.chat, lost.ann, post('slower'))))).toBe('unavailable')
  expect((await lost.texts()).length).toBeLessThan(20)
})

test('[CHATACTOR8] what comes before that which its author sent before it is refused for now, and is stored after it', async () => {
  const { sim, other, ann, ben, chat, submission, counted, texts } = await createWorld()
  const [first, second] = [submission(post('first')), submission(post('second'))]
  expect(codeOf(await over(sim, other.send(chat, ann, second, first)))).toBe('unavailable')
  const inTurn = [other.send(chat, ann, first), other.send(chat, ann, second, first)]
  expect((await over(sim, Promise.all(inTurn))).map(codeOf)).toEqual(['stored', 'stored'])
  expect(await texts()).toEqual(['first', 'second'])
  // One look for the one that came too early; both in turn in one append, or in two.
  expect(counted.looks).toBe(1)

  // What was refused for good holds nothing up.
  const refused = submission({ type: 'edit', seq: 2, content: { kind: 'text', text: 'not hers' } })
  expect(codeOf(await over(sim, other.do(chat, ann, { type: 'addMembers', members: [ben] })))).toBe('stored')
  const answers = [other.send(chat, ben, refused), other.send(chat, ben, submission(post('ben')), refused)]
  expect((await over(sim, Promise.all(answers))).map(codeOf)).toEqual(['forbidden', 'stored'])
  expect(codeOf(await over(sim, other.send(chat, ben, submission(post('more')), refused)))).toBe('stored')
})
