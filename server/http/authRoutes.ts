/**
 * Getting in: register, log in, refresh, log out. Whoever sends `parley-cookie: 1` gets the refresh token as a cookie and not
 * in the answer, where a script of the page could read it.
 */
import { failure, FailureError, limits } from '@parley/protocol'
import { type Static, Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Me } from '../accounts/accounts.ts'
import type { Origin } from '../accounts/rateLimit.ts'
import type { Grant } from '../accounts/sessions.ts'
import type { ApiParts } from './apiParts.ts'
import { createRefreshCookie } from './refreshCookie.ts'
import { respondFailure, toFailure } from './respond.ts'
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
  const cookie = createRefreshCookie(parts.isOwnOrigin)

  /** In the body, or partly in the cookie of those who want one. */
  const toAnswer = (user: Me['user'], { token, refreshToken, expiresAt }: Grant, { request, set }: Exchange) => {
    if (!cookie.isWanted(request)) return { user, token, refreshToken, expiresAt }
    set.headers['set-cookie'] = cookie.keep(request, refreshToken)
    return { user, token, expiresAt }
  }
  const enter = async ({ user }: Me, client: string | undefined, exchange: Exchange) => {
    const named = clientName(client ?? exchange.request.headers.get('user-agent') ?? '')
    return toAnswer(user, await sessions.start(user.id, named), exchange)
  }
  /** A page of another origin is refused before anything is done for it. */
  const checkOrigin = ({ request }: { readonly request: Request }): void => void cookie.isWanted(request)

  return new Elysia({ prefix: '/api/auth', tags: ['auth'] })
    .onTransform(checkOrigin)
    .post(
      '/register',
      async ({ body, request, set, status }) => {
        const { email, username, password, name, invite } = body
        const input = {
          email,
          username,
          password,
          ...(name === undefined ? {} : { name }),
          ...(invite === undefined ? {} : { invite }),
        }
        return status(
          201,
          await enter(await accounts.register(input, originOf(request)), body.client, { request, set }),
        )
      },
      { body: RegisterSchema, detail: { summary: 'Makes an account and logs in.' } },
    )
    .post(
      '/login',
      async ({ body, request, set }) => {
        const me = await accounts.login({ identifier: identifierOf(body), password: body.password }, originOf(request))
        return enter(me, body.client, { request, set })
      },
      { body: LoginSchema, detail: { summary: 'Logs in by username or e-mail address.' } },
    )
    .post(
      '/refresh',
      async ({ body, request, set, status }) => {
        const isCookie = cookie.isWanted(request)
        const presented = body?.refreshToken ?? (isCookie ? cookie.read(request) : null)
        // Who has no cookie asks whether anybody is logged in, and nobody is: that is no error to be told in red.
        if (presented === null && isCookie) return status(204)
        if (presented === null) throw new FailureError(noRefreshToken)
        const permit = limits.refresh(originOf(request))
        try {
          const grant = await sessions.refresh(presented)
          permit.giveBack()
          return toAnswer((await accounts.me(grant.user)).user, grant, { request, set })
        } catch (error) {
          const why = toFailure(error)
          if (!isCookie || (why?.code !== 'revoked' && why?.code !== 'unauthenticated')) throw error
          const response = respondFailure(why)
          response.headers.set('set-cookie', cookie.clear(request))
          return response
        }
      },
      {
        body: Type.Optional(Type.Object({ refreshToken: Type.Optional(Type.String({ maxLength: 256 })) })),
        detail: {
          summary: 'New tokens for a refresh token, which is good once. Without a body for the one in a cookie.',
        },
      },
    )
    .use(signedIn(parts))
    .post(
      '/logout',
      async ({ me, request, set, status }) => {
        await sessions.revoke(me.user, me.session)
        if (cookie.isWanted(request)) set.headers['set-cookie'] = cookie.clear(request)
        return status(204)
      },
      { detail: { summary: 'Ends this session; its sockets close.' } },
    )
}

interface Exchange {
  readonly request: Request
  readonly set: { readonly headers: Record<string, string | number | undefined> }
}

const noRefreshToken = failure('invalid', '"refreshToken" in the body is missing or not as it must be.')

const identifierOf = ({ identifier, username, email }: Static<typeof LoginSchema>): string =>
  identifier ?? username ?? email ?? ''

/** Shown in a list of sessions, so it must not move a terminal's cursor. */
const clientName = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, clientCharsMax)
