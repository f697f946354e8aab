/** Getting in: register, log in, refresh, log out. */
import { limits } from '@parley/protocol'
import { type Static, Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Me } from '../accounts/accounts.ts'
import type { Origin } from '../accounts/rateLimit.ts'
import type { Grant } from '../accounts/sessions.ts'
import type { ApiParts } from './apiParts.ts'
import { signedIn } from './signedIn.ts'

// Bounds of reading only; what a name or password must be like, the accounts say in words.
const textCharsMax = 1_024
const clientCharsMax = 100
const text = Type.String({ minLength: 1, maxLength: textCharsMax })
const client = Type.Optional(Type.String({ maxLength: clientCharsMax }))

const RegisterSchema = Type.Object({
  email: text,
  username: text,
  password: text,
  name: Type.Optional(Type.String({ maxLength: limits.titleCharsMax })),
  invite: Type.Optional(Type.String({ maxLength: 200 })),
  client,
})
const LoginSchema = Type.Object({
  /** Username or e-mail address; `username` and `email` are accepted in its place. */
  identifier: Type.Optional(text),
  username: Type.Optional(text),
  email: Type.Optional(text),
  password: text,
  client,
})

export function authRoutes(parts: ApiParts, originOf: (request: Request) => Origin) {
  const { accounts, sessions, limits } = parts
  const enter = async ({ user }: Me, request: Request, client: string | undefined) =>
    toAnswer(user, await sessions.start(user.id, clientName(client ?? request.headers.get('user-agent') ?? '')))

  return new Elysia({ prefix: '/api/auth', tags: ['auth'] })
    .post(
      '/register',
      async ({ body, request, status }) => {
        const { email, username, password, name, invite } = body
        const input = {
          email,
          username,
          password,
          ...(name === undefined ? {} : { name }),
          ...(invite === undefined ? {} : { invite }),
        }
        return status(201, await enter(await accounts.register(input, originOf(request)), request, body.client))
      },
      { body: RegisterSchema, detail: { summary: 'Makes an account and logs in.' } },
    )
    .post(
      '/login',
      async ({ body, request }) => {
        const me = await accounts.login({ identifier: identifierOf(body), password: body.password }, originOf(request))
        return enter(me, request, body.client)
      },
      { body: LoginSchema, detail: { summary: 'Logs in by username or e-mail address.' } },
    )
    .post(
      '/refresh',
      async ({ body, request }) => {
        const permit = limits.refresh(originOf(request))
        const grant = await sessions.refresh(body.refreshToken)
        permit.giveBack()
        return toAnswer((await accounts.me(grant.user)).user, grant)
      },
      {
        body: Type.Object({ refreshToken: Type.String({ maxLength: 256 }) }),
        detail: { summary: 'New tokens for a refresh token, which is good once.' },
      },
    )
    .use(signedIn(parts))
    .post(
      '/logout',
      async ({ me, status }) => {
        await sessions.revoke(me.user, me.session)
        return status(204)
      },
      { detail: { summary: 'Ends this session; its sockets close.' } },
    )
}

const toAnswer = (user: Me['user'], { token, refreshToken, expiresAt }: Grant) => ({
  user,
  token,
  refreshToken,
  expiresAt,
})

const identifierOf = ({ identifier, username, email }: Static<typeof LoginSchema>): string =>
  identifier ?? username ?? email ?? ''

/** Shown in a list of sessions, so it must not move a terminal's cursor. */
const clientName = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, clientCharsMax)
