/** What a list of chats and a timeline say of chats and messages. */
import { expect, test } from 'bun:test'
import { newUserId, type UserId } from '../ids.ts'
import { createClock } from '../client/testing/clock.ts'
import { createRig } from '../client/testing/rig.ts'
import type { ChatView } from '../client/view.ts'
import type { Message } from '../timeline.ts'
import { nextAttention } from './attention.ts'
import { startsDay, startsGroup } from './grouping.ts'
import { mentionCount, mentions } from './mentions.ts'
import { noticeText } from './notices.ts'
import { tickOf } from './ticks.ts'
import type { Clock } from './times.ts'
import { chatTitle, previewText, typingText } from './titles.ts'

const ids = createClock(1)
const [ann, ben, carl, dora, eve] = [newUserId(ids), newUserId(ids), newUserId(ids), newUserId(ids), newUserId(ids)]
const names = new Map<UserId, string>([
  [ann, 'Ann'],
  [ben, 'Ben\n\u001b'],
  [carl, 'Carl'],
  [dora, 'Dora'],
  [eve, 'Eve'],
])
const nameOf = (id: UserId): string => names.get(id) ?? ''
const clock: Clock = { now: 0, offset: () => 0, hour12: false }

async function chatOfTwo(): Promise<{
  readonly view: () => ChatView
  readonly post: (by: 'ann' | 'ben', text: string) => Promise<Message>
  readonly rig: ReturnType<typeof createRig>
  readonly people: { readonly ann: UserId; readonly ben: UserId }
}> {
  const rig = createRig()
  const accounts = { ann: rig.server.user('ann'), ben: rig.server.user('ben') }
  const chat = rig.chat([accounts.ann, accounts.ben])
  const { client } = await rig.client(accounts.ann)
  await rig.clock.until(() => client.state.type === 'online')
  const view = (): ChatView => {
    const found = client.chat(chat)
    if (found === null) throw new Error('the chat is gone')
    return found
  }
  return {
    view,
    rig,
    people: { ann: accounts.ann.person.id, ben: accounts.ben.person.id },
    post: async (by, text) => {
      const { seq } = rig.post(accounts[by], chat, text)
      await rig.clock.until(() => view().seq >= seq)
      const message = view().messages.find((one) => one.seq === seq)
      if (message === undefined) throw new Error('the message is not here')
      return message
    },
  }
}

test('[TEXT14] a group of messages is what one person said within five minutes', async () => {
  const { post } = await chatOfTwo()
  const first = await post('ann', 'a')
  const same = await post('ann', 'b')
  const other = await post('ben', 'c')
  expect(startsGroup(null, first)).toBe(true)
  expect(startsGroup(first, { ...same, at: first.at + 300_000 })).toBe(false)
  expect(startsGroup(first, { ...same, at: first.at + 300_001 })).toBe(true)
  expect(startsGroup(same, { ...other, at: same.at })).toBe(true)
  const notice: Message = { ...first, content: { kind: 'notice', event: { type: 'memberLeft' } } }
  expect(startsGroup(notice, same)).toBe(true)
  const midnight = 86_400_000 * 20_000
  expect(startsDay({ ...first, at: midnight - 1 }, { ...same, at: midnight }, clock)).toBe(true)
  expect(startsDay({ ...first, at: midnight - 1 }, { ...same, at: midnight }, { ...clock, offset: () => 60 })).toBe(
    false,
  )
})

test('[TEXT15] a tick says how far the own message got with anybody', async () => {
  const { post, view, people } = await chatOfTwo()
  const mine = await post('ann', 'a')
  const theirs = await post('ben', 'b')
  const at = (delivered: number, read: number, user = people.ben): ChatView => ({
    ...view(),
    marks: new Map([[user, { user, delivered, read }]]),
  })
  expect(tickOf(at(0, 0), theirs, people.ann)).toBeNull()
  expect(tickOf({ ...at(0, 0), pending: new Set([mine.id]) }, mine, people.ann)).toBe('pending')
  expect(tickOf(at(mine.seq - 1, 0), mine, people.ann)).toBe('sent')
  expect(tickOf(at(mine.seq, mine.seq - 1), mine, people.ann)).toBe('delivered')
  expect(tickOf(at(mine.seq, mine.seq), mine, people.ann)).toBe('read')
  expect(tickOf(at(mine.seq, mine.seq, people.ann), mine, people.ann)).toBe('sent')
  expect(tickOf(at(9, 9), { ...mine, content: { kind: 'deleted' } }, people.ann)).toBeNull()
})

test('[TEXT16] notices are sentences', () => {
  const say = (event: Parameters<typeof noticeText>[0]): string => noticeText(event, ann, nameOf)
  expect(say({ type: 'chatCreated', chatType: 'private', members: [] })).toBe('Ann started this chat')
  expect(say({ type: 'chatCreated', chatType: 'group', title: 'T\u202ea', members: [] })).toBe(
    'Ann created the group “T⟦RLO⟧a”',
  )
  expect(say({ type: 'membersAdded', members: [ann] })).toBe('Ann joined')
  expect(say({ type: 'membersAdded', members: [ben] })).toBe('Ann added Ben ␛')
  expect(say({ type: 'membersAdded', members: [carl, dora] })).toBe('Ann added Carl and Dora')
  expect(say({ type: 'membersAdded', members: [carl, dora, eve, carl] })).toBe('Ann added Carl, Dora, Eve and Carl')
  expect(say({ type: 'membersAdded', members: [carl, dora, eve, carl, eve] })).toBe(
    'Ann added Carl, Dora, Eve and 2 others',
  )
  expect(say({ type: 'memberRemoved', member: carl })).toBe('Ann removed Carl')
  expect(say({ type: 'memberLeft' })).toBe('Ann left')
  expect(say({ type: 'roleChanged', member: carl, role: 'administrator' })).toBe('Ann made Carl an administrator')
  expect(say({ type: 'infoChanged', title: 'X', description: '' })).toBe(
    'Ann changed the title to “X” and removed the description',
  )
})

test('[TEXT17] mentions count while unread, whatever their case, and not in code', async () => {
  expect(mentions('hi @ANN!', 'ann')).toBe(true)
  expect(mentions('hi @anna a@ann `@ann`', 'ann')).toBe(false)
  expect(mentions('```\n@ann\n```', 'ann')).toBe(false)
  const { post, view, people } = await chatOfTwo()
  const me = { id: people.ann, username: 'ann', name: 'Ann' }
  await post('ann', '@ann')
  const first = await post('ben', '@ann')
  await post('ben', '@Ann and @ben')
  await post('ben', 'nobody')
  expect(mentionCount(view(), me)).toBe(2)
  expect(mentionCount({ ...view(), read: first.seq }, me)).toBe(1)
})

test('[TEXT18] titles, previews and who is typing are one line', async () => {
  const { post, view } = await chatOfTwo()
  const group = view()
  expect(chatTitle({ ...group, title: 'Tea\n time' }, nameOf)).toBe('Tea  time')
  expect(chatTitle({ ...group, title: ' ' }, nameOf)).toBe('A group without a title')
  expect(chatTitle({ ...group, type: 'private', peer: carl }, nameOf)).toBe('Carl')
  expect(chatTitle({ ...group, type: 'private', peer: newUserId(ids) }, nameOf)).toBe('Deleted account')
  expect(previewText(await post('ben', '**a**\nb'), nameOf)).toBe('a b')
  expect(typingText([])).toBe('')
  expect(typingText(['Ann'])).toBe('Ann is typing')
  expect(typingText(['Ann', 'Ben\u0007'])).toBe('Ann and Ben␇ are typing')
  expect(typingText(['a', 'b', 'c'])).toBe('3 people are typing')
})

test('[TEXT19] attention goes to a mention, then a private chat, then the oldest; muted chats only for mentions', async () => {
  const places = [await chatOfTwo(), await chatOfTwo(), await chatOfTwo(), await chatOfTwo()]
  const [named, direct, old, late] = places
  if (named === undefined || direct === undefined || old === undefined || late === undefined)
    throw new Error('no chats')
  const me = { id: named.people.ann, username: 'ann', name: 'Ann' }
  const shift = async (place: typeof named, at: number, text: string, id: number): Promise<ChatView> => {
    await place.post('ben', text)
    const view = place.view()
    const messages = view.messages.map((message) => ({ ...message, by: newUserId(ids), at }))
    return { ...view, id: chatIds[id] ?? view.id, messages }
  }
  const { newChatId } = await import('../ids.ts')
  const chatIds = [newChatId(ids), newChatId(ids), newChatId(ids), newChatId(ids)]
  const [namedId, directId, oldId, lateId] = chatIds
  const mention = await shift(named, 400, '@ann', 0)
  const privately: ChatView = { ...(await shift(direct, 300, 'x', 1)), type: 'private' }
  const oldest = await shift(old, 100, 'x', 2)
  const latest = await shift(late, 200, 'x', 3)
  const read: ChatView = { ...latest, unread: 0 }
  const all = [latest, oldest, privately, mention]
  const next = (
    chats: readonly ChatView[],
    muted: readonly unknown[] = [],
    current: ChatView['id'] | null = null,
  ): unknown => nextAttention(chats, me, (id) => muted.includes(id), current)?.chat ?? null
  expect(next(all)).toBe(namedId)
  expect(next(all, [namedId])).toBe(namedId)
  expect(next(all, [], namedId)).toBe(directId)
  expect(next([latest, oldest])).toBe(oldId)
  expect(next([latest, oldest], [oldId])).toBe(lateId)
  expect(next([read])).toBeNull()
  expect(nextAttention([{ ...latest, unread: 9, read: 4 }], me, () => false, null)?.seq).toBe(5)
})
