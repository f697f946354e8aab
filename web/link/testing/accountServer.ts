/** The account calls of a page, answered for the people of a fake server, with one browser's cookie. */
import type { Fetch } from '@parley/protocol/client'
import type { Clock } from '../../../protocol/client/testing/clock.ts'
import type { FakeAccount, FakeServer } from '../../../protocol/client/testing/fakeServer.ts'

export interface AccountServer {
  readonly fetch: Fetch
  /** Makes an account; its password is not looked at. */
  add(account: FakeAccount): void
  /** The cookie is here. */
  readonly isLoggedIn: boolean
  /** Ends the session of the cookie, on another device. */
  revoke(): void
  readonly asked: readonly string[]
}

type Answer = readonly [status: number, value: unknown]

const revoked: Answer = [401, { code: 'revoked', message: 'This session was ended.' }]

export function createAccountServer(clock: Clock, server: FakeServer): AccountServer {
  const accounts = new Map<string, FakeAccount>()
  const asked: string[] = []
  let cookie: { readonly account: FakeAccount; isRevoked: boolean } | null = null

  async function login(account: FakeAccount): Promise<Answer> {
    const token = await account.tokens.refresh()
    return [200, { user: account.person, token, expiresAt: clock.now() + server.settings.tokenMs }]
  }

  async function answer(path: string, body: unknown): Promise<Answer> {
    switch (path) {
      case '/api/server':
        return [200, { name: 'Club', version: '1', registration: 'open', isNew: false }]
      case '/api/auth/login':
      case '/api/auth/register': {
        const account = accounts.get(nameIn(body))
        if (account === undefined) return [401, { code: 'unauthenticated', message: 'Nobody has this name.' }]
        cookie = { account, isRevoked: false }
        return login(account)
      }
      case '/api/auth/refresh':
        if (cookie === null) return [204, null]
        if (!cookie.isRevoked) return login(cookie.account)
        cookie = null
        return revoked
      case '/api/auth/logout':
        cookie = null
        return [204, null]
      case '/api/me':
        return cookie === null
          ? revoked
          : [200, { user: cookie.account.person, email: 'ann@example.org', isAdministrator: false }]
      default:
        return [404, { code: 'notFound', message: `There is no ${path}.` }]
    }
  }

  return {
    add: (account) => void accounts.set(account.person.username, account),
    get isLoggedIn() {
      return cookie !== null
    },
    revoke() {
      if (cookie !== null) cookie.isRevoked = true
      server.closeAll(revokedClose)
    },
    asked,
    async fetch(url, { method, body }) {
      const path = new URL(url).pathname
      asked.push(`${method} ${path}`)
      if (!server.network.isUp) throw new TypeError('The network is away.')
      const [status, value] = await answer(path, body === undefined ? null : JSON.parse(body))
      return { status, json: () => Promise.resolve(value) }
    },
  }
}

const revokedClose = 4502

function nameIn(body: unknown): string {
  if (typeof body !== 'object' || body === null) return ''
  if ('identifier' in body && typeof body.identifier === 'string') return body.identifier
  return 'username' in body && typeof body.username === 'string' ? body.username : ''
}
