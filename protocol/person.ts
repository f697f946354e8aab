/** What others may know of a person, and how two people stand to each other. */
import { Type, type Static } from '@sinclair/typebox'
import { ChatIdSchema, UserIdSchema } from './ids.ts'
import { limits } from './limits.ts'

/** `username` is unique, in lower case; `name` is what people see. */
export const PersonSchema = Type.Object({
  id: UserIdSchema,
  username: Type.String({ maxLength: limits.usernameCharsMax }),
  name: Type.String({ maxLength: limits.titleCharsMax }),
  /** The private chat that the reader has or would have with this person; absent for the reader. */
  chat: Type.Optional(ChatIdSchema),
})
export type Person = Static<typeof PersonSchema>

/** `away` and `busy` are said by the person; `offline` also means "wishes to seem so". */
export const StatusSchema = Type.Union([
  Type.Literal('online'),
  Type.Literal('away'),
  Type.Literal('busy'),
  Type.Literal('offline'),
])
export type Status = Static<typeof StatusSchema>

export const PresenceSchema = Type.Object({
  user: UserIdSchema,
  status: StatusSchema,
  /** Milliseconds since 1970; only where `status` is `offline` and the server knows it. */
  lastSeen: Type.Optional(Type.Number()),
})
export type Presence = Static<typeof PresenceSchema>

/** How somebody stands to the reader. `requested`: the reader asked. `incoming`: the reader is asked. */
export const ContactStateSchema = Type.Union([
  Type.Literal('none'),
  Type.Literal('requested'),
  Type.Literal('incoming'),
  Type.Literal('accepted'),
  Type.Literal('blocked'),
])
export type ContactState = Static<typeof ContactStateSchema>

export const ContactSchema = Type.Object({ person: PersonSchema, state: ContactStateSchema })
export type Contact = Static<typeof ContactSchema>

const username = /^[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?$/

/** The form in which a username is stored and compared; `null` for one that may not be. */
export function toUsername(text: string): string | null {
  const lower = text.toLowerCase()
  const { usernameCharsMin, usernameCharsMax } = limits
  return lower.length >= usernameCharsMin && lower.length <= usernameCharsMax && username.test(lower) ? lower : null
}
