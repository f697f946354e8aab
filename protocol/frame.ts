/**
 * Everything that is said on a socket: `up` from a client, `down` from the server. JSON text, one object a frame, `t` is its
 * kind. Fields that a reader does not know are ignored; a kind that the server does not know is answered with a failure, one
 * that a client does not know is skipped.
 *
 *     hello ──▶          ◀── welcome, chats*, entries*, gone*, ready      resume: one round trip
 *     submit ──▶         ◀── entries (the entry is the acknowledgement) or rejected
 *     ask ──▶            ◀── answer or refused
 *     set ──▶            ◀── settings (to all devices), then set
 */
import { type TSchema, Type, type Static } from '@sinclair/typebox'
import { SubmissionSchema } from './command.ts'
import { SeqSchema } from './cursor.ts'
import { WireEntrySchema } from './event.ts'
import { FailureSchema } from './failure.ts'
import { ChatIdSchema, EpochSchema, SessionIdSchema, SubmissionIdSchema, UserIdSchema } from './ids.ts'
import { limits } from './limits.ts'
import { ChatTypeSchema, RoleSchema } from './permission.ts'
import { ContactSchema, PersonSchema, PresenceSchema, StatusSchema } from './person.ts'
import { SettingKeySchema, SettingSchema, SettingValueSchema } from './setting.ts'

const version = Type.Integer({ minimum: 0 })
const frame = <Kind extends string, Fields extends Record<string, TSchema>>(kind: Kind, fields: Fields) =>
  Type.Object({ t: Type.Literal(kind), ...fields })

/** What a client asks for on the socket; `asks` pairs each with its answer below. */
const querySchemas = {
  /** Messages in their present state, by seq, oldest first: before or after a seq (both exclusive), or the last ones. */
  history: Type.Object({
    type: Type.Literal('history'),
    chat: ChatIdSchema,
    before: Type.Optional(SeqSchema),
    after: Type.Optional(SeqSchema),
    limit: Type.Integer({ minimum: 1, maximum: limits.historyPageMax }),
  }),
  /**
   * The seq of the first message at or after a time in milliseconds since 1970, or of the last message where none is. Where
   * the server's clock once went back: of one such message that follows an earlier one, or of the last message.
   */
  find: Type.Object({ type: Type.Literal('find'), chat: ChatIdSchema, at: Type.Number() }),
  /** The entries themselves, after a seq. For readers that must miss nothing. */
  entries: Type.Object({
    type: Type.Literal('entries'),
    chat: ChatIdSchema,
    after: SeqSchema,
    limit: Type.Integer({ minimum: 1, maximum: limits.entriesPageMax }),
  }),
  /** Members in the order of their ids, after one of them. */
  members: Type.Object({
    type: Type.Literal('members'),
    chat: ChatIdSchema,
    after: Type.Optional(UserIdSchema),
    limit: Type.Integer({ minimum: 1, maximum: limits.membersPageMax }),
  }),
  people: Type.Object({
    type: Type.Literal('people'),
    ids: Type.Array(UserIdSchema, { maxItems: limits.peoplePageMax }),
  }),
  /** Who has read and been delivered how far. */
  marks: Type.Object({ type: Type.Literal('marks'), chat: ChatIdSchema }),
} as const

export const QuerySchema = Type.Union([
  querySchemas.history,
  querySchemas.find,
  querySchemas.entries,
  querySchemas.members,
  querySchemas.people,
  querySchemas.marks,
])
export type Query = Static<typeof QuerySchema>

export const WireMessageSchema = Type.Object({
  seq: SeqSchema,
  at: Type.Number(),
  by: UserIdSchema,
  id: SubmissionIdSchema,
  content: Type.Object({ kind: Type.String({ maxLength: 32 }) }, { additionalProperties: true }),
  replyTo: Type.Optional(SeqSchema),
  editedAt: Type.Optional(Type.Number()),
})
export type WireMessage = Static<typeof WireMessageSchema>

export const MarkSchema = Type.Object({ user: UserIdSchema, delivered: SeqSchema, read: SeqSchema })
/** How far somebody's devices have got a chat's entries, and how far its messages were read. */
export type Mark = Static<typeof MarkSchema>

const MemberSchema = Type.Tuple([UserIdSchema, RoleSchema])

/** A chat as of `seq`, for a reader who starts here. */
export const SnapshotSchema = Type.Object({
  chat: ChatIdSchema,
  epoch: EpochSchema,
  seq: SeqSchema,
  type: ChatTypeSchema,
  title: Type.Union([Type.String(), Type.Null()]),
  description: Type.Union([Type.String(), Type.Null()]),
  createdAt: Type.Number(),
  memberCount: Type.Integer({ minimum: 0 }),
  /** The reader's own. */
  role: RoleSchema,
  /** Everybody, in chats of up to `snapshotMembersMax`; otherwise, and where very many chats come at once, absent. */
  members: Type.Optional(Type.Array(MemberSchema)),
  last: Type.Optional(WireMessageSchema),
  /** Messages of others after the reader's read mark, as of `seq`. */
  unread: Type.Integer({ minimum: 0 }),
  delivered: SeqSchema,
  read: SeqSchema,
  /** Everybody's, in chats of up to `exactMarksMembersMax`. */
  marks: Type.Optional(Type.Array(MarkSchema)),
})
export type Snapshot = Static<typeof SnapshotSchema>

/** epoch → chat → seq: how far a client has come in each of its chats. */
const WireCursorsSchema = Type.Record(
  Type.String({ maxLength: 26 }),
  Type.Record(Type.String({ maxLength: 26 }), SeqSchema),
)
export type WireCursors = Static<typeof WireCursorsSchema>

export const upSchemas = {
  hello: frame('hello', {
    /** The lowest and highest protocol version that the client speaks. */
    versions: Type.Tuple([version, version]),
    token: Type.String({ maxLength: 2_048 }),
    cursors: Type.Optional(WireCursorsSchema),
    /** Follow only these chats; without it, all. */
    chats: Type.Optional(Type.Array(ChatIdSchema, { maxItems: limits.resumeChatsMax })),
    /** For the list of sessions: "parley cli 0.1 on linux". */
    client: Type.Optional(Type.String({ maxLength: 100 })),
    /** The highest revision of a setting that the client knows, 0 for none; without it, the resume tells no settings. */
    settings: Type.Optional(version),
  }),
  submit: frame('submit', { chat: ChatIdSchema, ...SubmissionSchema.properties }),
  mark: frame('mark', {
    chat: ChatIdSchema,
    delivered: Type.Optional(SeqSchema),
    read: Type.Optional(SeqSchema),
  }),
  typing: frame('typing', { chat: ChatIdSchema, on: Type.Boolean() }),
  presence: frame('presence', { status: StatusSchema }),
  /** A fresh access token, before the old one ends. */
  renew: frame('renew', { token: Type.String({ maxLength: 2_048 }) }),
  /** The last one said of a key counts, whichever device said it. `null` removes it. */
  set: frame('set', { key: SettingKeySchema, value: SettingValueSchema }),
  ask: frame('ask', { id: Type.Integer({ minimum: 0 }), query: QuerySchema }),
  ping: frame('ping', {}),
} as const

export const answerSchemas = {
  history: Type.Object({
    type: Type.Literal('history'),
    messages: Type.Array(WireMessageSchema),
    /** The chat's last entry that these messages know of. */
    seq: SeqSchema,
    /** Is there more beyond this page, in the direction that was asked for? */
    more: Type.Boolean(),
  }),
  find: Type.Object({ type: Type.Literal('find'), seq: SeqSchema }),
  entries: Type.Object({ type: Type.Literal('entries'), entries: Type.Array(WireEntrySchema), more: Type.Boolean() }),
  members: Type.Object({
    type: Type.Literal('members'),
    members: Type.Array(MemberSchema),
    people: Type.Array(PersonSchema),
    more: Type.Boolean(),
  }),
  people: Type.Object({ type: Type.Literal('people'), people: Type.Array(PersonSchema) }),
  marks: Type.Object({ type: Type.Literal('marks'), marks: Type.Array(MarkSchema) }),
} as const

export const AnswerSchema = Type.Union([
  answerSchemas.history,
  answerSchemas.find,
  answerSchemas.entries,
  answerSchemas.members,
  answerSchemas.people,
  answerSchemas.marks,
])
export type Answer = Static<typeof AnswerSchema>

export const downSchemas = {
  welcome: frame('welcome', {
    version,
    user: PersonSchema,
    session: SessionIdSchema,
    /** The server's clock. */
    now: Type.Number(),
    /** When the access token ends: renew before. */
    expiresAt: Type.Number(),
  }),
  chats: frame('chats', { chats: Type.Array(SnapshotSchema), people: Type.Array(PersonSchema) }),
  /** In order, without gaps. One that a client has already is skipped by its seq. */
  entries: frame('entries', { chat: ChatIdSchema, entries: Type.Array(WireEntrySchema) }),
  /** The reader is no longer in this chat. */
  gone: frame('gone', { chat: ChatIdSchema }),
  /** All that was missed has been sent. */
  ready: frame('ready', {}),
  rejected: frame('rejected', { chat: ChatIdSchema, id: SubmissionIdSchema, failure: FailureSchema }),
  marks: frame('marks', { chat: ChatIdSchema, marks: Type.Array(MarkSchema) }),
  /** The reader's own marks moved, here or on another device. */
  unread: frame('unread', {
    chat: ChatIdSchema,
    delivered: SeqSchema,
    read: SeqSchema,
    unread: Type.Integer({ minimum: 0 }),
    /** The entry as of which `unread` was counted. */
    seq: SeqSchema,
  }),
  typing: frame('typing', { chat: ChatIdSchema, user: UserIdSchema, on: Type.Boolean() }),
  presence: frame('presence', { presences: Type.Array(PresenceSchema) }),
  contact: frame('contact', { contact: ContactSchema }),
  /**
   * The account's settings that changed, by ascending revision. With `whole`, all of them begin here and end with `ready`:
   * what is not among them is no longer there.
   */
  settings: frame('settings', { settings: Type.Array(SettingSchema), whole: Type.Optional(Type.Literal(true)) }),
  /** To the one who set this key: it is kept and was told, or a later one of the same key was; or it was refused. */
  set: frame('set', { key: SettingKeySchema, failure: Type.Optional(FailureSchema) }),
  answer: frame('answer', { id: Type.Integer(), answer: AnswerSchema }),
  refused: frame('refused', { id: Type.Integer(), failure: FailureSchema }),
  renewed: frame('renewed', { expiresAt: Type.Number() }),
  failure: frame('failure', { failure: FailureSchema }),
  pong: frame('pong', {}),
} as const

type Frames<Schemas extends Record<string, TSchema>> = { [Kind in keyof Schemas]: Static<Schemas[Kind]> }
export type UpFrames = Frames<typeof upSchemas>
export type DownFrames = Frames<typeof downSchemas>
export type UpFrame = UpFrames[keyof UpFrames]
export type DownFrame = DownFrames[keyof DownFrames]
