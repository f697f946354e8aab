/** Who is in a chat. */
import { type Command, limits, RoleSchema, UserIdSchema } from '@parley/protocol'
import { Type } from '@sinclair/typebox'
import { Elysia, t } from 'elysia'
import { notBehind } from '../feed/lag.ts'
import { AddressSchema, peopleOf, personOf } from './address.ts'
import type { ApiParts } from './apiParts.ts'
import { chatParams, toRestChat } from './chatRoutes.ts'
import { submissionOf } from './idempotency.ts'
import { signedIn } from './signedIn.ts'

const memberParams = Type.Object({ id: chatParams.properties.id, user: AddressSchema })
const PageSchema = Type.Object({
  after: Type.Optional(UserIdSchema),
  limit: t.Optional(t.Integer({ minimum: 1, maximum: limits.membersPageMax })),
})

export function memberRoutes(parts: ApiParts) {
  const { chats, env, lag } = parts
  return new Elysia({ prefix: '/api/chats/:id/members', tags: ['members'] })
    .use(signedIn(parts))
    .get(
      '',
      async ({ me, params, query }) => {
        const { after, limit = limits.membersPageMax } = query
        const asked = { type: 'members', chat: params.id, limit, ...(after === undefined ? {} : { after }) } as const
        const answer = await notBehind(lag, params.id, () => chats.query(me.user, asked))
        if (answer.type !== 'members') throw new Error(`A query for members was answered with ${answer.type}.`)
        const people = new Map(answer.people.map((person) => [person.id, person]))
        return {
          members: answer.members.map(([user, role]) => ({ user, role, person: people.get(user) ?? null })),
          more: answer.more,
        }
      },
      { params: chatParams, query: PageSchema, detail: { summary: 'Members by id, after one of them.' } },
    )
    .post(
      '',
      async ({ me, params, body }) => {
        const members = await peopleOf(parts, me.user, body.members)
        await chats.submit(me.user, params.id, {
          id: submissionOf(null, env),
          command: { type: 'addMembers', members },
        })
        return toRestChat(await notBehind(lag, params.id, () => chats.show(me.user, params.id)))
      },
      {
        params: chatParams,
        body: Type.Object({
          members: Type.Array(AddressSchema, { minItems: 1, maxItems: limits.membersPerCommandMax }),
        }),
        detail: { summary: 'Adds people.' },
      },
    )
    .put(
      '/:user',
      async ({ me, params, body }) => {
        const member = (await personOf(parts, me.user, params.user)).id
        const command: Command = { type: 'changeRole', member, role: body.role }
        await chats.submit(me.user, params.id, { id: submissionOf(null, env), command })
        return toRestChat(await notBehind(lag, params.id, () => chats.show(me.user, params.id)))
      },
      {
        params: memberParams,
        body: Type.Object({ role: RoleSchema }),
        detail: { summary: 'Gives a role. Giving `owner` hands the chat over.' },
      },
    )
    .delete(
      '/:user',
      async ({ me, params, status }) => {
        const member = (await personOf(parts, me.user, params.user)).id
        const command: Command = member === me.user ? { type: 'leave' } : { type: 'removeMember', member }
        await chats.submit(me.user, params.id, { id: submissionOf(null, env), command })
        return status(204)
      },
      { params: memberParams, detail: { summary: 'Removes somebody; `me` leaves.' } },
    )
}
