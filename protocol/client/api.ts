/**
 * The account calls: what is asked over HTTP because it comes before a socket or does not concern one. Refusals and network
 * trouble are `FailureError`s. A login in use keeps its tokens fresh: one renewal at a time, however many wait for it, because
 * a refresh token is good for one use.
 *
 * A program keeps both tokens itself (`load`, `save`). A page keeps the access token in memory alone; its refresh token is in
 * a cookie that no script can read (`cookies: true`), which the browser sends by itself.
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

const AccessSchema = Type.Object({ token: Type.String(), expiresAt: Type.Number() })
const TokensSchema = Type.Intersect([AccessSchema, Type.Object({ refreshToken: Type.String() })])
const PersonalSchema = Type.Object({ user: PersonSchema })
const LoginSchema = Type.Intersect([TokensSchema, PersonalSchema])
const CookieLoginSchema = Type.Intersect([AccessSchema, PersonalSchema])
const ServerInfoSchema = Type.Object({
  name: Type.String(),
  version: Type.String(),
  registration: Type.Union([Type.Literal('open'), Type.Literal('invite'), Type.Literal('closed')]),
  isNew: Type.Boolean(),
})
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

/** `expiresAt` is the token's end, in milliseconds since 1970. */
export type AccessToken = Static<typeof AccessSchema>
/** What a login is kept as. */
export type LoginTokens = Static<typeof TokensSchema>
export type Login = Static<typeof LoginSchema>
/** A login whose refresh token is in the browser's cookie. */
export type CookieLogin = Static<typeof CookieLoginSchema>
/** `isNew`: there is no account yet, and the first one becomes the administrator. */
export type ServerInfo = Static<typeof ServerInfoSchema>
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
export interface Accounts<Kept = Login> {
  server(): Promise<ServerInfo>
  register(registration: Registration): Promise<Kept>
  login(credentials: Credentials): Promise<Kept>
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

interface CallPorts {
  /** `https://host`, without a slash at its end. */
  readonly server: string
  readonly fetch: Fetch
  readonly now: () => number
}

export interface ApiPorts extends CallPorts {
  /** The login as it is kept; another process may have renewed it. `null` once nobody is logged in. */
  readonly load: () => Promise<LoginTokens | null>
  readonly save: (tokens: LoginTokens) => Promise<void>
}

export interface CookieApiPorts extends CallPorts {
  /** The refresh token is in a cookie of the server; the access token stays in this object. */
  readonly cookies: true
  /** From a log-in just now. `null` asks for one with the cookie, and ends as `unauthenticated` where there is none. */
  readonly access: AccessToken | null
}

/** A token that ends sooner is renewed before it is used. */
const tokenLeftMsMin = 30_000

const isAccess = interpreted(AccessSchema)
const isTokens = interpreted(TokensSchema)
const isLogin = interpreted(LoginSchema)
const isCookieLogin = interpreted(CookieLoginSchema)
const isServerInfo = interpreted(ServerInfoSchema)
const isMe = interpreted(MeSchema)
const isCreatedChat = interpreted(CreatedChatSchema)
const isInvite = interpreted(InviteSchema)
const isSessions = interpreted(Type.Object({ sessions: Type.Array(SessionSchema) }))
const isUsers = interpreted(Type.Object({ users: Type.Array(PersonSchema) }))
const isContacts = interpreted(Type.Object({ contacts: Type.Array(ContactSchema) }))

type Method = 'GET' | 'POST' | 'DELETE'
type HeaderFields = Readonly<Record<string, string>>

/** Asks for the cookie. No page of another origin can send it without being allowed to, and none is. */
const cookieHeaders: HeaderFields = { 'parley-cookie': '1' }

export const createAccounts = (server: string, fetch: Fetch): Accounts => accountsOf(server, fetch, {}, isLogin)
/** For a page: the refresh token goes into a cookie, and no script sees it. */
export const createCookieAccounts = (server: string, fetch: Fetch): Accounts<CookieLogin> =>
  accountsOf(server, fetch, cookieHeaders, isCookieLogin)

function accountsOf<Kept>(
  server: string,
  fetch: Fetch,
  headers: HeaderFields,
  isKept: (value: unknown) => value is Kept,
): Accounts<Kept> {
  const post = (path: string, body: object): Promise<Kept> =>
    request(fetch, server, 'POST', path, { body, headers }).then(expecting(isKept))
  return {
    server: () => request(fetch, server, 'GET', '/api/server', {}).then(expecting(isServerInfo)),
    register: (registration) => post('/api/auth/register', registration),
    login: (credentials) => post('/api/auth/login', credentials),
  }
}

export function createApi(ports: ApiPorts | CookieApiPorts): Api {
  const { server, fetch, now } = ports
  const keeping = 'cookies' in ports ? inCookie(ports) : inStore(ports)
  let renewal: Promise<string> | null = null

  const current = async (): Promise<string> => {
    const kept = await keeping.kept()
    return kept !== null && kept.expiresAt - now() > tokenLeftMsMin ? kept.token : renew()
  }
  const renew = (): Promise<string> => {
    renewal ??= keeping.renew().finally(() => (renewal = null))
    return renewal
  }
  const renewed = async (stale: string): Promise<string> => {
    const kept = await keeping.kept()
    return kept === null || kept.token === stale ? renew() : kept.token
  }
  const call = async (method: Method, path: string, body?: object, headers: HeaderFields = {}): Promise<unknown> => {
    const token = await current()
    const options = body === undefined ? { headers } : { body, headers }
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
    tokens: { current, refresh: renew },
    logout: async () => {
      await call('POST', '/api/auth/logout', undefined, keeping.headers)
      keeping.forget()
    },
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

/** Where the tokens of a login are, and how a new one is got. */
interface Keeping {
  readonly headers: HeaderFields
  /** `null` where a token must be got first. Throws `unauthenticated` once nobody is logged in. */
  kept(): Promise<AccessToken | null>
  /** Settles with a new token, once it is kept. */
  renew(): Promise<string>
  forget(): void
}

function inStore({ server, fetch, load, save }: ApiPorts): Keeping {
  const kept = async (): Promise<LoginTokens> => {
    const tokens = await load()
    if (tokens === null) throw new FailureError(nobody)
    return tokens
  }
  return {
    headers: {},
    kept,
    async renew() {
      const { refreshToken } = await kept()
      try {
        const answer = await request(fetch, server, 'POST', '/api/auth/refresh', { body: { refreshToken } })
        const { token, refreshToken: next, expiresAt } = expecting(isTokens)(answer)
        await save({ token, refreshToken: next, expiresAt })
        return token
      } catch (error) {
        // Another process may have been first: its token serves all.
        const now = await load()
        if (now === null || now.refreshToken === refreshToken) throw error
        return now.token
      }
    },
    // Whoever keeps the tokens forgets them.
    forget() {},
  }
}

function inCookie({ server, fetch, access }: CookieApiPorts): Keeping {
  let current = access
  let isOver = false
  return {
    headers: cookieHeaders,
    kept: () => (isOver ? Promise.reject(new FailureError(nobody)) : Promise.resolve(current)),
    async renew() {
      if (isOver) throw new FailureError(nobody)
      const answer = await request(fetch, server, 'POST', '/api/auth/refresh', { headers: cookieHeaders })
      // A success without a body: the browser has no cookie of this server.
      if (answer === null) throw new FailureError(nobody)
      const { token, expiresAt } = expecting(isAccess)(answer)
      current = { token, expiresAt }
      return token
    },
    forget() {
      current = null
      isOver = true
    },
  }
}

const nobody = failure('unauthenticated', 'Nobody is logged in.')

const isStale = ({ code }: Failure): boolean => code === 'expired' || code === 'unauthenticated'

async function request(
  fetch: Fetch,
  server: string,
  method: Method,
  path: string,
  { body, token, headers = {} }: { readonly body?: object; readonly token?: string; readonly headers?: HeaderFields },
): Promise<unknown> {
  let status: number
  let value: unknown
  try {
    const response = await fetch(server + path, {
      method,
      headers: {
        accept: 'application/json',
        ...headers,
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
