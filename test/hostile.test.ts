/**
 * Nobody means well: random bytes and spoiled frames on the socket, and random requests on every route. Each is answered by
 * the failure table or ends its own connection, and the server goes on in the memory that it had.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import {
  createCodec,
  type DownFrame,
  failures,
  interpreted,
  isFailureCode,
  limits,
  newChatId,
  newSubmissionId,
} from '@parley/protocol'
import { at, textAt } from './testing/b-json.ts'
import { createFuzz, type Fuzz } from './testing/b-fuzz.ts'
import { logIn, makeGroup, type Person, register } from './testing/b-person.ts'
import { opcodes, openRawSocket } from './testing/b-rawSocket.ts'
import { type Server, startServer } from './testing/b-server.ts'
import { openSocket } from './testing/b-socket.ts'

const socketInputs = 10_000
const socketsAtOnce = 20
const greetingInputs = 1_000
const rawInputs = 500
const requests = 10_000
const requestsAtOnce = 20
const growthBytesMax = 40 * 1_024 * 1_024

let server: Server
let ann: Person
let chat: string
beforeAll(async () => {
  server = await startServer({ PARLEY_LOG: 'warn' })
  ann = await register(server.url, 'ann')
  await register(server.url, 'eve')
  chat = await makeGroup(ann, 'Kitchen', [])
  await ann.ask('POST', `/api/chats/${chat}/messages`, { text: 'hello' })
})
afterAll(() => server.stop(), 20_000)

const source = { now: Date.now, random: Math.random }
const codec = createCodec(interpreted)
/** The table's, and those that the platform gives to a frame that is too long, no UTF-8, or no frame. */
const closeCodes = new Set<number>([...Object.values(failures).flatMap(({ close }) => close ?? []), 1002, 1007, 1009])

/** One of each kind, valid. */
const goodFrames = (fuzz: Fuzz): readonly object[] => [
  {
    t: 'hello',
    versions: [1, 1],
    token: ann.token,
    cursors: { [newChatId(source)]: { [chat]: 1 } },
    chats: [chat],
    settings: 1,
  },
  {
    t: 'submit',
    chat,
    id: newSubmissionId(source),
    command: { type: 'post', content: { kind: 'text', text: fuzz.text() }, replyTo: 2 },
  },
  { t: 'submit', chat, id: newSubmissionId(source), command: { type: 'delete', seq: 1 + fuzz.int(50) } },
  { t: 'submit', chat, id: newSubmissionId(source), command: { type: 'addMembers', members: [newChatId(source)] } },
  { t: 'submit', chat, id: newSubmissionId(source), command: { type: 'changeInfo', title: 'x', description: 'y' } },
  { t: 'submit', chat: newChatId(source), id: newSubmissionId(source), command: { type: 'leave' } },
  { t: 'mark', chat, delivered: 1, read: 1 },
  { t: 'typing', chat, on: true },
  { t: 'presence', status: 'away' },
  { t: 'renew', token: ann.token },
  { t: 'set', key: `draft/${chat}`, value: fuzz.text() },
  { t: 'set', key: 'theme', value: null },
  { t: 'ask', id: 1, query: { type: 'history', chat, before: 5, after: 1, limit: 10 } },
  { t: 'ask', id: 2, query: { type: 'entries', chat, after: 0, limit: 10 } },
  { t: 'ask', id: 3, query: { type: 'members', chat, after: ann.id, limit: 10 } },
  { t: 'ask', id: 4, query: { type: 'people', ids: [ann.id] } },
  { t: 'ask', id: 5, query: { type: 'marks', chat } },
  { t: 'ask', id: 6, query: { type: 'find', chat, at: Date.now() } },
  { t: 'ping' },
]

type Input = string | Uint8Array<ArrayBuffer>

function hostile(fuzz: Fuzz): Input {
  const kind = fuzz.int(100)
  if (kind < 15) return fuzz.bytes()
  if (kind < 30) return fuzz.text()
  if (kind < 31) return 'x'.repeat(limits.frameBytesMax + 1)
  if (kind < 32) return new Uint8Array(limits.frameBytesMax + 1 + fuzz.int(100_000))
  return fuzz.spoil(fuzz.pick(goodFrames(fuzz)))
}

/** Says what is wrong with the server's answers to an input; `null` where nothing is. */
function fault(input: Input, answers: readonly DownFrame[]): string | null {
  const isInternal = answers.some((frame) => 'failure' in frame && frame.failure.code === 'internal')
  const isUnknown = answers.some((frame) => 'failure' in frame && !isFailureCode(frame.failure.code))
  const isGood = typeof input === 'string' && 'frame' in codec.decodeUp(input)
  const isUnanswered = !isGood && !answers.some(({ t }) => t === 'failure')
  if (!isInternal && !isUnknown && !isUnanswered) return null
  const shown = typeof input === 'string' ? input : Buffer.from(input).toString('hex')
  return `${shown.slice(0, 300)} was answered with ${JSON.stringify(answers).slice(0, 300)}`
}

async function attackSockets(seed: number, count: number): Promise<string[]> {
  const wrong: string[] = []
  const attack = async (fuzz: Fuzz): Promise<void> => {
    let socket = await ann.connect()
    let closeCode: number | null = null
    void socket.closed.then((code) => (closeCode = code))
    for (let sent = 0; sent < count / socketsAtOnce; sent++) {
      const input = hostile(fuzz)
      const heard = socket.frames.length
      socket.sendRaw(input)
      const isOpen = await socket.settled().then(
        () => true,
        () => false,
      )
      const isTooLong = Buffer.byteLength(input) > limits.frameBytesMax
      if (isOpen && isTooLong) wrong.push(`A frame of ${input.length} was taken.`)
      const found = isOpen ? fault(input, socket.frames.slice(heard)) : null
      if (found !== null) wrong.push(found)
      if (isOpen && socket.frames.length < 2_000) continue
      if (!isOpen && !closeCodes.has(await socket.closed))
        wrong.push(`Closed with ${closeCode} for ${String(input).slice(0, 300)}`)
      socket.close()
      socket = await ann.connect()
    }
    socket.close()
  }
  await Promise.all(Array.from({ length: socketsAtOnce }, (_, place) => attack(createFuzz(seed + place))))
  return wrong
}

test('[WHOLE11] 10,000 hostile frames after the hello: each is answered or ends its socket; memory stays', async () => {
  expect(await attackSockets(1, socketInputs / 2)).toEqual([])
  const before = await server.memoryBytes()
  expect(await attackSockets(1_000, socketInputs / 2)).toEqual([])
  expect((await server.memoryBytes()) - before).toBeLessThan(growthBytesMax)
  await stillServes()
}, 120_000)

test('[WHOLE11] hostile frames before the hello are answered, and then the socket ends', async () => {
  const fuzz = createFuzz(2)
  const wrong: string[] = []
  for (let sent = 0; sent < greetingInputs; sent++) {
    const input = hostile(fuzz)
    const socket = await openSocket(server.url)
    socket.sendRaw(input)
    // Whatever it was, this is no hello that would be taken.
    socket.send({ t: 'hello', versions: [1, 1], token: fuzz.text() })
    const isIn = await socket
      .next(({ t }) => t === 'welcome')
      .then(
        () => true,
        () => false,
      )
    // A spoiled hello may still be a good one.
    const isGood = typeof input === 'string' && 'frame' in codec.decodeUp(input)
    if (isIn && !isGood) wrong.push(`Welcomed for ${String(input).slice(0, 300)}`)
    if (isIn) socket.close()
    const code = await socket.closed
    if (!isIn && !closeCodes.has(code)) wrong.push(`Closed with ${code} for ${String(input).slice(0, 300)}`)
    const isLong = Buffer.byteLength(input) > limits.frameBytesMax
    const found = isIn || isLong ? null : fault(input, socket.frames)
    if (found !== null) wrong.push(found)
  }
  expect(wrong).toEqual([])
  await stillServes()
}, 120_000)

test('[WHOLE11] bytes that are no frames, and text that is no UTF-8, end the connection', async () => {
  const fuzz = createFuzz(3)
  for (let sent = 0; sent < rawInputs; sent++) {
    const socket = await openRawSocket(server.url)
    if (fuzz.int(2) === 0) socket.sendFrame(opcodes.text, Uint8Array.of(0xff, 0xfe, ...fuzz.bytes().subarray(0, 100)))
    else socket.sendBytes(fuzz.bytes())
    // A reserved opcode, for what was taken for the beginning of a longer frame.
    socket.sendFrame(0x0b, new Uint8Array(70_000))
    const code = await socket.ended
    // Many are just cut off.
    if (code !== null) expect([...closeCodes]).toContain(code)
    socket.end()
  }
  await stillServes()
}, 120_000)

test('[WHOLE11] 15,000 hostile requests on every route: each gets a failure of the table; memory stays', async () => {
  const paths = Object.entries(Object(at((await ann.ask('GET', '/api/openapi.json')).json, 'paths'))).flatMap(
    ([path, methods]) => Object.keys(Object(methods)).map((method) => [method.toUpperCase(), path] as const),
  )
  expect(paths.length).toBeGreaterThan(25)
  expect(await attackRoutes(4, requests / 2, paths)).toEqual([])
  expect(await attackRoutes(5_000, requests / 2, paths)).toEqual([])
  // By now all that is kept once has been asked for: what goes on growing would be kept for each request.
  const before = await server.memoryBytes()
  expect(await attackRoutes(9_000, requests / 2, paths)).toEqual([])
  expect((await server.memoryBytes()) - before).toBeLessThan(growthBytesMax)
  await stillServes()
}, 240_000)

test('[WHOLE11] a body that is nested as deep as fits is refused like every other', async () => {
  const wrong = ['['.repeat(30_000) + ']'.repeat(30_000), `${'{"x":'.repeat(10_000)}1${'}'.repeat(10_000)}`]
  for (const text of wrong)
    for (const body of [text, `{"text":${text}}`, `{"type":"group","title":"T","members":${text}}`])
      for (const path of ['/api/auth/register', '/api/chats', `/api/chats/${chat}/messages`]) {
        const headers = { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' }
        const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body })
        expect({ status: response.status, code: at(await response.json(), 'code') }).toEqual({
          status: 400,
          code: 'invalid',
        })
      }
})

const bodies = (): readonly object[] => [
  { username: 'someone', email: 'someone@example.org', password: 'slate river candle', name: 'S', invite: 'x' },
  { identifier: 'ann', password: 'wrong wrong wrong' },
  { refreshToken: 'x'.repeat(43) },
  { user: '@eve' },
  { type: 'group', title: 'T', description: 'D', members: ['@eve', ann.id] },
  { members: ['@eve'] },
  { role: 'moderator' },
  { text: 'hello', replyTo: 2 },
  { seq: 2 },
  { uses: 3, days: 2 },
]

async function attackRoutes(seed: number, count: number, paths: readonly (readonly [string, string])[]) {
  const wrong: string[] = []
  // Whoever attacks may end their own session on the way.
  let { token } = await logIn(server.url, 'eve')
  const attack = async (fuzz: Fuzz): Promise<void> => {
    for (let sent = 0; sent < count / requestsAtOnce; sent++) {
      const request = hostileRequest(fuzz, fuzz.pick(paths), token)
      const response = await fetch(request.url, request.init)
      const text = await response.text()
      const found = isOfClient(request.url, response, text) ? null : requestFault(response.status, text)
      if (found !== null) wrong.push(`${request.init.method} ${request.url.slice(0, 200)}: ${found}`)
      if (response.status === 401 && text.includes('"revoked"')) ({ token } = await logIn(server.url, 'eve'))
    }
  }
  await Promise.all(Array.from({ length: requestsAtOnce }, (_, place) => attack(createFuzz(seed + place))))
  return wrong
}

/** Addresses outside the interface are the web client's, which is read, and speaks in plain words. */
function isOfClient(url: string, { status }: Response, text: string): boolean {
  const isInterface = /^\/(?:api|healthz|readyz)(?:\/|$)/.test(new URL(url).pathname)
  return !isInterface && (status === 404 || status === 405) && /^[A-Z][\w ]+\.\n$/.test(text)
}

function requestFault(status: number, text: string): string | null {
  if (status < 400) return null
  // A method that has no body in its answer has no failure in it either.
  if (text === '') return status < 500 ? null : `${status} without words`
  let code: string
  try {
    code = textAt(JSON.parse(text), 'code')
  } catch {
    return `${status} ${text.slice(0, 200)}`
  }
  if (code === 'internal' || !isFailureCode(code)) return `${status} ${text.slice(0, 200)}`
  return failures[code].status === status ? null : `${status} for ${code}`
}

function hostileRequest(fuzz: Fuzz, [method, path]: readonly [string, string], token: string) {
  const parameter = (): string =>
    fuzz.pick([
      chat,
      newChatId(source),
      '@eve',
      'me',
      '2',
      '-1',
      '1e9',
      '__proto__',
      '..%2f..',
      '%00',
      '%ff',
      fuzz.text(),
    ])
  const isWild = fuzz.int(10) === 0
  const place = isWild
    ? `/${fuzz.pick(['api', 'api/chats', 'ws', ''])}/${encodeURIComponent(fuzz.text())}`
    : path.replaceAll(/\{\w+\}/g, () => {
        const value = parameter()
        return value.includes('%') ? value : encodeURIComponent(value)
      })
  const names = ['limit', 'before', 'after', 'query', '__proto__', fuzz.text()]
  const query = Array.from(
    { length: fuzz.int(4) },
    () =>
      `${encodeURIComponent(fuzz.pick(names))}=${fuzz.pick(['0', '-1', '1e3', '9'.repeat(40), '%ff', encodeURIComponent(fuzz.text())])}`,
  ).join('&')
  const verb = fuzz.int(10) === 0 ? fuzz.pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']) : method
  const body =
    fuzz.int(4) === 0 ? fuzz.bytes() : fuzz.int(40) === 0 ? 'x'.repeat(70_000) : fuzz.spoil(fuzz.pick(bodies()))
  const headers: Record<string, string> = {
    'content-type': fuzz.pick(['application/json', 'application/json', 'text/plain', 'multipart/form-data', 'x', '']),
    'idempotency-key': fuzz.pick(['k', '', 'x'.repeat(300), '__proto__', '\u00e9\u00ff']),
  }
  if (fuzz.int(5) !== 0)
    headers['authorization'] = fuzz.pick([
      `Bearer ${token}`,
      `Bearer ${token}`,
      `Bearer ${token}`,
      `Bearer ${token}x`,
      'Bearer',
      'Basic eDp5',
    ])
  const hasBody = verb !== 'GET' && verb !== 'HEAD' && fuzz.int(8) !== 0
  return {
    url: `${server.url}${place}${query === '' ? '' : `?${query}`}`,
    init: { method: verb, headers, ...(hasBody ? { body } : {}) },
  }
}

async function stillServes(): Promise<void> {
  expect(server.exitCode()).toBeNull()
  expect(server.journal()).not.toContain('"level":"error"')
  const { status } = await ann.ask('POST', `/api/chats/${chat}/messages`, { text: 'still here' })
  expect(status).toBe(201)
  const socket = await ann.connect()
  await socket.settled()
  socket.close()
}
