/** Who may no longer be here is sent away, and what lets one in is written down nowhere. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { failures } from '@parley/protocol'
import { openSigningKey } from '../server/accounts/keys.ts'
import { accessTokenMs } from '../server/accounts/tokens.ts'
import { createTokens } from '../server/http/accessTokens.ts'
import { listAt, textAt } from './testing/b-json.ts'
import { logIn, makeGroup, password, type Person, register } from './testing/b-person.ts'
import { type Server, startServer } from './testing/b-server.ts'
import { openSocket } from './testing/b-socket.ts'

let server: Server
let ann: Person
let ben: Person
beforeAll(async () => {
  server = await startServer()
  ann = await register(server.url, 'ann')
  ben = await register(server.url, 'ben')
})
afterAll(() => server.stop(), 20_000)

const ended = [
  ['revoked by another', (other: Person, id: string) => other.ask('DELETE', `/api/sessions/${id}`)],
  ['revoked with all others', (other: Person) => other.ask('DELETE', '/api/sessions')],
] as const

test.each(ended)('[WHOLE14] a session that is %s loses its socket, and hears nothing more', async (_, end) => {
  const [lost, other] = await Promise.all([logIn(server.url, 'ann'), logIn(server.url, 'ann')])
  const [socket, kept] = await Promise.all([lost.connect(), other.connect()])
  const chat = await makeGroup(other, 'Kitchen', [])
  await socket.next((frame) => frame.t === 'chats' || frame.t === 'entries')
  const sessions = listAt((await lost.ask('GET', '/api/sessions')).json, 'sessions')
  const mine = sessions.find((session) => Object(session).current === true)
  expect((await end(other, textAt(mine, 'id'))).status).toBe(204)
  expect(await socket.closed).toBe(failures.revoked.close)
  expect((await lost.ask('POST', `/api/chats/${chat}/messages`, { text: 'still me' })).status).toBe(401)
  await kept.settled()
  kept.close()
  const late = await openSocket(server.url)
  late.send({ t: 'hello', versions: [1, 1], token: lost.token })
  expect(await late.closed).toBe(failures.revoked.close)
})

test('[WHOLE14] logging out closes the sockets of this session alone', async () => {
  const [lost, other] = await Promise.all([logIn(server.url, 'ann'), logIn(server.url, 'ann')])
  const sockets = await Promise.all([lost.connect(), lost.connect()])
  const kept = await other.connect()
  expect((await lost.ask('POST', '/api/auth/logout')).status).toBe(204)
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4502, 4502])
  await kept.settled()
  kept.close()
})

test('[WHOLE14] a socket whose token ends is closed, unless it was renewed', async () => {
  // The server's own key, and a clock by which a token's fifteen minutes are over in a moment.
  const key = openSigningKey(server.data, {
    randomBytes: () => {
      throw new Error('The key is not there.')
    },
    onExposed: () => undefined,
  })
  const tokens = createTokens(key, { now: () => Date.now() - accessTokenMs + 4_000 })
  const identity = await createTokens(key, { now: Date.now }).verify(ben.token)
  if (identity === null) throw new Error('The token is not of this server.')
  const { token } = await tokens.sign(ben.id, identity.session)
  const [socket, renewed] = await Promise.all([openSocket(server.url), openSocket(server.url)])
  for (const one of [socket, renewed]) {
    one.send({ t: 'hello', versions: [1, 1], token })
    await one.next((frame) => frame.t === 'ready')
  }
  renewed.send({ t: 'renew', token: ben.token })
  await renewed.next((frame) => frame.t === 'renewed')
  expect(await socket.closed).toBe(failures.expired.close)
  await renewed.settled()
  renewed.close()
  const late = await openSocket(server.url)
  late.send({ t: 'hello', versions: [1, 1], token })
  expect(await late.closed).toBe(failures.expired.close)
})

test.each(['https://evil.example', 'null', 'http://127.0.0.1.evil.example'])(
  '[WHOLE14] a page of %s opens no socket',
  async (origin) => {
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
    const headers = { ...upgrade, 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', origin }
    const response = await fetch(`${server.url}/ws`, { headers })
    expect(response.status).toBe(403)
    expect(textAt(await response.json(), 'code')).toBe('forbidden')
  },
)

test('[WHOLE14] its own pages open one', async () => {
  const socket = await openSocket(server.url, { origin: server.url })
  socket.close()
})

test('[WHOLE14] the journal holds no token and no password, also where they were in the wrong place', async () => {
  const eve = await register(server.url, 'eve')
  const { token, refreshToken } = eve
  await fetch(`${server.url}/api/me?token=${token}`)
  await fetch(`${server.url}/api/${refreshToken}`)
  await fetch(`${server.url}/ws?token=${token}`)
  await eve.ask('POST', '/api/auth/login', { username: 'eve', password: `${password}!` })
  await eve.ask('POST', '/api/auth/refresh', { refreshToken })
  // Used a second time: somebody stole it, and the operator is told without it.
  await eve.ask('POST', '/api/auth/refresh', { refreshToken })
  const socket = await openSocket(server.url)
  socket.sendRaw(`{"t":"hello","token":"${token}"`)
  socket.send({ t: 'hello', versions: [99, 99], token })
  await socket.closed
  await server.stop()
  const journal = server.journal()
  expect(journal).toContain('"event":"listening"')
  for (const person of [ann, ben, eve])
    for (const secret of [person.token, person.refreshToken, password]) expect(journal).not.toContain(secret)
})
