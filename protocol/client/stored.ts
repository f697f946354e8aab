/** What the rows of a storage mean. A chat or value that is not whole is left out: it is a cache. */
import { Type } from '@sinclair/typebox'
import { type Codec, interpreted } from '../codec.ts'
import { type Command, CommandSchema } from '../command.ts'
import { SeqSchema } from '../cursor.ts'
import { SnapshotSchema, WireMessageSchema } from '../frame.ts'
import type { Mark } from '../frame.ts'
import type { UserId } from '../ids.ts'
import { jsonOf } from '../json.ts'
import { type Person, PersonSchema } from '../person.ts'
import { type Replica, replicaOf, withoutReader, withWindow } from './replica.ts'
import type { ChatRow } from './storage.ts'

/** Messages that are kept of each chat, for a start without the server. */
const storedMessagesMax = 100

const isStoredChat = interpreted(
  Type.Object({
    snapshot: SnapshotSchema,
    from: SeqSchema,
    messages: Type.Array(WireMessageSchema),
    /** The reader is in no more: a snapshot cannot say so. */
    isOut: Type.Optional(Type.Literal(true)),
  }),
)
/** Would the server read it? A frame that it cannot read is answered without the submission's id. */
export const isCommand = interpreted(CommandSchema)
const isPerson = interpreted(PersonSchema)

export interface StoredChat {
  readonly replica: Replica
  readonly delivered: number
  readonly marks: ReadonlyMap<UserId, Mark>
}

export function chatToRow({ replica, delivered, marks }: StoredChat): ChatRow {
  const { confirmed, epoch, unread, reader } = replica
  const { chat, window } = confirmed
  const messages = window.messages.slice(-storedMessagesMax)
  const isWhole = messages.length === window.messages.length
  const { seq, type, title, description, createdAt, memberCount, members } = chat
  const snapshot = {
    chat: chat.id,
    epoch,
    seq,
    type,
    title,
    description,
    createdAt,
    memberCount,
    role: members.get(reader) ?? 'member',
    ...(members.size === memberCount ? { members: [...members] } : {}),
    unread: unread.count,
    delivered,
    read: unread.read,
    marks: [...marks.values()],
  }
  const from = isWhole ? window.from : (messages[0]?.seq ?? seq + 1)
  return {
    chat: chat.id,
    epoch,
    seq,
    state: JSON.stringify({ snapshot, from, messages, ...(members.has(reader) ? {} : { isOut: true }) }),
  }
}

export function rowToChat(row: ChatRow, reader: UserId, codec: Codec): StoredChat | null {
  const value = jsonOf(row.state)
  if (!isStoredChat(value)) return null
  const { snapshot, from } = value
  const messages = value.messages.map((message) => codec.toMessage(message))
  const replica = withWindow(replicaOf(snapshot, null, reader), { from, messages, ahead: [] })
  return {
    replica: value.isOut === true ? withoutReader(replica) : replica,
    delivered: snapshot.delivered,
    marks: new Map((snapshot.marks ?? []).map((mark) => [mark.user, mark])),
  }
}

/** `null` for a command of a newer client, which waits for that one. */
export function toCommand(text: string): Command | null {
  const value = jsonOf(text)
  return isCommand(value) ? value : null
}

export function toStoredPerson(text: string): Person | null {
  const value = jsonOf(text)
  return isPerson(value) ? value : null
}
