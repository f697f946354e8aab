import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { type Chat, decide, type Decision, fold, roleOf } from './chat.ts'
import type { Command } from './command.ts'
import type { ChatEvent, Entry } from './event.ts'
import { type ChatId, newChatId, newSubmissionId, newUserId, type UserId } from './ids.ts'
import { limits } from './limits.ts'
import { Members } from './members.ts'
import { type ChatType, may, type Permission, type Role } from './permission.ts'

let draws = 0
const source = { now: () => 1_700_000_000_000, random: () => (draws++ % 9_973) / 9_973 }
const id: ChatId = newChatId(source)
const [ann, ben, cat, dan] = [newUserId(source), newUserId(source), newUserId(source), newUserId(source)]
const people = [ann, ben, cat, dan]

function chatOf(type: ChatType, members: readonly (readonly [UserId, Role])[]): Chat {
  const rest = { id, title: 'Tea', description: null, createdAt: 1, seq: 1 }
  return { ...rest, type, members: Members.of(members), memberCount: members.length }
}

/** The message with seq 2 is `author`'s; 3 is deleted. */
const by = (user: UserId, author: UserId = user): Parameters<typeof decide>[2] => ({
  by: user,
  message: (seq) => (seq === 2 || seq === 3 ? { by: author, isDeleted: seq === 3 } : undefined),
})
const entryOf = (seq: number, by: UserId, event: ChatEvent): Entry => ({
  seq,
  at: seq,
  by,
  cause: newSubmissionId(source),
  event,
})
const say = (text: string, replyTo?: number): Command =>
  replyTo === undefined
    ? { type: 'post', content: { kind: 'text', text } }
    : { type: 'post', content: { kind: 'text', text }, replyTo }
const edit = (seq: number, text = 'x'): Command => ({ type: 'edit', seq, content: { kind: 'text', text } })

const codeOf = (decision: Decision): string => (decision.type === 'rejected' ? decision.failure.code : 'accepted')
const eventOf = (decision: Decision): ChatEvent | null => (decision.type === 'accepted' ? decision.event : null)

const anyUser = fc.constantFrom(...people)
const anyRole = fc.constantFrom<Role>('owner', 'administrator', 'moderator', 'member')
const anyType = fc.constantFrom<ChatType>('private', 'group', 'channel')
const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    type: fc.constant('create' as const),
    chatType: anyType,
    title: fc.string(),
    members: fc.array(anyUser),
  }),
  fc.record({ type: fc.constant('create' as const), chatType: anyType, members: fc.array(anyUser) }),
  fc.string().map((text) => say(text)),
  fc.nat({ max: 5 }).map((seq) => say('re', seq)),
  fc.tuple(fc.nat({ max: 5 }), fc.string()).map(([seq, text]) => edit(seq, text)),
  fc.record({ type: fc.constant('delete' as const), seq: fc.nat({ max: 5 }) }),
  fc.record({ type: fc.constant('addMembers' as const), members: fc.array(anyUser) }),
  fc.record({ type: fc.constant('removeMember' as const), member: anyUser }),
  fc.record({ type: fc.constant('leave' as const) }),
  fc.record({ type: fc.constant('changeRole' as const), member: anyUser, role: anyRole }),
  fc.record({ type: fc.constant('changeInfo' as const), title: fc.string() }),
  fc.record({ type: fc.constant('changeInfo' as const), description: fc.string() }),
)

/** The log that these commands make, starting from a chat of `ann` with `ben` and `cat`. */
function play(type: ChatType, steps: readonly (readonly [UserId, Command])[]): Entry[] {
  const others = type === 'private' ? [ben] : [ben, cat]
  const title = type === 'private' ? {} : { title: 'Tea' }
  const created = eventOf(decide(null, { type: 'create', chatType: type, ...title, members: others }, by(ann)))
  if (created === null) throw new Error('The chat was not made.')
  const log = [entryOf(1, ann, created)]
  for (const [user, command] of steps) {
    const event = eventOf(decide(log.reduce(foldOne, null), command, by(user)))
    if (event !== null) log.push(entryOf(log.length + 1, user, event))
  }
  return log
}
const foldOne = (chat: Chat | null, entry: Entry): Chat | null => fold(chat, entry, id)
const plain = (chat: Chat | null): unknown => (chat === null ? null : { ...chat, members: new Map(chat.members) })
const anySteps = fc.array(fc.tuple(anyUser, anyCommand), { maxLength: 30 })

test('[CHAT1] decide never throws: every command in every chat is accepted or rejected', () => {
  fc.assert(
    fc.property(fc.option(anyType), anyRole, anyUser, anyCommand, (type, role, user, command) => {
      const chat =
        type === null
          ? null
          : chatOf(type, [
              [ann, role],
              [ben, 'member'],
              [cat, 'moderator'],
            ])
      expect(['accepted', 'rejected']).toContain(decide(chat, command, by(user)).type)
    }),
    { numRuns: 2_000 },
  )
})

test('[CHAT2] folding a snapshot and its tail equals folding from the start', () => {
  fc.assert(
    fc.property(anyType, anySteps, fc.nat(), (type, steps, cut) => {
      const log = play(type, steps)
      const at = cut % (log.length + 1)
      const snapshot = log.slice(0, at).reduce(foldOne, null)
      expect(plain(log.slice(at).reduce(foldOne, snapshot))).toEqual(plain(log.reduce(foldOne, null)))
    }),
  )
})

test('[CHAT3] whatever is decided, the count is exact, a private chat keeps its two, any other has one owner or nobody', () => {
  fc.assert(
    fc.property(anyType, anySteps, (type, steps) => {
      const chat = play(type, steps).reduce(foldOne, null)
      if (chat === null) throw new Error('There is no chat.')
      expect(chat.memberCount).toBe(chat.members.size)
      expect([...chat.members]).toHaveLength(chat.memberCount)
      if (type === 'private') expect(new Set([...chat.members].map(([user]) => user))).toEqual(new Set([ann, ben]))
      else expect([...chat.members].filter(([, role]) => role === 'owner')).toHaveLength(chat.memberCount === 0 ? 0 : 1)
    }),
    { numRuns: 500 },
  )
})

test('[CHAT4] a role may do what the table says, and nothing else', () => {
  const commands: Readonly<Record<Permission, readonly [Command, UserId]>> = {
    post: [say('x'), ann],
    editOwn: [edit(2), ann],
    deleteOwn: [{ type: 'delete', seq: 2 }, ann],
    deleteAny: [{ type: 'delete', seq: 2 }, ben],
    addMembers: [{ type: 'addMembers', members: [dan] }, ann],
    removeMembers: [{ type: 'removeMember', member: ben }, ann],
    changeRoles: [{ type: 'changeRole', member: ben, role: 'moderator' }, ann],
    changeInfo: [{ type: 'changeInfo', title: 'Coffee' }, ann],
    leave: [{ type: 'leave' }, ann],
  }
  const rows: string[] = []
  for (const type of ['private', 'group', 'channel'] as const)
    for (const role of ['owner', 'administrator', 'moderator', 'member'] as const) {
      const allowed: string[] = []
      for (const permission of Object.keys(commands).filter((key): key is Permission => key in commands)) {
        const [command, author] = commands[permission]
        const isAlone = permission === 'leave' && role === 'owner'
        const chat = chatOf(
          type,
          isAlone
            ? [[ann, role]]
            : [
                [ann, role],
                [ben, 'member'],
              ],
        )
        const code = codeOf(decide(chat, command, by(ann, author)))
        expect(code).toBe(may(type, role, permission) ? 'accepted' : 'forbidden')
        if (code === 'accepted') allowed.push(permission)
      }
      rows.push(`${type} ${role}: ${allowed.join(' ')}`)
    }
  const talk = 'post editOwn deleteOwn'
  const all = `${talk} deleteAny addMembers removeMembers changeRoles changeInfo leave`
  expect(rows).toEqual([
    ...['owner', 'administrator', 'moderator', 'member'].map((role) => `private ${role}: ${talk}`),
    `group owner: ${all}`,
    `group administrator: ${all}`,
    `group moderator: ${talk} deleteAny addMembers removeMembers leave`,
    `group member: ${talk} addMembers leave`,
    `channel owner: ${all}`,
    `channel administrator: ${all}`,
    `channel moderator: ${talk} deleteAny removeMembers leave`,
    'channel member: leave',
  ])
})

test('[CHAT5] a stranger learns nothing: a chat that is there and one that is not are refused in the same words', () => {
  fc.assert(
    fc.property(
      anyCommand.filter(({ type }) => type !== 'create'),
      (command) => {
        const stranger = decide(chatOf('group', [[ann, 'owner']]), command, by(dan))
        expect(stranger).toEqual(decide(null, command, by(dan)))
        expect(codeOf(stranger)).toBe('notFound')
      },
    ),
  )
})

test('[CHAT6] a private chat is made of two people and has no title; others need one, and their maker owns them', () => {
  const create = (chatType: ChatType, members: readonly UserId[], title?: string): Decision =>
    decide(
      null,
      { type: 'create', chatType, members: [...members], ...(title === undefined ? {} : { title }) },
      by(ann),
    )
  expect(codeOf(create('private', [ben]))).toBe('accepted')
  for (const members of [[], [ann], [ben, cat]]) expect(codeOf(create('private', members))).toBe('invalid')
  expect(codeOf(create('private', [ben], 'Tea'))).toBe('invalid')
  for (const title of [undefined, '', ' ']) expect(codeOf(create('group', [ben], title))).toBe('invalid')
  expect(eventOf(create('group', [ben, ann, ben], 'Tea'))).toEqual({
    type: 'chatCreated',
    chatType: 'group',
    title: 'Tea',
    members: [
      { user: ann, role: 'owner' },
      { user: ben, role: 'member' },
    ],
  })
  expect(
    codeOf(decide(chatOf('group', []), { type: 'create', chatType: 'group', title: 'Tea', members: [] }, by(ann))),
  ).toBe('conflict')
})

test('[CHAT7] a message has something to see, fits the bound in bytes, and replies to a message that is there', () => {
  const chat = chatOf('group', [[ann, 'member']])
  expect(codeOf(decide(chat, say('x'.repeat(limits.textBytesMax)), by(ann)))).toBe('accepted')
  expect(codeOf(decide(chat, say('é'.repeat(limits.textBytesMax / 2 + 1)), by(ann)))).toBe('tooLarge')
  for (const text of ['', ' \n\t']) expect(codeOf(decide(chat, say(text), by(ann)))).toBe('invalid')
  expect(eventOf(decide(chat, say('x', 2), by(ann)))).toMatchObject({ replyTo: 2 })
  for (const seq of [0, 1, 4]) expect(codeOf(decide(chat, say('x', seq), by(ann)))).toBe('notFound')
})

test('[CHAT8] only its author edits a message, and nobody one that is deleted', () => {
  const chat = chatOf('group', [
    [ann, 'owner'],
    [ben, 'member'],
  ])
  expect(codeOf(decide(chat, edit(2), by(ben)))).toBe('accepted')
  expect(codeOf(decide(chat, edit(2), by(ann, ben)))).toBe('forbidden')
  for (const seq of [0, 3, 4]) expect(codeOf(decide(chat, edit(seq), by(ben)))).toBe('notFound')
  expect(codeOf(decide(chat, edit(2, ' '), by(ben)))).toBe('invalid')
})

test('[CHAT9] a message is deleted once', () => {
  const chat = chatOf('group', [[ann, 'owner']])
  expect(eventOf(decide(chat, { type: 'delete', seq: 2 }, by(ann)))).toEqual({ type: 'messageDeleted', seq: 2 })
  for (const seq of [0, 3, 4]) expect(codeOf(decide(chat, { type: 'delete', seq }, by(ann)))).toBe('notFound')
})

test('[CHAT10] only those who are not in yet are added, up to the bound', () => {
  const chat = chatOf('group', [
    [ann, 'owner'],
    [ben, 'member'],
  ])
  const add = (members: UserId[], count = 2): Decision =>
    decide({ ...chat, memberCount: count }, { type: 'addMembers', members }, by(ann))
  expect(eventOf(add([ben, cat, cat]))).toEqual({ type: 'membersAdded', members: [cat] })
  for (const members of [[], [ann, ben]]) expect(codeOf(add(members))).toBe('conflict')
  expect(codeOf(add([cat], limits.membersPerChatMax - 1))).toBe('accepted')
  expect(codeOf(add([cat, dan], limits.membersPerChatMax - 1))).toBe('tooLarge')
})

test('[CHAT11] one removes only those whose role is below one’s own, and never oneself', () => {
  const roles = ['owner', 'administrator', 'moderator', 'member'] as const
  for (const [rank, role] of roles.entries())
    for (const [theirRank, theirs] of roles.entries()) {
      const decision = decide(
        chatOf('group', [
          [ann, role],
          [ben, theirs],
        ]),
        { type: 'removeMember', member: ben },
        by(ann),
      )
      expect(codeOf(decision)).toBe(role !== 'member' && rank < theirRank ? 'accepted' : 'forbidden')
    }
  const chat = chatOf('group', [[ann, 'owner']])
  expect(codeOf(decide(chat, { type: 'removeMember', member: ann }, by(ann)))).toBe('invalid')
  expect(codeOf(decide(chat, { type: 'removeMember', member: dan }, by(ann)))).toBe('notFound')
})

test('[CHAT12] the owner goes last', () => {
  const leave: Command = { type: 'leave' }
  expect(
    codeOf(
      decide(
        chatOf('group', [
          [ann, 'owner'],
          [ben, 'member'],
        ]),
        leave,
        by(ann),
      ),
    ),
  ).toBe('conflict')
  expect(codeOf(decide(chatOf('group', [[ann, 'owner']]), leave, by(ann)))).toBe('accepted')
  expect(
    codeOf(
      decide(
        chatOf('private', [
          [ann, 'member'],
          [ben, 'member'],
        ]),
        leave,
        by(ann),
      ),
    ),
  ).toBe('forbidden')
})

test('[CHAT13] roles are changed and given below one’s own; only the owner gives ownership, and then is administrator', () => {
  const roles = ['owner', 'administrator', 'moderator', 'member'] as const
  for (const theirs of roles)
    for (const role of roles) {
      const change: Command = { type: 'changeRole', member: ben, role }
      const asOwner = codeOf(
        decide(
          chatOf('group', [
            [ann, 'owner'],
            [ben, theirs],
          ]),
          change,
          by(ann),
        ),
      )
      expect(asOwner).toBe(theirs === role ? 'conflict' : theirs === 'owner' ? 'forbidden' : 'accepted')
      const asAdministrator = codeOf(
        decide(
          chatOf('group', [
            [ann, 'administrator'],
            [ben, theirs],
          ]),
          change,
          by(ann),
        ),
      )
      const isBelow = (one: Role): boolean => one === 'moderator' || one === 'member'
      expect(asAdministrator).toBe(
        theirs === role ? 'conflict' : isBelow(theirs) && isBelow(role) ? 'accepted' : 'forbidden',
      )
    }
  const chat = fold(
    chatOf('group', [
      [ann, 'owner'],
      [ben, 'member'],
    ]),
    entryOf(2, ann, { type: 'roleChanged', member: ben, role: 'owner' }),
    id,
  )
  expect(chat === null ? [] : [roleOf(chat, ann), roleOf(chat, ben)]).toEqual(['administrator', 'owner'])
})

test('[CHAT14] title and description change where they differ; a title stays visible, an empty description is none', () => {
  const chat = chatOf('group', [[ann, 'owner']])
  const change = (fields: { title?: string; description?: string }): Decision =>
    decide(chat, { type: 'changeInfo', ...fields }, by(ann))
  expect(eventOf(change({ title: 'Tea', description: 'Daily' }))).toEqual({ type: 'infoChanged', description: 'Daily' })
  for (const fields of [{}, { title: 'Tea' }, { description: '' }]) expect(codeOf(change(fields))).toBe('conflict')
  expect(codeOf(change({ title: ' ' }))).toBe('invalid')
  const described = fold(chat, entryOf(2, ann, { type: 'infoChanged', description: 'Daily' }), id)
  expect(described).toMatchObject({ title: 'Tea', description: 'Daily' })
  expect(fold(described, entryOf(3, ann, { type: 'infoChanged', description: '' }), id)).toMatchObject({
    description: null,
  })
})

test('[CHAT15] an entry that does not follow is a defect, and one that is not known counts', () => {
  const chat = chatOf('group', [[ann, 'owner']])
  const unknown: ChatEvent = { type: 'unknown', of: 'dance' }
  for (const seq of [0, 1, 3]) expect(() => fold(chat, entryOf(seq, ann, unknown), id)).toThrow()
  expect(() => fold(null, entryOf(1, ann, unknown), id)).toThrow()
  expect(plain(fold(chat, entryOf(2, ann, unknown), id))).toEqual(plain({ ...chat, seq: 2 }))
})
