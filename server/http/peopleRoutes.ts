/** Oneself and others. */
import { limits } from '@parley/protocol'
import { Type } from '@sinclair/typebox'
import { Elysia, t } from 'elysia'
import type { ApiParts } from './apiParts.ts'
import { signedIn } from './signedIn.ts'

const PasswordSchema = Type.Object({
  password: Type.String({ minLength: 1, maxLength: 1_024 }),
  newPassword: Type.String({ minLength: 1, maxLength: 1_024 }),
})
const SearchSchema = Type.Object({
  query: Type.String({ maxLength: limits.queryCharsMax }),
  limit: t.Optional(t.Integer({ minimum: 1, maximum: limits.peoplePageMax })),
})
const searchLimitDefault = 20

export function peopleRoutes(parts: ApiParts) {
  const { accounts, people, sessions } = parts
  return new Elysia({ prefix: '/api', tags: ['people'] })
    .use(signedIn(parts))
    .get('/me', ({ me }) => accounts.me(me.user), { detail: { summary: 'Your account.' } })
    .post(
      '/me/password',
      async ({ me, body, status }) => {
        await accounts.changePassword(me.user, body.password, body.newPassword)
        await sessions.revokeOthers(me.user, me.session)
        return status(204)
      },
      { body: PasswordSchema, detail: { summary: 'Changes your password and ends all your other sessions.' } },
    )
    .get(
      '/users',
      ({ me, query }) => {
        const text = query.query.trim().replace(/^@/, '')
        return { users: text === '' ? [] : people.search(me.user, text, query.limit ?? searchLimitDefault) }
      },
      { query: SearchSchema, detail: { summary: 'People whose username or name begins with the query.' } },
    )
}
