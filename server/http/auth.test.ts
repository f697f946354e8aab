import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Edge, openEdge, password, type Session, toSession } from './testing/edge.ts'

let edge: Edge
let ann: Session
beforeAll(async () => {
  edge = await openEdge()
  ann = await edge.register('ann')
})
afterAll(() => edge.close())

test('[HTTP1] register answers 201 with user, token and refreshToken; the token is good at once', async () => {
  const { status, json } = await edge.ask('POST', '/api/auth/register', {
    body: { username: 'Emil', email: 'emil@example.org', password, name: 'Emil K.' },
  })
  expect(status).toBe(201)
  expect(json.at('user').value).toEqual({ id: json.text('user', 'id'), username: 'emil', name: 'Emil K.' })
  expect(Object.keys(Object(json.value)).sort()).toEqual(['expiresAt', 'refreshToken', 'token', 'user'])
  const me = await edge.ask('GET', '/api/me', { as: toSession(json) })
  expect(me.json.value).toEqual({ user: json.at('user').value, email: 'emil@example.org', isAdministrator: false })
})

test('[HTTP2] fields that the server owns are ignored, and __proto__ changes nothing', async () => {
  const body = `{"username":"mal","email":"mal@example.org","password":"${password}","isAdministrator":true,
    "id":"01hvann0000000000000000000","__proto__":{"isAdministrator":true},"constructor":{"prototype":{"x":1}}}`
  const { status, json } = await edge.ask('POST', '/api/auth/register', { body })
  expect(status).toBe(201)
  const me = await edge.ask('GET', '/api/me', { as: toSession(json) })
  expect(me.json.at('isAdministrator').value).toBe(false)
  expect(json.text('user', 'id')).not.toBe('01hvann0000000000000000000')
  expect(Object.hasOwn(Object.prototype, 'isAdministrator')).toBe(false)
})

test.each([
  { identifier: 'ann' },
  { identifier: 'Ann@example.org' },
  { username: 'ann' },
  { email: 'ann@example.org' },
])('[HTTP3] log in with %p', async (who) => {
  const { status, json } = await edge.ask('POST', '/api/auth/login', { body: { ...who, password } })
  expect(status).toBe(200)
  expect(json.text('user', 'id')).toBe(ann.id)
})

test('[HTTP4] no answer and no line of the journal holds a hash, a password or a stack', async () => {
  const answers = [
    await edge.ask('POST', '/api/auth/login', { body: { identifier: 'ann', password } }),
    await edge.ask('POST', '/api/auth/login', { body: { identifier: 'ann', password: 'my secret guess' } }),
    await edge.ask('POST', '/api/auth/login', { body: { identifier: ['my secret guess'], password } }),
    await edge.ask('POST', '/api/auth/register', { body: { password: 'my secret guess' } }),
    await edge.ask('GET', '/api/me', { as: ann }),
    await edge.ask('GET', '/api/users?query=ann', { as: ann }),
    await edge.ask('GET', '/api/sessions', { as: ann }),
  ]
  const all = [...answers.map(({ text }) => text), ...edge.journal].join('\n')
  for (const secret of ['argon2', 'Hash', 'my secret guess', password, ' at ', '.ts:', 'TypeBox'])
    expect(all).not.toContain(secret)
})

test('[HTTP5] refresh gives a new pair; the old token, used again and again, ends the session', async () => {
  const login = await edge.ask('POST', '/api/auth/login', { body: { identifier: 'ann', password } })
  const refresh = (refreshToken: string) => edge.ask('POST', '/api/auth/refresh', { body: { refreshToken } })
  const second = await refresh(login.json.text('refreshToken'))
  expect(second.status).toBe(200)
  expect(second.json.text('user', 'id')).toBe(ann.id)
  await refresh(second.json.text('refreshToken'))
  const stolen = await refresh(login.json.text('refreshToken'))
  expect([stolen.status, stolen.json.text('code')]).toEqual([401, 'revoked'])
  const me = await edge.ask('GET', '/api/me', { as: toSession(second.json) })
  expect([me.status, me.json.text('code')]).toEqual([401, 'revoked'])
})

test('[HTTP6] log out ends this session at once, and only this one', async () => {
  const other = toSession((await edge.ask('POST', '/api/auth/login', { body: { identifier: 'ann', password } })).json)
  expect((await edge.ask('POST', '/api/auth/logout', { as: other, body: {} })).status).toBe(204)
  expect((await edge.ask('GET', '/api/me', { as: other })).json.text('code')).toBe('revoked')
  expect((await edge.ask('GET', '/api/me', { as: ann })).status).toBe(200)
})

test('[HTTP7] sessions are listed with the present one marked; others can be ended, one or all, but not by others', async () => {
  const ben = await edge.register('ben')
  const login = async () =>
    toSession((await edge.ask('POST', '/api/auth/login', { body: { identifier: 'ben', password, client: 'tv' } })).json)
  const [tv, radio] = [await login(), await login()]
  const list = async () => (await edge.ask('GET', '/api/sessions', { as: ben })).json.list('sessions')
  const sessions = await list()
  expect(sessions.map((one) => one.text('client')).filter((client) => client === 'tv')).toHaveLength(2)
  expect(sessions.filter((one) => one.at('current').value === true)).toHaveLength(1)
  const others = sessions.filter((one) => one.at('current').value === false)
  const [id = ''] = others.map((one) => one.text('id'))
  expect((await edge.ask('DELETE', `/api/sessions/${id}`, { as: ann })).status).toBe(404)
  expect((await edge.ask('DELETE', `/api/sessions/${id}`, { as: ben })).status).toBe(204)
  expect(await list()).toHaveLength(2)
  expect((await edge.ask('DELETE', '/api/sessions', { as: ben })).status).toBe(204)
  expect(await list()).toHaveLength(1)
  for (const ended of [tv, radio]) expect((await edge.ask('GET', '/api/me', { as: ended })).status).toBe(401)
})

test('[HTTP8] a changed password ends the other sessions', async () => {
  const cem = await edge.register('cem')
  const other = toSession((await edge.ask('POST', '/api/auth/login', { body: { identifier: 'cem', password } })).json)
  const body = { password, newPassword: 'a cow in the corridor' }
  expect((await edge.ask('POST', '/api/me/password', { as: cem, body })).status).toBe(204)
  expect((await edge.ask('GET', '/api/me', { as: other })).status).toBe(401)
  expect((await edge.ask('GET', '/api/me', { as: cem })).status).toBe(200)
})

test('[HTTP9] invitations: administrators make them, and where they are needed one account is made with each', async () => {
  const closed = await openEdge({ registration: 'invite' })
  try {
    const first = await closed.register('first')
    const { status, json } = await closed.ask('POST', '/api/invites', { as: first, body: {} })
    expect(status).toBe(201)
    const join = (username: string, invite?: string) =>
      closed.ask('POST', '/api/auth/register', {
        body: { username, email: `${username}@example.org`, password, invite },
      })
    expect((await join('second')).status).toBe(403)
    const second = await join('second', json.text('code'))
    expect(second.status).toBe(201)
    expect((await join('third', json.text('code'))).status).toBe(403)
    expect((await closed.ask('POST', '/api/invites', { as: toSession(second.json), body: {} })).status).toBe(403)
  } finally {
    await closed.close()
  }
})
