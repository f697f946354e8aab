import { afterAll, beforeAll, expect, test } from 'bun:test'
import { failures, isFailureCode } from '@parley/protocol'
import { type Answer, type Edge, openEdge, type Session } from './testing/edge.ts'

let edge: Edge
let ann: Session
let stranger: Session
let chat: string
beforeAll(async () => {
  edge = await openEdge()
  ann = await edge.register('ann')
  stranger = await edge.register('stranger')
  await edge.register('ben')
  const body = { type: 'group', title: 'Secret', members: ['@ben'] }
  chat = (await edge.ask('POST', '/api/chats', { as: ann, body })).json.text('id')
  await edge.ask('POST', `/api/chats/${chat}/messages`, { as: ann, body: { text: 'hidden words' } })
})
afterAll(() => edge.close())

function expectFailure({ status, json, headers }: Answer, code: string): void {
  expect(json.text('code')).toBe(code)
  expect(json.text('message')).not.toBe('')
  if (!isFailureCode(code)) throw new Error(`${code} is not in the table.`)
  expect(status).toBe(failures[code].status)
  const retryMs = json.at('retryMs').value
  expect(headers.get('retry-after')).toBe(typeof retryMs === 'number' ? `${Math.ceil(retryMs / 1_000)}` : null)
}

const nowhereId = '01hvn0where000000000000000'

/** Every route, with a body that is whole. `CHAT` stands for a chat's id. */
type Route = readonly [method: string, path: string, body?: object]
const routes: readonly Route[] = [
  ['GET', '/api/chats/CHAT'],
  ['GET', '/api/chats/CHAT/chain'],
  ['PATCH', '/api/chats/CHAT', { title: 'Mine' }],
  ['GET', '/api/chats/CHAT/messages'],
  ['POST', '/api/chats/CHAT/messages', { text: 'let me in' }],
  ['PATCH', '/api/chats/CHAT/messages/2', { text: 'changed' }],
  ['DELETE', '/api/chats/CHAT/messages/2'],
  ['POST', '/api/chats/CHAT/read', { seq: 2 }],
  ['GET', '/api/chats/CHAT/members'],
  ['POST', '/api/chats/CHAT/members', { members: ['@stranger'] }],
  ['POST', '/api/chats/CHAT/members', { members: ['@nobody'] }],
  ['PUT', '/api/chats/CHAT/members/@nobody', { role: 'moderator' }],
  ['DELETE', '/api/chats/CHAT/members/@nobody'],
  ['PUT', '/api/chats/CHAT/members/@ben', { role: 'moderator' }],
  ['DELETE', '/api/chats/CHAT/members/@ben'],
  ['DELETE', '/api/chats/CHAT/members/me'],
]
const others: readonly Route[] = [
  ['POST', '/api/auth/logout', {}],
  ['GET', '/api/me'],
  ['POST', '/api/me/password', { password: 'x', newPassword: 'y' }],
  ['GET', '/api/users?query=a'],
  ['GET', '/api/sessions'],
  ['DELETE', '/api/sessions'],
  ['DELETE', '/api/sessions/01hvann0000000000000000000'],
  ['GET', '/api/chats'],
  ['POST', '/api/chats', { type: 'group', title: 'x' }],
  ['GET', '/api/contacts'],
  ['POST', '/api/contacts', { user: '@ben' }],
  ['POST', '/api/contacts/@ben/accept'],
  ['POST', '/api/contacts/@ben/decline'],
  ['POST', '/api/contacts/@ben/block'],
  ['POST', '/api/contacts/@ben/unblock'],
  ['DELETE', '/api/contacts/@ben'],
  ['POST', '/api/invites', {}],
]
const open: readonly (readonly [method: string, path: string])[] = [
  ['POST', '/api/auth/register'],
  ['POST', '/api/auth/login'],
  ['POST', '/api/auth/refresh'],
  ['GET', '/api/server'],
  ['GET', '/healthz'],
  ['GET', '/readyz'],
  ['GET', '/api/openapi.json'],
]
/** Always three: a runner takes a parameter without a value for its own callback. */
const whole = ([method, path, body]: Route): [string, string, object | null] => [method, path, body ?? null]
const asked = (as: Session | undefined, body: object | null) => ({
  ...(as === undefined ? {} : { as }),
  ...(body === null ? {} : { body }),
})

test.each(routes.map(whole))('[HTTP40] a stranger learns nothing from %s %s', async (method, path, body) => {
  const there = await edge.ask(method, path.replace('CHAT', chat), asked(stranger, body))
  const nowhere = await edge.ask(method, path.replace('CHAT', nowhereId), asked(stranger, body))
  expectFailure(there, 'notFound')
  expect(nowhere.text).toBe(there.text)
  const { json } = await edge.ask('GET', `/api/chats/${chat}`, { as: ann })
  expect([json.text('title'), json.at('memberCount').value, json.at('seq').value]).toEqual(['Secret', 2, 2])
})

test.each([...routes, ...others].map(whole))(
  '[HTTP41] nobody without a token gets past %s %s',
  async (method, path, body) => {
    const place = path.replace('CHAT', chat)
    expectFailure(await edge.ask(method, place, asked(undefined, body)), 'unauthenticated')
    const query = `${place}${place.includes('?') ? '&' : '?'}token=${ann.token}&access_token=${ann.token}`
    const cookie = { cookie: `token=${ann.token}` }
    expectFailure(await edge.ask(method, query, { ...asked(undefined, body), headers: cookie }), 'unauthenticated')
  },
)

test('[HTTP42] a token of another algorithm, key, audience, type or form is refused', async () => {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const [head = '', claims = '', signature = ''] = ann.token.split('.')
  const changed: unknown = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), sub: stranger.id }
  const hmac = (key: string, text: string): string =>
    new Bun.CryptoHasher('sha256', key).update(text).digest('base64url')
  const forged = `${encode({ alg: 'HS256', typ: 'at+jwt' })}.${claims}`
  const tokens = [
    `${encode({ alg: 'none', typ: 'at+jwt' })}.${claims}.`,
    `${encode({ alg: 'HS512', typ: 'at+jwt' })}.${claims}.${signature}`,
    `${head}.${encode(Object(changed))}.${signature}`,
    `${forged}.${hmac('guess', forged)}`,
    `${head}.${claims}.`,
    ann.refreshToken,
    'x',
    'a.b.c',
  ]
  for (const token of tokens)
    expectFailure(await edge.ask('GET', '/api/me', { as: { ...ann, token } }), 'unauthenticated')
  for (const authorization of ['', 'Bearer', `Basic ${ann.token}`, ann.token, `Bearer ${ann.token} x`])
    expectFailure(await edge.ask('GET', '/api/me', { headers: { authorization } }), 'unauthenticated')
})

test.each([
  ['no such route', 'GET', '/api/nothing', undefined, 'notFound'],
  ['a wrong method', 'PUT', '/api/auth/login', {}, 'notFound'],
  ['no JSON', 'POST', '/api/auth/login', '{"password":', 'invalid'],
  ['JSON that is no object', 'POST', '/api/auth/login', '[1]', 'invalid'],
  ['a wrong type', 'POST', '/api/auth/login', { identifier: 5, password: 'x' }, 'invalid'],
  ['a missing field', 'POST', '/api/auth/login', { identifier: 'ann' }, 'invalid'],
  ['no body', 'POST', '/api/auth/login', undefined, 'invalid'],
  ['a body beyond the bound', 'POST', '/api/auth/login', 'x'.repeat(65_537), 'tooLarge'],
  ['a wrong login', 'POST', '/api/auth/login', { identifier: 'ann', password: 'x' }, 'unauthenticated'],
])('[HTTP43] %s is a failure of the table', async (_, method, path, body, code) => {
  const answer = await edge.ask(method, path, body === undefined ? {} : { body })
  expectFailure(answer, code)
  expect(Object.keys(Object(answer.json.value)).filter((key) => !['code', 'message', 'retryMs'].includes(key))).toEqual(
    [],
  )
})

test('[HTTP44] a body without a length is read no further than the bound', async () => {
  let pulled = 0
  const endless = new ReadableStream({
    pull(controller) {
      pulled += 1
      controller.enqueue(new Uint8Array(16_384).fill(0x20))
    },
  })
  const response = await edge.fetch(new Request('http://parley.test/api/auth/login', { method: 'POST', body: endless }))
  expect(response.status).toBe(413)
  expect(pulled).toBeLessThan(20)
})

test('[HTTP45] every answer forbids keeping, guessing, framing and other origins', async () => {
  const answers = [
    await edge.ask('GET', '/api/me', { as: ann, headers: { origin: 'https://elsewhere.example' } }),
    await edge.ask('GET', '/api/nothing'),
    await edge.ask('GET', '/healthz'),
  ]
  for (const { headers } of answers) {
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('set-cookie')).toBeNull()
  }
})

test('[HTTP46] OpenAPI lists every route, and nothing else', async () => {
  const { json } = await edge.ask('GET', '/api/openapi.json')
  const listed = Object.entries(Object(json.at('paths').value)).flatMap(([path, methods]) =>
    Object.keys(Object(methods)).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const known = [...routes, ...others, ...open].map(([method, path]) => {
    const [place = ''] = path.split('?')
    const named = place
      .replace('CHAT', '{id}')
      .replace(/\/members\/.+/, '/members/{user}')
      .replace(/\/messages\/2/, '/messages/{seq}')
      .replace(/@ben/, '{id}')
      .replace(/01hvann.*/, '{id}')
    return `${method} ${named}`
  })
  expect(listed.sort()).toEqual([...new Set(known)].sort())
})

test('[HTTP47] health says that it runs and that it is ready', async () => {
  expect((await edge.ask('GET', '/healthz')).json.at('ok').value).toBe(true)
  expect((await edge.ask('GET', '/readyz')).json.at('ready').value).toBe(true)
})

test('[HTTP48] hosts with short names reach their routes', async () => {
  const response = await edge.fetch(new Request('http://nas/healthz'))
  expect(response.status).toBe(200)
})

test('[HTTP54] a field that would be called instead of read is no field', async () => {
  for (const name of ['toString', 'valueOf']) {
    const refused = await edge.ask('POST', '/api/auth/refresh', { body: { refreshToken: { [name]: 1 } } })
    expectFailure(refused, 'invalid')
    const body = { text: 'hello', [name]: 1 }
    expect((await edge.ask('POST', `/api/chats/${chat}/messages`, { as: ann, body })).status).toBe(201)
  }
})

test('[HTTP49] random requests get a failure of the table, and no defect', async () => {
  let state = 7
  const draw = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below
  const values: readonly unknown[] = [
    '',
    'x',
    -1,
    1e300,
    null,
    true,
    [],
    {},
    [[[]]],
    { a: { b: {} } },
    '\u0000',
    '@',
    'me',
    '../..',
    '%00',
  ]
  const fields = [
    'type',
    'title',
    'members',
    'text',
    'replyTo',
    'role',
    'seq',
    'user',
    'password',
    'identifier',
    'id',
    '__proto__',
  ]
  const all = [
    ...routes,
    ...others.filter(
      ([method, path]) => !(method === 'DELETE' && path.startsWith('/api/sessions')) && !path.includes('logout'),
    ),
  ]
  for (let at = 0; at < 1_500; at++) {
    const [method, path] = all[draw(all.length)] ?? ['GET', '/']
    const place = path.replace('CHAT', draw(3) === 0 ? String(values[draw(values.length)]) : chat)
    const body = Object.fromEntries(
      Array.from({ length: draw(4) }, () => [fields[draw(fields.length)], values[draw(values.length)]]),
    )
    const text = JSON.stringify(body)
    const answer = await edge.ask(method, `${place}?limit=${String(values[draw(values.length)])}`, {
      as: stranger,
      ...(method === 'GET' ? {} : { body: draw(5) === 0 ? text.slice(0, draw(text.length)) : text }),
    })
    if (answer.status >= 400) expect(isFailureCode(answer.json.text('code'))).toBe(true)
    expect(answer.status).not.toBe(500)
  }
  expect(edge.journal.filter((line) => line.includes('defect'))).toEqual([])
})
