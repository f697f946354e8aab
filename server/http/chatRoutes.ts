/** Chats: list, make, show, change. A chat in REST is the socket's snapshot with its `id`. */
import {
  ChatIdSchema,
  type ChatId,
  ChatTypeSchema,
  type Command,
  failure,
  FailureError,
  isChatId,
  limits,
  newChatId,
  privateChatId,
  type Snapshot,
  submissionIdOfKey,
  type UserId,
} from '@parley/protocol'
import { type Static, Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { sha256 } from '../accounts/digest.ts'
import { notBehind } from '../feed/lag.ts'
import { AddressSchema, peopleOf } from './address.ts'
import type { ApiParts } from './apiParts.ts'
import { keyOf, submissionOf } from './idempotency.ts'
import { signedIn } from './signedIn.ts'

const title = Type.Optional(Type.String({ minLength: 1, maxLength: limits.titleCharsMax }))
const description = Type.Optional(Type.String({ maxLength: limits.descriptionCharsMax }))
const CreateSchema = Type.Object({
  type: ChatTypeSchema,
  title,
  description,
  /** The others: `@name` or id. */
  members: Type.Optional(Type.Array(AddressSchema, { maxItems: limits.membersPerCommandMax })),
  /** Chosen by the client, so that asking again makes no second chat. Not for private chats: theirs is given. */
  id: Type.Optional(ChatIdSchema),
})
const findTriesMax = 10
const findPauseMs = 20
export const chatParams = Type.Object({ id: ChatIdSchema })

export const toRestChat = (chat: Snapshot) => ({ id: chat.chat, ...chat })

export function chatRoutes(parts: ApiParts) {
  const { chats, env, lag } = parts
  const show = async (reader: UserId, chat: ChatId) =>
    toRestChat(await notBehind(lag, chat, () => chats.show(reader, chat)))
  return new Elysia({ prefix: '/api/chats', tags: ['chats'] })
    .use(signedIn(parts))
    .get('', ({ me }) => ({ chats: chats.list(me.user).map(toRestChat) }), {
      detail: { summary: 'Your chats, the one with the latest message first.' },
    })
    .post(
      '',
      async ({ me, body, request, status }) => {
        const members = await peopleOf(parts, me.user, body.members ?? [])
        const key = keyOf(request)
        const chat = chatIdOf(body, members, me.user, key, parts)
        const there = find(parts, me.user, chat)
        if (there !== null) return status(200, toRestChat(there))
        // Apart from the ids of messages: the same key may post into the chat that it made.
        const id = submissionOf(key === null ? null : `create ${key}`, env)
        try {
          await chats.submit(me.user, chat, { id, command: toCommand(body, members) })
        } catch (error) {
          // Somebody was faster, perhaps the other of the two.
          const isThere = error instanceof FailureError && error.failure.code === 'conflict'
          const made = isThere ? await findSoon(parts, me.user, chat) : null
          if (made === null) throw error
          return status(200, toRestChat(made))
        }
        return status(201, await show(me.user, chat))
      },
      {
        body: CreateSchema,
        detail: {
          summary: 'Makes a chat; 200 with the one that is there. `Idempotency-Key` makes it harmless to repeat.',
        },
      },
    )
    .get('/:id', ({ me, params }) => show(me.user, params.id), {
      params: chatParams,
      detail: { summary: 'A chat that you are in.' },
    })
    .patch(
      '/:id',
      async ({ me, params, body }) => {
        const { title, description } = body
        const command: Command = {
          type: 'changeInfo',
          ...(title === undefined ? {} : { title }),
          ...(description === undefined ? {} : { description }),
        }
        await chats.submit(me.user, params.id, { id: submissionOf(null, env), command })
        return show(me.user, params.id)
      },
      {
        params: chatParams,
        body: Type.Object({ title, description }),
        detail: { summary: 'Changes title or description; an empty description removes it.' },
      },
    )
}

type Create = Static<typeof CreateSchema>

/** `null` for a chat that the reader does not see. */
function find({ chats }: ApiParts, reader: UserId, chat: ChatId): Snapshot | null {
  try {
    return chats.show(reader, chat)
  } catch (error) {
    if (error instanceof FailureError && error.failure.code === 'notFound') return null
    throw error
  }
}

/** The chat's writer knows of a chat a moment before it is durable and seen. */
async function findSoon(parts: ApiParts, reader: UserId, chat: ChatId): Promise<Snapshot | null> {
  for (let tries = 0; tries < findTriesMax; tries++) {
    const found = find(parts, reader, chat)
    if (found !== null) return found
    await new Promise<void>((resolve) => void parts.env.after(findPauseMs, resolve))
  }
  return null
}

function chatIdOf(
  { type, id }: Create,
  members: readonly UserId[],
  by: UserId,
  key: string | null,
  { env }: ApiParts,
): ChatId {
  if (type === 'private') {
    const [other] = members.filter((member) => member !== by)
    if (other === undefined || members.length !== 1)
      throw new FailureError(failure('invalid', 'A private chat has exactly one other person in "members".'))
    return privateChatId(sha256, by, other)
  }
  if (id !== undefined) return id
  if (key === null) return newChatId(env)
  const ofKey: string = submissionIdOfKey(sha256, `chat ${by} ${key}`)
  return isChatId(ofKey) ? ofKey : newChatId(env)
}

const toCommand = ({ type, title, description }: Create, members: UserId[]): Command => ({
  type: 'create',
  chatType: type,
  ...(title === undefined ? {} : { title }),
  ...(description === undefined ? {} : { description }),
  members,
})
