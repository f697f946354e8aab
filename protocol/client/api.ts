/**
 * The account calls: what is asked over HTTP because it comes before a socket or does not concern one. Refusals and network
 * trouble are `FailureError`s. A login in use keeps its tokens fresh: one renewal at a time, however many wait for it, because
 * a refresh token is good for one use.
 */
import { type Static, Type } from '@sinclair/typebox'
import { interpreted } from '../codec.ts'
import { type Failure, failure, type FailureCode, FailureError, isFailureCode } from '../failure.ts'
import { SnapshotSchema } from '../frame.ts'
import { type ChatId, ChatIdSchema, type SessionId, SessionIdSchema, type UserId } from '../ids.ts'
import type { ChatType } from '../permission.ts'
import { type Contact, ContactSchema, type Person, PersonSchema } from '../person.ts'
import type { Tokens } from './connection.ts'

/** The part of a standard `fetch` that is used. */
export type Fetch = (
  url: string,
  init: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string },
) => Promise<{ readonly status: number; json(): Promise<unknown> }>

const TokensSchema = Type.Object({ token: Type.String(), refreshToken: Type.String(), expiresAt: Type.Number() })
const LoginSchema = Type.Intersect([TokensSchema, Type.Object({ user: PersonSchema })])
const SessionSchema = Type.Object({
  id: SessionIdSchema,
  client: Type.Union([Type.String(), Type.Null()]),
  createdAt: Type.Number(),
  seenAt: Type.Number(),
  current: Type.Boolean(),
})
const MeSchema = Type.Object({ user: PersonSchema, email: Type.String(), isAdministrator: Type.Boolean() })
const CreatedChatSchema = Type.Intersect([SnapshotSchema, Type.Object({ id: ChatIdSchema })])
const InviteSchema = Type.Object({ code: Type.String(), expiresAt: Type.Union([Type.Number(), Type.Null()]) })

/** What a login is kept as. `expiresAt` is the access token's end, in milliseconds since 1970. */
export type LoginTokens = Static<typeof TokensSchema>
export type Login = Static<typeof LoginSchema>
export type Session = Static<typeof SessionSchema>
export type Me = Static<typeof MeSchema>
export type CreatedChat = Static<typeof CreatedChatSchema>
export type Invite = Static<typeof InviteSchema>

export interface Registration {
  readonly email: string
  readonly username: string
  readonly password: string
  readonly name?: string
  readonly invite?: string
  readonly client?: string
}

export interface Credentials {
  /** An email address or a username. */
  readonly identifier: string
  readonly password: string
  readonly client?: string
}

export interface NewChat {
  readonly type: ChatType
  readonly title?: string
  readonly description?: string
  /** `@name` or an id. */
  readonly members: readonly string[]
  /** Makes a retry harmless. */
  readonly id?: ChatId
}

/** Calls of somebody who is not logged in. */
export interface Accounts {
  register(registration: Registration): Promise<Login>
  login(credentials: Credentials): Promise<Login>
}

/** Calls of somebody who is. */
export interface Api {
  /** For `createClient`. */
  readonly tokens: Tokens
  logout(): Promise<void>
  sessions(): Promise<readonly Session[]>
  revoke(session: SessionId): Promise<void>
  /** All but this one. */
  revokeOthers(): Promise<void>
  /** Ends all other sessions as well. */
  changePassword(passwords: { readonly password: string; readonly newPassword: string }): Promise<void>
  me(): Promise<Me>
  users(query: string, limit?: number): Promise<readonly Person[]>
  contacts(): Promise<readonly Contact[]>
  /** `@name` or an id. */
  requestContact(user: string): Promise<void>
  acceptContact(user: UserId): Promise<void>
  declineContact(user: UserId): Promise<void>
  blockContact(user: UserId): Promise<void>
  unblockContact(user: UserId): Promise<void>
  removeContact(user: UserId): Promise<void>
  createChat(chat: NewChat): Promise<CreatedChat>
  /** Administrators only. */
  invite(options?: { readonly usesMax?: number; readonly days?: number }): Promise<Invite>
}

export interface ApiPorts {
  /** `https://host`, without a slash at its end. */
  readonly server: string
  readonly fetch: Fetch
  readonly now: () => number
  /** The login as it is kept; another process may have renewed it. `null` once nobody is logged in. */
  readonly load: () => Promise<LoginTokens | null>
  readonly save: (tokens: LoginTokens) => Promise<void>
}

/** A token that ends sooner is renewed before it is used. */
const tokenLeftMsMin = 30_000

const isTokens = interpreted(TokensSchema)
const isLogin = interpreted(LoginSchema)
const isMe = interpreted(MeSchema)
const isCreatedChat = interpreted(CreatedChatSchema)
const isInvite = interpreted(InviteSchema)
const isSessions = interpreted(Type.Object({ sessions: Type.Array(SessionSchema) }))
const isUsers = interpreted(Type.Object({ users: Type.Array(PersonSchema) }))
const isContacts = interpreted(Type.Object({ contacts: Type.Array(ContactSchema) }))

type Method = 'GET' | 'POST' | 'DELETE'

export function createAccounts(server: string, fetch: Fetch): Accounts {
  const post = (path: string, body: object): Promise<Login> =>
    request(fetch, server, 'POST', path, { body }).then(expecting(isLogin))
  return {
    register: (registration) => post('/api/auth/register', registration),
    login: (credentials) => post('/api/auth/login', credentials),
  }
}

export function createApi({ server, fetch, now, load, save }: ApiPorts): Api {
  let renewal: Promise<string> | null = null

  const current = async (): Promise<string> => {
    const tokens = await loaded()
    return tokens.expiresAt - now() > tokenLeftMsMin ? tokens.token : renew(tokens)
  }
  const loaded = async (): Promise<LoginTokens> => {
    const tokens = await load()
    if (tokens === null) throw new FailureError(failure('unauthenticated', 'Nobody is logged in.'))
    return tokens
  }
  const renew = (tokens: LoginTokens): Promise<string> => {
    renewal ??= exchange(tokens).finally(() => (renewal = null))
    return renewal
  }
  const exchange = async ({ refreshToken }: LoginTokens): Promise<string> => {
    try {
      const answer = await request(fetch, server, 'POST', '/api/auth/refresh', { body: { refreshToken } })
      const { token, refreshToken: next, expiresAt } = expecting(isTokens)(answer)
      await save({ token, refreshToken: next, expiresAt })
      return token
    } catch (error) {
      // Another process may have been first: its token serves all.
      const kept = await load()
      if (kept === null || kept.refreshToken === refreshToken) throw error
      return kept.token
    }
  }
  const renewed = async (stale: string): Promise<string> => {
    const kept = await loaded()
    return kept.token === stale ? renew(kept) : kept.token
  }
  const call = async (method: Method, path: string, body?: object): Promise<unknown> => {
    const token = await current()
    const options = body === undefined ? {} : { body }
    try {
      return await request(fetch, server, method, path, { ...options, token })
    } catch (error) {
      if (!(error instanceof FailureError) || !isStale(error.failure)) throw error
      return request(fetch, server, method, path, { ...options, token: await renewed(token) })
    }
  }
  const done = async (method: Method, path: string, body?: object): Promise<void> => {
    await call(method, path, body)
  }

  return {
    tokens: { current, refresh: async () => renew(await loaded()) },
    logout: () => done('POST', '/api/auth/logout'),
    sessions: async () => expecting(isSessions)(await call('GET', '/api/sessions')).sessions,
    revoke: (session) => done('DELETE', `/api/sessions/${session}`),
    revokeOthers: () => done('DELETE', '/api/sessions'),
    changePassword: (passwords) => done('POST', '/api/me/password', passwords),
    me: async () => expecting(isMe)(await call('GET', '/api/me')),
    users: async (query, limit = 20) =>
      expecting(isUsers)(await call('GET', `/api/users?query=${encodeURIComponent(query)}&limit=${limit}`)).users,
    contacts: async () => expecting(isContacts)(await call('GET', '/api/contacts')).contacts,
    requestContact: (user) => done('POST', '/api/contacts', { user }),
    acceptContact: (user) => done('POST', `/api/contacts/${user}/accept`),
    declineContact: (user) => done('POST', `/api/contacts/${user}/decline`),
    blockContact: (user) => done('POST', `/api/contacts/${user}/block`),
    unblockContact: (user) => done('POST', `/api/contacts/${user}/unblock`),
    removeContact: (user) => done('DELETE', `/api/contacts/${user}`),
    createChat: async (chat) => expecting(isCreatedChat)(await call('POST', '/api/chats', chat)),
    invite: async (options = {}) => expecting(isInvite)(await call('POST', '/api/invites', options)),
  }
}

const isStale = ({ code }: Failure): boolean => code === 'expired' || code === 'unauthenticated'

async function request(
  fetch: Fetch,
  server: string,
  method: Method,
  path: string,
  { body, token }: { readonly body?: object; readonly token?: string },
): Promise<unknown> {
  let status: number
  let value: unknown
  try {
    const response = await fetch(server + path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    status = response.status
    // An answer without a body says no more than its status.
    value = await response.json().catch(() => null)
  } catch (error) {
    throw new FailureError(failure('unavailable', `${server} cannot be reached.`), { cause: error })
  }
  if (status >= 200 && status < 300) return value
  throw new FailureError(toFailure(status, value, server))
}

/** A proxy on the way may answer too, in its own words. */
function toFailure(status: number, value: unknown, server: string): Failure {
  if (typeof value === 'object' && value !== null && 'code' in value && 'message' in value) {
    const { code, message } = value
    const retryMs = 'retryMs' in value && typeof value.retryMs === 'number' ? value.retryMs : undefined
    if (typeof code === 'string' && typeof message === 'string')
      return failure(isFailureCode(code) ? code : codeOf(status), message, retryMs)
  }
  return failure(codeOf(status), `${server} answered with status ${status}.`)
}

function codeOf(status: number): FailureCode {
  if (status === 401) return 'unauthenticated'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'notFound'
  if (status === 409) return 'conflict'
  if (status === 413) return 'tooLarge'
  if (status === 429) return 'rateLimited'
  if (status < 500) return 'invalid'
  return status === 500 ? 'internal' : 'unavailable'
}

const expecting =
  <Expected>(isExpected: (value: unknown) => value is Expected) =>
  (value: unknown): Expected => {
    if (isExpected(value)) return value
    throw new FailureError(failure('internal', 'The server answered in a form that this client does not know.'))
  }
