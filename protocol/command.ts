/** What a client may ask of a chat. A submission is a command with its id; the id makes a retry harmless, for ever. */
import { Type, type Static } from '@sinclair/typebox'
import { PostedContentSchema } from './content.ts'
import { SeqSchema } from './cursor.ts'
import { SubmissionIdSchema, UserIdSchema } from './ids.ts'
import { limits } from './limits.ts'
import { ChatTypeSchema, RoleSchema } from './permission.ts'

const people = Type.Array(UserIdSchema, { maxItems: limits.membersPerCommandMax })
const title = Type.String({ minLength: 1, maxLength: limits.titleCharsMax })
const description = Type.String({ maxLength: limits.descriptionCharsMax })

export const commandSchemas = {
  /** Makes the chat. `members` are the others: exactly one for a private chat, any number for a group or channel. */
  create: Type.Object({
    type: Type.Literal('create'),
    chatType: ChatTypeSchema,
    title: Type.Optional(title),
    description: Type.Optional(description),
    members: people,
  }),
  post: Type.Object({
    type: Type.Literal('post'),
    content: PostedContentSchema,
    replyTo: Type.Optional(SeqSchema),
  }),
  edit: Type.Object({ type: Type.Literal('edit'), seq: SeqSchema, content: PostedContentSchema }),
  /** Deletes for everyone. */
  delete: Type.Object({ type: Type.Literal('delete'), seq: SeqSchema }),
  addMembers: Type.Object({ type: Type.Literal('addMembers'), members: people }),
  removeMember: Type.Object({ type: Type.Literal('removeMember'), member: UserIdSchema }),
  leave: Type.Object({ type: Type.Literal('leave') }),
  /** Giving `owner` hands the chat over: the giver becomes administrator. */
  changeRole: Type.Object({ type: Type.Literal('changeRole'), member: UserIdSchema, role: RoleSchema }),
  /** At least one of the two. An empty description removes it. */
  changeInfo: Type.Object({
    type: Type.Literal('changeInfo'),
    title: Type.Optional(title),
    description: Type.Optional(description),
  }),
} as const

export const CommandSchema = Type.Union([
  commandSchemas.create,
  commandSchemas.post,
  commandSchemas.edit,
  commandSchemas.delete,
  commandSchemas.addMembers,
  commandSchemas.removeMember,
  commandSchemas.leave,
  commandSchemas.changeRole,
  commandSchemas.changeInfo,
])
export type Command = Static<typeof CommandSchema>

export const SubmissionSchema = Type.Object({ id: SubmissionIdSchema, command: CommandSchema })
export type Submission = Static<typeof SubmissionSchema>
