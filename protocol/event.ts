/**
 * What happened in a chat, and the entry that carries it in the log. An event that this client does not know becomes
 * `unknown` when it is decoded: its entry still counts, so that no client ever loses its place.
 */
import { Type, type Static } from '@sinclair/typebox'
import { type Content, toContent, WireContentSchema } from './content.ts'
import { SeqSchema } from './cursor.ts'
import { ChatIdSchema, SubmissionIdSchema, type SubmissionId, UserIdSchema, type UserId } from './ids.ts'
import { type ChatType, ChatTypeSchema, type Role, RoleSchema } from './permission.ts'

export interface Membership {
  readonly user: UserId
  readonly role: Role
}

export type ChatEvent =
  | {
      readonly type: 'chatCreated'
      readonly chatType: ChatType
      readonly title?: string
      readonly description?: string
      /** Everybody, with the creator. */
      readonly members: readonly Membership[]
    }
  | { readonly type: 'messagePosted'; readonly content: Content; readonly replyTo?: number }
  | { readonly type: 'messageEdited'; readonly seq: number; readonly content: Content }
  | { readonly type: 'messageDeleted'; readonly seq: number }
  | { readonly type: 'membersAdded'; readonly members: readonly UserId[] }
  | { readonly type: 'memberRemoved'; readonly member: UserId }
  | { readonly type: 'memberLeft' }
  | { readonly type: 'roleChanged'; readonly member: UserId; readonly role: Role }
  | { readonly type: 'infoChanged'; readonly title?: string; readonly description?: string }
  | { readonly type: 'unknown'; readonly of: string }

/** An event in a chat's log. `seq` is 1, 2, 3 without gaps; `at` milliseconds since 1970; `cause` the submission's id. */
export interface Entry {
  readonly seq: number
  readonly at: number
  readonly by: UserId
  readonly cause: SubmissionId
  readonly event: ChatEvent
}

const MembershipSchema = Type.Object({ user: UserIdSchema, role: RoleSchema })

export const eventSchemas = {
  chatCreated: Type.Object({
    type: Type.Literal('chatCreated'),
    chatType: ChatTypeSchema,
    title: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    members: Type.Array(MembershipSchema),
  }),
  messagePosted: Type.Object({
    type: Type.Literal('messagePosted'),
    content: WireContentSchema,
    replyTo: Type.Optional(SeqSchema),
  }),
  messageEdited: Type.Object({ type: Type.Literal('messageEdited'), seq: SeqSchema, content: WireContentSchema }),
  messageDeleted: Type.Object({ type: Type.Literal('messageDeleted'), seq: SeqSchema }),
  membersAdded: Type.Object({ type: Type.Literal('membersAdded'), members: Type.Array(UserIdSchema) }),
  memberRemoved: Type.Object({ type: Type.Literal('memberRemoved'), member: UserIdSchema }),
  memberLeft: Type.Object({ type: Type.Literal('memberLeft') }),
  roleChanged: Type.Object({ type: Type.Literal('roleChanged'), member: UserIdSchema, role: RoleSchema }),
  infoChanged: Type.Object({
    type: Type.Literal('infoChanged'),
    title: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
  }),
} as const

/** An entry as it arrives: its event is any object with a type. `toEntry` gives it its type. */
export const WireEntrySchema = Type.Object({
  seq: SeqSchema,
  at: Type.Number(),
  by: UserIdSchema,
  cause: SubmissionIdSchema,
  event: Type.Object({ type: Type.String({ maxLength: 32 }) }, { additionalProperties: true }),
})
export type WireEntry = Static<typeof WireEntrySchema>

/** A check of one event's shape, by type: `codec` makes it, interpreted or compiled. */
export type EventCheck = { readonly [Type in keyof typeof eventSchemas]: (value: unknown) => value is WireEvent<Type> }
export type WireEvent<Type extends keyof typeof eventSchemas> = Static<(typeof eventSchemas)[Type]>

const isKnownType = (type: string): type is keyof typeof eventSchemas => Object.hasOwn(eventSchemas, type)

/** Never throws: an event that is not known or not whole is `unknown`. */
export function toEvent(wire: { readonly type: string }, check: EventCheck): ChatEvent {
  const unknown: ChatEvent = { type: 'unknown', of: wire.type }
  if (!isKnownType(wire.type)) return unknown
  switch (wire.type) {
    case 'messagePosted': {
      if (!check.messagePosted(wire)) return unknown
      const content = toContent(wire.content)
      return wire.replyTo === undefined
        ? { type: 'messagePosted', content }
        : { type: 'messagePosted', content, replyTo: wire.replyTo }
    }
    case 'messageEdited':
      return check.messageEdited(wire)
        ? { type: 'messageEdited', seq: wire.seq, content: toContent(wire.content) }
        : unknown
    case 'chatCreated':
      return check.chatCreated(wire) ? wire : unknown
    case 'messageDeleted':
      return check.messageDeleted(wire) ? wire : unknown
    case 'membersAdded':
      return check.membersAdded(wire) ? wire : unknown
    case 'memberRemoved':
      return check.memberRemoved(wire) ? wire : unknown
    case 'memberLeft':
      return check.memberLeft(wire) ? wire : unknown
    case 'roleChanged':
      return check.roleChanged(wire) ? wire : unknown
    case 'infoChanged':
      return check.infoChanged(wire) ? wire : unknown
  }
}

/** A message's place: a chat and a seq. */
export const MessageRefSchema = Type.Object({ chat: ChatIdSchema, seq: SeqSchema })
