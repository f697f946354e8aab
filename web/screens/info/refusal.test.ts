import { expect, test } from 'bun:test'
import {
  type Chat,
  type ChatType,
  type Command,
  decide,
  isChatId,
  isEpoch,
  isUserId,
  Members,
  type Role,
  type UserId,
} from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import { memberChoices, memberRows, refusalOf } from './refusal.ts'

const id = <Id extends string>(letter: string, isId: (text: string) => text is Id): Id => {
  const text = `0${letter.repeat(25)}`
  if (!isId(text)) throw new Error(`${text} is no id.`)
  return text
}
const me = id('a', isUserId)
const bob = id('b', isUserId)
const eve = id('e', isUserId)
const chatTypes: readonly ChatType[] = ['private', 'group', 'channel']
const roles: readonly Role[] = ['owner', 'administrator', 'moderator', 'member']

const viewOf = (type: ChatType, role: Role | null, members: Members, memberCount = members.size): ChatView => ({
  id: id('c', isChatId),
  epoch: id('d', isEpoch),
  type,
  title: type === 'private' ? null : 'Garden',
  description: null,
  createdAt: 0,
  seq: 1,
  role,
  members,
  memberCount,
  peer: type === 'private' ? bob : null,
  messages: [],
  pending: new Set(),
  hasOlder: false,
  last: null,
  unread: 0,
  delivered: 0,
  read: 0,
  marks: new Map(),
  typing: [],
})

const serverSays = (view: ChatView, members: Members, command: Command): boolean => {
  const chat: Chat = { ...view, members, memberCount: members.size }
  return decide(chat, command, { by: me, message: () => undefined }).type === 'accepted'
}

test('[WEBS5] an action on a member is offered exactly where the server would do it, and says why where not', () => {
  for (const type of chatTypes)
    for (const mine of roles)
      for (const theirs of roles) {
        const members = Members.of([
          [me, mine],
          [bob, theirs],
        ])
        // In a large chat the screen learned of Bob from a page of members, and the view does not hold him.
        for (const held of [members, Members.none]) {
          const choices = memberChoices(viewOf(type, mine, held, 2), me, { user: bob, role: theirs }, 'Bob')
          for (const { command, why } of choices)
            expect(why === null).toBe(serverSays(viewOf(type, mine, members), members, command))
          const offered = choices.filter(({ why }) => why === null).map(({ command }) => command)
          const all: readonly Command[] = [
            ...roles.map((role): Command => ({ type: 'changeRole', member: bob, role })),
            { type: 'removeMember', member: bob },
          ]
          expect(offered).toEqual(all.filter((command) => serverSays(viewOf(type, mine, members), members, command)))
        }
      }
})

test('[WEBS5] leaving, adding people and changing the title are refused as the server would', () => {
  const commands: readonly Command[] = [
    { type: 'leave' },
    { type: 'addMembers', members: [eve] },
    { type: 'changeInfo', title: 'Other' },
  ]
  for (const type of chatTypes)
    for (const role of roles)
      for (const command of commands) {
        const members = Members.of([
          [me, role],
          [bob, 'member'],
        ])
        expect(refusalOf(viewOf(type, role, members), me, command) === null).toBe(
          serverSays(viewOf(type, role, members), members, command),
        )
      }
  expect(refusalOf(viewOf('group', null, Members.none), me, { type: 'leave' })?.code).toBe('notFound')
  expect(memberChoices(viewOf('group', null, Members.none), me, { user: bob, role: 'member' }, 'Bob')).toEqual([])
  expect(memberChoices(viewOf('group', 'owner', Members.none), me, { user: me, role: 'owner' }, 'Ann')).toEqual([])
})

test('[WEBS6] members stand by role and then by name, and are found by any part of it', () => {
  const names = new Map<UserId, string>([
    [me, 'ann'],
    [bob, 'Bob'],
    [eve, 'Eve Adams'],
  ])
  const nameOf = (user: UserId): string => names.get(user) ?? ''
  const members: readonly (readonly [UserId, Role])[] = [
    [eve, 'member'],
    [bob, 'member'],
    [me, 'owner'],
  ]
  expect(memberRows(members, nameOf, '').map(({ user }) => user)).toEqual([me, bob, eve])
  expect(memberRows(members, nameOf, ' ADA ').map(({ user }) => user)).toEqual([eve])
})
