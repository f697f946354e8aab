import { afterAll, beforeAll, expect, test } from 'bun:test'
import { sessionMs } from '../accounts/sessions.ts'
import { type Answer, type Edge, Fields, openEdge, password } from './testing/edge.ts'

let edge: Edge
beforeAll(async () => {
  edge = await openEdge({ publicUrl: 'https://chat.example.org', loginTries: '0' })
  await edge.register('ann')
})
afterAll(() => edge.close())

const page = { 'parley-cookie': '1', host: 'nas.example:7447', origin: 'http://nas.example:7447' }
const post = (path: string, headers: Readonly<Record<string, string>>, body?: object): Promise<Answer> =>
  edge.ask('POST', `/api/auth/${path}`, body === undefined ? { headers } : { headers, body })
const login = (headers: Readonly<Record<string, string>> = page): Promise<Answer> =>
  post('login', headers, { identifier: 'ann', password })

/** What a browser would send back, and what it was told to do with it. */
function kept({ headers }: Answer): { readonly cookie: string; readonly rules: readonly string[] } {
  const [cookie = '', ...rules] = (headers.get('set-cookie') ?? '').split('; ')
  return { cookie, rules }
}

test('[SERVE2] a page that asks for it gets the refresh token in a cookie that no script can read, and not in the answer', async () => {
  const account = { username: 'ben', email: 'ben@example.org', password }
  for (const answer of [await login(), await post('register', page, account)]) {
    expect(answer.status).toBeLessThan(300)
    expect(Object.keys(Object(answer.json.value)).sort()).toEqual(['expiresAt', 'token', 'user'])
    const { cookie, rules } = kept(answer)
    expect(cookie).toMatch(/^parley-refresh-7447=[\w.-]{100,130}$/)
    expect([...rules].sort()).toEqual(['HttpOnly', `Max-Age=${sessionMs / 1_000}`, 'Path=/api/auth', 'SameSite=Strict'])
    expect(answer.text).not.toContain(cookie.split('=')[1] ?? '')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  }
})

test('[SERVE2] without asking there is no cookie, and the answer is as ever', async () => {
  const answer = await login({ host: 'nas.example', origin: 'http://nas.example' })
  expect(answer.headers.get('set-cookie')).toBeNull()
  expect(answer.json.text('refreshToken')).not.toBe('')
})

test('[SERVE2] a page that came by https gets a cookie that never travels without it', async () => {
  const direct = await login({ ...page, host: 'nas.example', origin: 'https://nas.example' })
  const proxied = await login({ ...page, host: '127.0.0.1:7447', origin: 'https://chat.example.org' })
  for (const answer of [direct, proxied]) expect(kept(answer).rules).toContain('Secure')
  expect(kept(direct).cookie).toStartWith('parley-refresh=')
})

test('[SERVE3] a refresh without a body uses the cookie and changes it; used again and again it ends the session', async () => {
  const { cookie } = kept(await login())
  const second = await post('refresh', { ...page, cookie: `theme=dark; ${cookie}` })
  expect(second.status).toBe(200)
  expect(second.json.text('user', 'username')).toBe('ann')
  expect(second.json.text('refreshToken')).toBe('')
  const { cookie: next } = kept(second)
  expect(next).not.toBe(cookie)
  const token = second.json.text('token')
  expect((await edge.ask('GET', '/api/me', { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
  await post('refresh', { ...page, cookie: next })
  const stolen = await post('refresh', { ...page, cookie })
  expect([stolen.status, stolen.json.text('code')]).toEqual([401, 'revoked'])
  // A cookie that is good for nothing is not kept.
  expect(kept(stolen)).toMatchObject({ cookie: 'parley-refresh-7447=', rules: expect.arrayContaining(['Max-Age=0']) })
})

test('[SERVE3] who has no cookie is told without an error that nobody is logged in; a cookie counts only where it is asked for', async () => {
  const nobody = await post('refresh', page)
  expect([nobody.status, nobody.text]).toEqual([204, ''])
  const { cookie } = kept(await login())
  expect((await post('refresh', { host: page.host, origin: page.origin, cookie })).status).toBe(400)
  // Another server on the same machine has another port, and another cookie.
  const other = { ...page, host: 'nas.example:8000', origin: 'http://nas.example:8000' }
  expect((await post('refresh', { ...other, cookie })).status).toBe(204)
  expect((await post('refresh', { ...page, cookie: 'parley-refresh-7447=nonsense' })).json.text('code')).toBe(
    'unauthenticated',
  )
})

test('[SERVE3] logging out ends the session and takes the cookie away', async () => {
  const answer = await login()
  const { cookie } = kept(answer)
  const authorization = `Bearer ${answer.json.text('token')}`
  const gone = await post('logout', { ...page, authorization })
  expect(gone.status).toBe(204)
  expect(kept(gone)).toMatchObject({ cookie: 'parley-refresh-7447=', rules: expect.arrayContaining(['Max-Age=0']) })
  expect((await post('refresh', { ...page, cookie })).json.text('code')).toBe('revoked')
})

test.each([
  ['https://evil.example'],
  ['http://nas.example'],
  ['http://nas.example:7448'],
  ['null'],
  [''],
  ['http://nas.example:7447.evil.example'],
])('[SERVE4] a page of the origin "%s" can neither log in with a cookie nor use one', async (origin) => {
  const first = await login()
  const { cookie } = kept(first)
  const headers = { ...page, cookie, origin, authorization: `Bearer ${first.json.text('token')}` }
  for (const answer of [
    await login(headers),
    await post('refresh', headers),
    await post('logout', headers),
    await post('register', headers, { username: 'mal', email: 'mal@example.org', password }),
  ]) {
    expect([answer.status, answer.json.text('code')]).toEqual([403, 'forbidden'])
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  }
  expect((await post('refresh', { ...page, cookie })).status).toBe(200)
})

test('[SERVE4] a page that may not send the header is not told by a preflight that it may', async () => {
  const headers = { host: page.host, origin: 'https://evil.example', 'access-control-request-headers': 'parley-cookie' }
  const response = await edge.fetch(
    new Request('http://parley.test/api/auth/refresh', {
      method: 'OPTIONS',
      headers: { ...headers, 'access-control-request-method': 'POST' },
    }),
  )
  expect(new Fields(await response.json()).text('code')).toBe('notFound')
  expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
})
