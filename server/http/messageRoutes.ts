/** Messages: read by seq, post, edit, delete for everyone, and say how far one has read. */
import { type ChatId, failure, FailureError, limits, messageOf, SeqSchema, type UserId } from '@parley/protocol'
import { Type } from '@sinclair/typebox'
import { Elysia, t } from 'elysia'
import { notBehind } from '../feed/lag.ts'
import type { ApiParts } from './apiParts.ts'
import { chatParams } from './chatRoutes.ts'
import { keyOf, submissionOf } from './idempotency.ts'
import { type RestMessage, toRestMessage } from './restMessage.ts'
import { signedIn } from './signedIn.ts'

const text = Type.String({ minLength: 1, maxLength: limits.textBytesMax })
// Elysia's own kind turns an address's digits into a number.
const seqText = t.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const messageParams = Type.Object({ id: chatParams.properties.id, seq: seqText })
const PageSchema = Type.Object({
  before: t.Optional(seqText),
  after: t.Optional(seqText),
  limit: t.Optional(t.Integer({ minimum: 1, maximum: limits.historyPageMax })),
})
const pageDefault = 50

export function messageRoutes(parts: ApiParts) {
  const { chats, env, lag } = parts
  return new Elysia({ prefix: '/api/chats/:id', tags: ['messages'] })
    .use(signedIn(parts))
    .get(
      '/messages',
      ({ me, params, query }) => {
        const { before, after, limit = pageDefault } = query
        return page(parts, me.user, params.id, {
          limit,
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
        })
      },
      {
        params: chatParams,
        query: PageSchema,
        detail: { summary: 'Messages as they are now, oldest first: before or after a seq, or the last ones.' },
      },
    )
    .post(
      '/messages',
      async ({ me, params, body, request, status }) => {
        const { text, replyTo } = body
        const id = submissionOf(keyOf(request), env)
        const entry = await chats.submit(me.user, params.id, {
          id,
          command: { type: 'post', content: { kind: 'text', text }, ...(replyTo === undefined ? {} : { replyTo }) },
        })
        const message = messageOf(entry)
        if (message === null || entry.event.type !== 'messagePosted')
          throw new FailureError(failure('conflict', 'This key was used for something else in this chat.'))
        return status(201, toRestMessage(params.id, message))
      },
      {
        params: chatParams,
        body: Type.Object({ text, replyTo: Type.Optional(SeqSchema) }),
        detail: {
          summary: 'Posts a message. With an `Idempotency-Key`, once for ever, however often it is asked for.',
        },
      },
    )
    .patch(
      '/messages/:seq',
      async ({ me, params, body }) => {
        const { id: chat, seq } = params
        const command = { type: 'edit', seq, content: { kind: 'text', text: body.text } } as const
        await chats.submit(me.user, chat, { id: submissionOf(null, env), command })
        return one(parts, me.user, chat, seq)
      },
      { params: messageParams, body: Type.Object({ text }), detail: { summary: 'Edits your message.' } },
    )
    .delete(
      '/messages/:seq',
      async ({ me, params }) => {
        const { id: chat, seq } = params
        await chats.submit(me.user, chat, { id: submissionOf(null, env), command: { type: 'delete', seq } })
        return one(parts, me.user, chat, seq)
      },
      { params: messageParams, detail: { summary: 'Deletes a message for everyone.' } },
    )
    .post(
      '/read',
      async ({ me, params, body, status }) => {
        const mark = (): boolean => chats.mark(me.user, params.id, { delivered: body.seq, read: body.seq })
        const isWhole = await notBehind(lag, params.id, mark)
        if (!isWhole && (await lag.chat(params.id))) mark()
        return status(204)
      },
      {
        params: chatParams,
        body: Type.Object({ seq: SeqSchema }),
        detail: { summary: 'Says that you have read up to a seq; older ones are ignored.' },
      },
    )
}

interface Page {
  readonly messages: readonly RestMessage[]
  readonly more: boolean
}

async function page(
  { chats, lag }: ApiParts,
  reader: UserId,
  chat: ChatId,
  range: { limit: number; before?: number; after?: number },
): Promise<Page> {
  const answer = await notBehind(lag, chat, () => chats.query(reader, { type: 'history', chat, ...range }))
  if (answer.type !== 'history') throw new Error(`A query for history was answered with ${answer.type}.`)
  return { messages: answer.messages.map((message) => toRestMessage(chat, message)), more: answer.more }
}

async function one(parts: ApiParts, reader: UserId, chat: ChatId, seq: number): Promise<RestMessage> {
  const [message] = (await page(parts, reader, chat, { limit: 1, after: seq - 1 })).messages
  if (message?.seq !== seq) throw new FailureError(failure('notFound', 'There is no such message.'))
  return message
}
