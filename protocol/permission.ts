/**
 * What each role may do, in one table. The server's `decide` reads it to refuse, and clients read it to grey out what would
 * be refused.
 */
import { Type, type Static } from '@sinclair/typebox'

export const ChatTypeSchema = Type.Union([Type.Literal('private'), Type.Literal('group'), Type.Literal('channel')])
export type ChatType = Static<typeof ChatTypeSchema>

export const RoleSchema = Type.Union([
  Type.Literal('owner'),
  Type.Literal('administrator'),
  Type.Literal('moderator'),
  Type.Literal('member'),
])
export type Role = Static<typeof RoleSchema>

export type Permission =
  | 'post'
  | 'editOwn'
  | 'deleteOwn'
  | 'deleteAny'
  | 'addMembers'
  | 'removeMembers'
  | 'changeRoles'
  | 'changeInfo'
  | 'leave'

const talk = ['post', 'editOwn', 'deleteOwn'] as const
const moderate = ['deleteAny', 'removeMembers'] as const
const administer = ['addMembers', 'changeRoles', 'changeInfo'] as const

const table: Readonly<Record<ChatType, Readonly<Record<Role, ReadonlySet<Permission>>>>> = {
  /** Two people, for ever: nobody comes, goes or rules. */
  private: {
    owner: new Set(talk),
    administrator: new Set(talk),
    moderator: new Set(talk),
    member: new Set(talk),
  },
  group: {
    owner: new Set([...talk, ...moderate, ...administer, 'leave']),
    administrator: new Set([...talk, ...moderate, ...administer, 'leave']),
    moderator: new Set([...talk, ...moderate, 'addMembers', 'leave']),
    member: new Set([...talk, 'addMembers', 'leave']),
  },
  channel: {
    owner: new Set([...talk, ...moderate, ...administer, 'leave']),
    administrator: new Set([...talk, ...moderate, ...administer, 'leave']),
    moderator: new Set([...talk, ...moderate, 'leave']),
    member: new Set(['leave']),
  },
}

export const may = (type: ChatType, role: Role, permission: Permission): boolean => table[type][role].has(permission)

const rank: Readonly<Record<Role, number>> = { owner: 3, administrator: 2, moderator: 1, member: 0 }

/** Does `one` stand above `other`? Nobody removes or changes an equal, and nobody grants what they lack. */
export const outranks = (one: Role, other: Role): boolean => rank[one] > rank[other]
