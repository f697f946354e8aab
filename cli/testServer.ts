/**
 * A small server with the REST contract that the command line speaks, for tests that must see and steer what a server does:
 * count requests, refuse, go away, come back on the same port. The whole is tested against the real server.
 */
import { privateChatId, type Sha256, submissionIdOfKey, isUserId, newChatId, newUserId } from '@parley/protocol'

interface Account {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly email: string
  readonly password: string
}

interface Chat {
  readonly id: string
  readonly type: string
  readonly title: string | null
  readonly members: Set<string>
  readonly messages: Message[]
}

interface Message {
  readonly chat: string
  readonly seq: number
  readonly id: string
  readonly at: number
  readonly by: string
  readonly kind: string
  readonly text: string
  readonly replyTo?: number
}

interface Login {
  readonly account: Account
  token: string
  refreshToken: string
}

type Answer = { readonly status: number; readonly body: unknown }
type Rule = (request: { readonly method: string; readonly path: string }) => Answer | undefined

const sha256: Sha256 = (text) => new Bun.CryptoHasher('sha256').update(text).digest()
const source = { now: Date.now, random: Math.random }

export const refuse = (status: number, code: string, message: string, retryMs?: number): Answer => ({
  status,
  body: { code, message, ...(retryMs === undefined ? {} : { retryMs }) },
})

export class TestServer {
  readonly accounts: Account[] = []
  readonly chats: Chat[] = []
  readonly logins: Login[] = []
  /** `METHOD path`, in the order in which they came. */
  readonly requests: string[] = []
  /** Answers before the server does. */
  rule: Rule = () => undefined
  tokenMs = 900_000
  /** Does what is asked, and then cannot say so. */
  isMute = false
  private server: Bun.Server<undefined> | null = null
  private port = 0

  start(): void {
    this.server = Bun.serve({ port: this.port, hostname: '127.0.0.1', fetch: (request) => this.handle(request) })
    this.port = this.server.port ?? 0
  }

  async stop(): Promise<void> {
    await this.server?.stop(true)
    this.server = null
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  addChat(type: string, title: string | null, usernames: readonly string[]): Chat {
    const members = new Set(this.accounts.filter(({ username }) => usernames.includes(username)).map(({ id }) => id))
    const chat = { id: newChatId(source), type, title, members, messages: [] }
    this.chats.push(chat)
    return chat
  }

  texts(): string[] {
    return this.chats.flatMap((chat) => chat.messages.map(({ text }) => text))
  }

  /** As if nobody had a good access token any more. */
  expireTokens(): void {
    for (const login of this.logins) login.token = `gone-${crypto.randomUUID()}`
  }

  private async handle(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url)
    this.requests.push(`${request.method} ${pathname}`)
    const body: unknown = request.body === null ? {} : await request.json()
    const answer =
      this.rule({ method: request.method, path: pathname }) ??
      this.answer(request, pathname, new URLSearchParams(search), toRecord(body))
    const { body: said, status } = this.isMute ? refuse(503, 'unavailable', 'The answer is lost.') : answer
    return Response.json(said, { status })
  }

  private answer(request: Request, path: string, query: URLSearchParams, body: Record<string, unknown>): Answer {
    if (path === '/healthz') return ok({ ok: true })
    if (path === '/api/auth/register') return this.register(body)
    if (path === '/api/auth/login') return this.login(body)
    if (path === '/api/auth/refresh') return this.refresh(body)
    const bearer = request.headers.get('authorization')?.replace('Bearer ', '')
    const login = this.logins.find(({ token }) => token === bearer)
    if (login === undefined) return refuse(401, 'expired', 'The access token is not valid any more.')
    const me = login.account
    if (path === '/api/auth/logout') return this.logout(login)
    if (path === '/api/me') return ok({ id: me.id, username: me.username, name: me.name })
    if (path === '/api/users') return ok({ users: this.accounts.filter((one) => one.username === query.get('query')) })
    if (path === '/api/chats') return request.method === 'GET' ? ok({ chats: this.chatsOf(me) }) : this.create(me, body)
    const [, id, part] = /^\/api\/chats\/([^/]+)\/?(\w*)$/.exec(path) ?? []
    const chat = this.chats.find((one) => one.id === id && one.members.has(me.id))
    if (chat === undefined) return refuse(404, 'notFound', 'There is no such chat, or you are not in it.')
    if (part === 'members') return ok({ members: this.membersOf(chat), more: false })
    if (part !== 'messages') return ok(this.shown(chat))
    if (request.method === 'POST') return this.post(chat, me, body, request.headers.get('idempotency-key') ?? '')
    return this.page(chat, query)
  }

  private register(body: Record<string, unknown>): Answer {
    const username = String(body['username'])
    if (this.accounts.some((one) => one.username === username)) return refuse(409, 'conflict', 'That name is taken.')
    const account = {
      id: newUserId(source),
      username,
      name: username.toUpperCase(),
      email: String(body['email']),
      password: String(body['password']),
    }
    this.accounts.push(account)
    return this.enter(account)
  }

  private login({ identifier, password }: Record<string, unknown>): Answer {
    const account = this.accounts.find((one) => one.username === identifier || one.email === identifier)
    if (account === undefined || account.password !== password)
      return refuse(401, 'unauthenticated', 'The name or the password is wrong.')
    return this.enter(account)
  }

  private enter(account: Account): Answer {
    const login = { account, token: crypto.randomUUID(), refreshToken: crypto.randomUUID() }
    this.logins.push(login)
    return ok(this.tokens(login))
  }

  /** A refresh token that comes a second time ends the session. */
  private refresh({ refreshToken }: Record<string, unknown>): Answer {
    const login = this.logins.find((one) => one.refreshToken === refreshToken)
    if (login === undefined) return refuse(401, 'revoked', 'This session was ended. Log in again.')
    login.token = crypto.randomUUID()
    login.refreshToken = crypto.randomUUID()
    return ok(this.tokens(login))
  }

  private logout(login: Login): Answer {
    this.logins.splice(this.logins.indexOf(login), 1)
    return ok({})
  }

  private tokens({ account: { id, username, name }, token, refreshToken }: Login): unknown {
    return { user: { id, username, name }, token, refreshToken, expiresAt: Date.now() + this.tokenMs }
  }

  private create(me: Account, body: Record<string, unknown>): Answer {
    const named = Array.isArray(body['members']) ? body['members'].map(String) : []
    const members = named.map((one) => this.accounts.find(({ id, username }) => id === one || `@${username}` === one))
    const found = members.filter((one) => one !== undefined)
    if (found.length < members.length) return refuse(404, 'notFound', 'There is nobody of that name.')
    const [other] = found
    const isPrivate = body['type'] === 'private'
    if (isPrivate && other !== undefined && isUserId(me.id) && isUserId(other.id)) {
      const id = privateChatId(sha256, me.id, other.id)
      const known = this.chats.find((chat) => chat.id === id)
      if (known !== undefined) return ok(this.shown(known))
      const chat: Chat = { id, type: 'private', title: null, members: new Set([me.id, other.id]), messages: [] }
      this.chats.push(chat)
      return ok(this.shown(chat))
    }
    const chat = this.addChat(String(body['type']), String(body['title']), [])
    for (const one of [me, ...found]) chat.members.add(one.id)
    return ok(this.shown(chat))
  }

  private chatsOf(me: Account): unknown[] {
    return this.chats.filter((chat) => chat.members.has(me.id)).map((chat) => this.shown(chat))
  }

  private shown({ id, type, title, members }: Chat): unknown {
    return { id, type, title, members: [...members].map((user) => [user, 'member']) }
  }

  private membersOf({ members }: Chat): unknown[] {
    return this.accounts
      .filter((one) => members.has(one.id))
      .map(({ id, username, name }) => ({ user: id, role: 'member', person: { id, username, name } }))
  }

  private post(chat: Chat, me: Account, { text, replyTo }: Record<string, unknown>, key: string): Answer {
    const id = submissionIdOfKey(sha256, key)
    const known = chat.messages.find((message) => message.id === id && message.by === me.id)
    if (known !== undefined) return ok(known)
    const message: Message = {
      chat: chat.id,
      seq: chat.messages.length + 2,
      id,
      at: Date.now(),
      by: me.id,
      kind: 'text',
      text: String(text),
      ...(typeof replyTo === 'number' ? { replyTo } : {}),
    }
    chat.messages.push(message)
    return ok(message)
  }

  private page({ messages }: Chat, query: URLSearchParams): Answer {
    const before = Number(query.get('before') ?? Number.MAX_SAFE_INTEGER)
    const after = Number(query.get('after') ?? 0)
    const limit = Number(query.get('limit') ?? 50)
    const within = messages.filter(({ seq }) => seq < before && seq > after)
    const page = query.has('after') ? within.slice(0, limit) : within.slice(-limit)
    return ok({ messages: page, more: page.length < within.length })
  }
}

const ok = (body: unknown): Answer => ({ status: 200, body })

function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
