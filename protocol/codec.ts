/**
 * Text to frames and back. Decoding checks a frame's shape by its kind and never throws; whatever a peer sends becomes a
 * frame or a failure. The check is made from the schemas by a compiler that is handed in: interpreted in browsers and on
 * phones, which forbid or lack `eval`, compiled on the server.
 */
import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { toContent } from './content.ts'
import { type Entry, type EventCheck, eventSchemas, toEvent, type WireEntry } from './event.ts'
import { type Failure, failure, isFailureCode } from './failure.ts'
import {
  type DownFrame,
  type DownFrames,
  downSchemas,
  type UpFrame,
  type UpFrames,
  upSchemas,
  type WireMessage,
} from './frame.ts'
import type { Message } from './timeline.ts'

export type Compile = <Schema extends TSchema>(schema: Schema) => (value: unknown) => value is Static<Schema>

/** Checks by walking the schema: no code is made. About half a microsecond for a small frame. */
export const interpreted: Compile =
  <Schema extends TSchema>(schema: Schema) =>
  (value: unknown): value is Static<Schema> =>
    Value.Check(schema, value)

export type Decoded<Frame> = { readonly frame: Frame } | { readonly failure: Failure }

export interface Codec {
  decodeUp(text: string): Decoded<UpFrame>
  decodeDown(text: string): Decoded<DownFrame>
  /** Gives an entry its type; an unknown event stays an entry. */
  toEntry(wire: WireEntry): Entry
  toMessage(wire: WireMessage): Message
}

export const encode = (frame: UpFrame | DownFrame): string => JSON.stringify(frame)

export function createCodec(compile: Compile): Codec {
  const up = upChecks(compile)
  const down = downChecks(compile)
  const events = eventChecks(compile)
  const toEntry = ({ seq, at, by, cause, event }: WireEntry): Entry => ({
    seq,
    at,
    by,
    cause,
    event: toEvent(event, events),
  })
  return {
    decodeUp: (text) => decode<UpFrame>(text, up),
    decodeDown: (text) => withKnownFailure(decode<DownFrame>(text, down)),
    toEntry,
    toMessage: (wire) => toMessage(wire, events),
  }
}

type Check<Frame> = (value: unknown) => value is Frame

const upChecks = (compile: Compile): { readonly [Kind in keyof UpFrames]: Check<UpFrames[Kind]> } => ({
  hello: compile(upSchemas.hello),
  submit: compile(upSchemas.submit),
  mark: compile(upSchemas.mark),
  typing: compile(upSchemas.typing),
  presence: compile(upSchemas.presence),
  renew: compile(upSchemas.renew),
  set: compile(upSchemas.set),
  ask: compile(upSchemas.ask),
  ping: compile(upSchemas.ping),
})

const downChecks = (compile: Compile): { readonly [Kind in keyof DownFrames]: Check<DownFrames[Kind]> } => ({
  welcome: compile(downSchemas.welcome),
  chats: compile(downSchemas.chats),
  entries: compile(downSchemas.entries),
  gone: compile(downSchemas.gone),
  ready: compile(downSchemas.ready),
  rejected: compile(downSchemas.rejected),
  marks: compile(downSchemas.marks),
  unread: compile(downSchemas.unread),
  typing: compile(downSchemas.typing),
  presence: compile(downSchemas.presence),
  contact: compile(downSchemas.contact),
  settings: compile(downSchemas.settings),
  set: compile(downSchemas.set),
  answer: compile(downSchemas.answer),
  refused: compile(downSchemas.refused),
  renewed: compile(downSchemas.renewed),
  failure: compile(downSchemas.failure),
  pong: compile(downSchemas.pong),
})

const eventChecks = (compile: Compile): EventCheck => ({
  chatCreated: compile(eventSchemas.chatCreated),
  messagePosted: compile(eventSchemas.messagePosted),
  messageEdited: compile(eventSchemas.messageEdited),
  messageDeleted: compile(eventSchemas.messageDeleted),
  membersAdded: compile(eventSchemas.membersAdded),
  memberRemoved: compile(eventSchemas.memberRemoved),
  memberLeft: compile(eventSchemas.memberLeft),
  roleChanged: compile(eventSchemas.roleChanged),
  infoChanged: compile(eventSchemas.infoChanged),
})

function decode<Frame>(text: string, checks: Readonly<Record<string, Check<Frame>>>): Decoded<Frame> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { failure: failure('invalid', 'A frame must be one JSON object.') }
  }
  if (typeof value !== 'object' || value === null || !('t' in value) || typeof value.t !== 'string')
    return { failure: failure('invalid', 'A frame must be a JSON object whose field "t" names its kind.') }
  if (!Object.hasOwn(checks, value.t))
    return { failure: failure('unsupported', `Frames of kind "${value.t.slice(0, 32)}" are not known here.`) }
  const check = checks[value.t]
  if (check?.(value)) return { frame: value }
  return { failure: failure('invalid', `A "${value.t}" frame does not have the form that the protocol gives it.`) }
}

/** A newer server's failure code is `internal` here, so that every code that a client sees is one of the table. */
function withKnownFailure(decoded: Decoded<DownFrame>): Decoded<DownFrame> {
  if (!('frame' in decoded) || !('failure' in decoded.frame)) return decoded
  const { frame } = decoded
  return frame.failure === undefined || isFailureCode(frame.failure.code)
    ? decoded
    : { frame: { ...frame, failure: { ...frame.failure, code: 'internal' } } }
}

function toMessage(wire: WireMessage, events: EventCheck): Message {
  const { seq, at, by, id, content, replyTo, editedAt } = wire
  return {
    seq,
    at,
    by,
    id,
    content: noticeOf(content, events) ?? toContent(content),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(editedAt === undefined ? {} : { editedAt }),
  }
}

function noticeOf(content: WireMessage['content'], events: EventCheck): Message['content'] | null {
  if (content.kind !== 'notice' || !('event' in content)) return null
  const wire = content.event
  if (typeof wire !== 'object' || wire === null || !('type' in wire) || typeof wire.type !== 'string') return null
  const event = toEvent({ ...wire, type: wire.type }, events)
  switch (event.type) {
    case 'messagePosted':
    case 'messageEdited':
    case 'messageDeleted':
    case 'unknown':
      return null
    case 'chatCreated':
    case 'membersAdded':
    case 'memberRemoved':
    case 'memberLeft':
    case 'roleChanged':
    case 'infoChanged':
      return { kind: 'notice', event }
  }
}
