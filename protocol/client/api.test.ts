import { expect, test } from 'bun:test'
import { newSessionId, newUserId } from '../ids.ts'
import { type ApiPorts, createAccounts, createApi, createCookieAccounts, type Fetch, type LoginTokens } from './api.ts'
import { createClock } from './testing/clock.ts'
import { failureOf } from './testing/rig.ts'

const clock = createClock()
const user = { id: newUserId(clock), username: 'ann', name: 'Ann' }

interface Call {
  readonly line: string
  readonly token: string | undefined
  readonly body: unknown
  readonly isCookie?: true
}

/** Answers each call by what `route` says of its line: a status and a body. */
function createServer(route: (call: Call) => readonly [number, unknown]): { fetch: Fetch; calls: Call[] } {
  const calls: Call[] = []
  return {
    calls,
    async fetch(url, { method, headers, body }) {
      const line = `${method} ${url.replace('https://host', '')}`
      const call: Call = {
        line,
        token: headers['authorization']?.replace('Bearer ', ''),
        body: body === undefined ? null : JSON.parse(body),
        ...(headers['parley-cookie'] === '1' ? { isCookie: true } : {}),
      }
      calls.push(call)
      const [status, answer] = route(call)
      return {
        status,
        json: () => (answer === undefined ? Promise.reject(new Error('no body')) : Promise.resolve(answer)),
      }
    },
  }
}

function kept(tokens: LoginTokens): Pick<ApiPorts, 'load' | 'save'> {
  let current = tokens
  return {
    load: () => Promise.resolve(current),
    async save(next) {
      current = next
    },
  }
}

const fresh = (name: string): LoginTokens => ({
  token: name,
  refreshToken: `refresh ${name}`,
  expiresAt: clock.now() + 3_600_000,
})

test('[CLIENT27] a login and a registration give a person and tokens', async () => {
  const { fetch, calls } = createServer(() => [200, { user, ...fresh('a') }])
  const accounts = createAccounts('https://host', fetch)
  expect(await accounts.login({ identifier: 'ann', password: 'secret' })).toMatchObject({ user, token: 'a' })
  await accounts.register({ email: 'a@b.c', username: 'ann', password: 'secret', invite: 'x' })
  expect(calls).toEqual([
    { line: 'POST /api/auth/login', token: undefined, body: { identifier: 'ann', password: 'secret' } },
    {
      line: 'POST /api/auth/register',
      token: undefined,
      body: { email: 'a@b.c', username: 'ann', password: 'secret', invite: 'x' },
    },
  ])
})

test('[CLIENT27] a failure is the server’s, or says that it cannot be reached', async () => {
  const answers: readonly (readonly [readonly [number, unknown], object])[] = [
    [[409, { code: 'conflict', message: 'Taken.' }], { code: 'conflict', message: 'Taken.' }],
    [
      [429, { code: 'rateLimited', message: 'Slowly.', retryMs: 9 }],
      { code: 'rateLimited', message: 'Slowly.', retryMs: 9 },
    ],
    [[418, { code: 'teapot', message: 'Tea.' }], { code: 'invalid', message: 'Tea.' }],
    [[502, undefined], { code: 'unavailable' }],
    [[500, 'oops'], { code: 'internal' }],
    [[200, { user: 1 }], { code: 'internal' }],
  ]
  for (const [answer, failure] of answers) {
    const accounts = createAccounts('https://host', createServer(() => answer).fetch)
    expect(await failureOf(accounts.login({ identifier: 'ann', password: 'x' }))).toMatchObject(failure)
  }
  const away = createAccounts('https://host', () => Promise.reject(new Error('no network')))
  expect(await failureOf(away.login({ identifier: 'ann', password: 'x' }))).toMatchObject({ code: 'unavailable' })
})

test('[CLIENT28] a token that ends soon is renewed first, once, however many wait for it', async () => {
  const { fetch, calls } = createServer(({ line }) => [
    200,
    line.endsWith('refresh') ? fresh('new') : { users: [user] },
  ])
  const login = kept({ token: 'old', refreshToken: 'r', expiresAt: clock.now() + 1_000 })
  const api = createApi({ server: 'https://host', fetch, now: () => clock.now(), ...login })
  const found = await Promise.all([api.users('a'), api.users('b&c'), api.tokens.refresh()])
  expect(found[0]).toEqual([user])
  expect(calls.map(({ line, token }) => `${line} ${token ?? ''}`).sort()).toEqual([
    'GET /api/users?query=a&limit=20 new',
    'GET /api/users?query=b%26c&limit=20 new',
    'POST /api/auth/refresh ',
  ])
  expect(await login.load()).toEqual(fresh('new'))
})

test('[CLIENT28] a call that is refused because the token ended is made again with a fresh one, once', async () => {
  const { fetch, calls } = createServer(({ line, token }) => {
    if (line.endsWith('refresh')) return [200, fresh('new')]
    return token === 'new' ? [200, { sessions: [] }] : [401, { code: 'expired', message: 'Renew.' }]
  })
  const api = createApi({ server: 'https://host', fetch, now: () => clock.now(), ...kept(fresh('old')) })
  expect(await api.sessions()).toEqual([])
  expect(calls).toHaveLength(3)
  const never = createServer(({ line }) =>
    line.endsWith('refresh') ? [200, fresh('new')] : [401, { code: 'expired', message: 'No.' }],
  )
  const other = createApi({ server: 'https://host', fetch: never.fetch, now: () => clock.now(), ...kept(fresh('old')) })
  expect(await failureOf(other.sessions())).toMatchObject({ code: 'expired' })
})

test('[CLIENT28] where another process renewed first, its token serves', async () => {
  let current = fresh('old')
  const { fetch } = createServer(({ line, token }) => {
    if (line.endsWith('refresh')) {
      current = fresh('theirs')
      return [401, { code: 'unauthenticated', message: 'Used.' }]
    }
    return [token === 'theirs' ? 200 : 401, { code: 'expired', message: 'Renew.', contacts: [] }]
  })
  const api = createApi({
    server: 'https://host',
    fetch,
    now: () => clock.now(),
    load: () => Promise.resolve(current),
    save: () => Promise.reject(new Error('no')),
  })
  expect(await api.contacts()).toEqual([])
})

test('[CLIENT27] every call asks its route', async () => {
  const id = user.id
  const session = newSessionId(clock)
  const { fetch, calls } = createServer(({ line }) => {
    if (line === 'GET /api/me') return [200, { user, email: 'a@b.c', isAdministrator: false }]
    if (line === 'POST /api/invites') return [200, { code: 'abc', expiresAt: 1 }]
    return [204, undefined]
  })
  const api = createApi({ server: 'https://host', fetch, now: () => clock.now(), ...kept(fresh('t')) })
  expect((await api.me()).email).toBe('a@b.c')
  expect((await api.invite({ days: 2 })).code).toBe('abc')
  await api.revoke(session)
  await api.revokeOthers()
  await api.changePassword({ password: 'one', newPassword: 'two' })
  await api.requestContact('@ben')
  await api.acceptContact(id)
  await api.declineContact(id)
  await api.blockContact(id)
  await api.unblockContact(id)
  await api.removeContact(id)
  await api.logout()
  expect(calls.slice(2).map(({ line }) => line)).toEqual([
    `DELETE /api/sessions/${session}`,
    'DELETE /api/sessions',
    'POST /api/me/password',
    'POST /api/contacts',
    `POST /api/contacts/${id}/accept`,
    `POST /api/contacts/${id}/decline`,
    `POST /api/contacts/${id}/block`,
    `POST /api/contacts/${id}/unblock`,
    `DELETE /api/contacts/${id}`,
    'POST /api/auth/logout',
  ])
})

test('[SERVE6] a page logs in without seeing a refresh token, and renews with the cookie alone, once for all who wait', async () => {
  const { fetch, calls } = createServer(({ line }) => {
    if (line.endsWith('login')) return [200, { user, token: 'a', expiresAt: clock.now() + 1_000 }]
    if (line.endsWith('refresh')) return [200, { user, token: 'b', expiresAt: clock.now() + 900_000 }]
    return line.endsWith('logout') ? [204, undefined] : [200, { contacts: [] }]
  })
  const access = await createCookieAccounts('https://host', fetch).login({ identifier: 'ann', password: 'x' })
  const api = createApi({ server: 'https://host', fetch, now: () => clock.now(), cookies: true, access })
  expect(await Promise.all([api.contacts(), api.tokens.current()])).toEqual([[], 'b'])
  await api.logout()
  expect(calls.map(({ line, token, isCookie }) => [line, token, isCookie])).toEqual([
    ['POST /api/auth/login', undefined, true],
    ['POST /api/auth/refresh', undefined, true],
    ['GET /api/contacts', 'b', undefined],
    ['POST /api/auth/logout', 'b', true],
  ])
  expect(calls[1]?.body).toBeNull()
  expect(await failureOf(api.contacts())).toMatchObject({ code: 'unauthenticated' })
  expect(calls).toHaveLength(4)
})

test('[SERVE6] a page without a cookie learns that nobody is logged in', async () => {
  const { fetch } = createServer(() => [204, undefined])
  const api = createApi({ server: 'https://host', fetch, now: () => clock.now(), cookies: true, access: null })
  expect(await failureOf(api.tokens.current())).toMatchObject({ code: 'unauthenticated' })
})

test('[SERVE1] which server this is can be asked before anybody is logged in', async () => {
  const info = { name: 'Club', version: '1', registration: 'open', isNew: true }
  const { fetch, calls } = createServer(() => [200, info])
  expect(await createAccounts('https://host', fetch).server()).toMatchObject(info)
  expect(calls[0]).toMatchObject({ line: 'GET /api/server', token: undefined })
})
