/**
 * The REST edge: the same rules as the socket, for scripts and other languages. It owns paths, statuses and headers; what is
 * allowed is decided by accounts and chats, for the caller and the thing that was named. Elysia lives here alone.
 *
 *     request ─▶ body bound ─▶ route ─▶ who asks ─▶ form of the input ─▶ accounts | chats | people
 *        ◀── safety headers ◀── failure table ◀── FailureError, or a defect with an id
 *
 * It guarantees that every answer is JSON, that every refusal is `{ code, message, retryMs? }`, and that no stack, schema or
 * input ever leaves. It refuses other origins' pages: there are no CORS headers, and the one cookie (`refreshCookie`) is no key to
 * anything but the next access token.
 */
import { failure, newSubmissionId } from '@parley/protocol'
import { Elysia } from 'elysia'
import type { AddressOf, ApiParts } from './apiParts.ts'
import { authRoutes } from './authRoutes.ts'
import { bodyBytesMax, readJson } from './body.ts'
import { chainRoutes } from './chainRoutes.ts'
import { chatRoutes } from './chatRoutes.ts'
import { contactRoutes } from './contactRoutes.ts'
import { healthRoutes } from './healthRoutes.ts'
import { inviteRoutes } from './inviteRoutes.ts'
import { memberRoutes } from './memberRoutes.ts'
import { messageRoutes } from './messageRoutes.ts'
import { openApiRoute } from './openApi.ts'
import { originOf } from './origin.ts'
import { peopleRoutes } from './peopleRoutes.ts'
import { respondFailure, safetyHeaders, toFailure } from './respond.ts'
import { serverRoutes } from './serverRoutes.ts'
import { sessionRoutes } from './sessionRoutes.ts'

export interface Api {
  /** Answers everything under `/api`, `/healthz` and `/readyz`. Never throws. */
  fetch(request: Request, addressOf: AddressOf): Promise<Response>
}

export function createApi(parts: ApiParts): Api {
  const addresses = new WeakMap<Request, AddressOf>()
  const origin = (request: Request) =>
    originOf(addresses.get(request)?.(request) ?? null, request.headers, parts.trustedProxies)

  const refuse = (error: unknown): Response => {
    const why = toFailure(error)
    if (why !== null) return respondFailure(why)
    const id = newSubmissionId(parts.env)
    parts.onDefect(error, id)
    return respondFailure(failure('internal', `Something broke in the server. Its log knows it as ${id}.`))
  }

  // Elysia looks for the path from the twelfth character on, unless told that hosts may be as short as `nas`.
  const app = new Elysia({ handler: { standardHostname: false } })
    .onParse(({ request }) => readJson(request))
    .onError(({ error }) => refuse(error))
    .use(healthRoutes(parts))
    .use(serverRoutes(parts))
    .use(authRoutes(parts, origin))
    .use(sessionRoutes(parts))
    .use(peopleRoutes(parts))
    .use(contactRoutes(parts))
    .use(inviteRoutes(parts))
    .use(chatRoutes(parts))
    .use(chainRoutes(parts))
    .use(memberRoutes(parts))
    .use(messageRoutes(parts))
  app.use(openApiRoute(app, parts.version))

  const answer = async (request: Request): Promise<Response> => {
    if (Number(request.headers.get('content-length') ?? 0) > bodyBytesMax) return respondFailure(bodyTooLarge)
    try {
      return await app.fetch(request)
    } catch (error) {
      return refuse(error)
    }
  }

  return {
    async fetch(request, addressOf) {
      addresses.set(request, addressOf)
      const response = await answer(request)
      for (const [name, value] of safetyHeaders) response.headers.set(name, value)
      return response
    },
  }
}

const bodyTooLarge = failure('tooLarge', `A request's body may have at most ${bodyBytesMax} bytes.`)
