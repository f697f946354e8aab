/**
 * Who is in no chat has nothing to do with it: every route and every frame that names one, asked by people who are not in it,
 * and compared with what a chat that does not exist gives. The tables are checked against the protocol and the routes.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { commandSchemas, type DownFrame, newChatId, newSubmissionId, QuerySchema, upSchemas } from '@parley/protocol'
import { at, listAt, textAt } from './testing/b-json.ts'
import { makeGroup, type Person, register } from './testing/b-person.ts'
import { type Server, startServer } from './testing/b-server.ts'
import type { Socket } from './testing/b-socket.ts'

const source = { now: Date.now, random: Math.random }

/** What a stranger asks with. `seq` is a message of a member. */
interface Aim {
  readonly chat: string
  readonly me: Person
  readonly member: Person
  readonly seq: number
}

interface Call {
  readonly path: string
  readonly body?: unknown
}

/** By method and path, as the description of the interface has them. */
const routes: Readonly<Record<string, (aim: Aim) => Call>> = {
  'GET /api/chats/{id}': ({ chat }) => ({ path: `/api/chats/${chat}` }),
  'PATCH /api/chats/{id}': ({ chat }) => ({ path: `/api/chats/${chat}`, body: { title: 'Mine now' } }),
  'GET /api/chats/{id}/chain': ({ chat }) => ({ path: `/api/chats/${chat}/chain` }),
  'GET /api/chats/{id}/members': ({ chat }) => ({ path: `/api/chats/${chat}/members` }),
  'POST /api/chats/{id}/members': ({ chat, me }) => ({
    path: `/api/chats/${chat}/members`,
    body: { members: [me.id] },
  }),
  'PUT /api/chats/{id}/members/{user}': ({ chat, me }) => ({
    path: `/api/chats/${chat}/members/${me.id}`,
    body: { role: 'owner' },
  }),
  'DELETE /api/chats/{id}/members/{user}': ({ chat, member }) => ({ path: `/api/chats/${chat}/members/${member.id}` }),
  'GET /api/chats/{id}/messages': ({ chat }) => ({ path: `/api/chats/${chat}/messages` }),
  'POST /api/chats/{id}/messages': ({ chat }) => ({ path: `/api/chats/${chat}/messages`, body: { text: 'intruder' } }),
  'PATCH /api/chats/{id}/messages/{seq}': ({ chat, seq }) => ({
    path: `/api/chats/${chat}/messages/${seq}`,
    body: { text: 'intruder' },
  }),
  'DELETE /api/chats/{id}/messages/{seq}': ({ chat, seq }) => ({ path: `/api/chats/${chat}/messages/${seq}` }),
  'POST /api/chats/{id}/read': ({ chat, seq }) => ({ path: `/api/chats/${chat}/read`, body: { seq } }),
}

const content = { kind: 'text', text: 'intruder' }

/** By the type of the command. `create` makes a chat and is no way into one: it is tried on its own below. */
const commands: Readonly<Record<string, (aim: Aim) => object>> = {
  post: () => ({ content }),
  edit: ({ seq }) => ({ seq, content }),
  delete: ({ seq }) => ({ seq }),
  addMembers: ({ me }) => ({ members: [me.id] }),
  removeMember: ({ member }) => ({ member: member.id }),
  leave: () => ({}),
  changeRole: ({ me }) => ({ member: me.id, role: 'owner' }),
  changeInfo: () => ({ title: 'Mine now' }),
}

/** By the type of the query. */
const queries: Readonly<Record<string, (aim: Aim) => object>> = {
  history: () => ({ limit: 50 }),
  find: () => ({ at: 0 }),
  entries: () => ({ after: 0, limit: 50 }),
  members: () => ({ limit: 50 }),
  marks: () => ({}),
}

/** By the kind of the frame; `hello` is tried on its own below, for it needs a socket of its own. */
const frames: Readonly<Record<string, (aim: Aim) => readonly object[]>> = {
  submit: (aim) =>
    Object.entries(commands).map(([type, rest]) => ({
      t: 'submit',
      chat: aim.chat,
      id: newSubmissionId(source),
      command: { type, ...rest(aim) },
    })),
  ask: (aim) =>
    Object.entries(queries).map(([type, rest], id) => ({
      t: 'ask',
      id,
      query: { type, chat: aim.chat, ...rest(aim) },
    })),
  mark: ({ chat, seq }) => [{ t: 'mark', chat, delivered: seq, read: seq }],
  typing: ({ chat }) => [
    { t: 'typing', chat, on: true },
    { t: 'typing', chat, on: false },
  ],
}

let server: Server
let ann: Person
let ben: Person
const strangers = new Map<string, Person>()
const chats = new Map<string, Aim['chat']>()
const kinds = ['was never in it', 'was removed', 'has left', 'has blocked a member'] as const

beforeAll(async () => {
  server = await startServer({ PARLEY_LOG: 'error' })
  const people = await Promise.all(['ann', 'ben', 'cat', 'dan', 'eve', 'fay'].map((name) => register(server.url, name)))
  const [first, second, ...others] = people
  if (first === undefined || second === undefined) throw new Error('Nobody could register.')
  ann = first
  ben = second
  for (const [place, kind] of kinds.entries()) {
    const stranger = others[place]
    if (stranger !== undefined) strangers.set(kind, stranger)
  }
  const [, dan, eve, fay] = others
  if (dan === undefined || eve === undefined || fay === undefined) throw new Error('Somebody could not register.')
  for (const type of ['group', 'channel']) {
    const members = [ben.id, dan.id, eve.id]
    const made = await ann.ask('POST', '/api/chats', { type, title: `A ${type}`, members })
    const chat = textAt(made.json, 'id')
    chats.set(type, chat)
    await ann.ask('POST', `/api/chats/${chat}/messages`, { text: 'a secret' })
    await ann.ask('DELETE', `/api/chats/${chat}/members/${dan.id}`)
    await eve.ask('DELETE', `/api/chats/${chat}/members/me`)
  }
  const made = await ann.ask('POST', '/api/chats', { type: 'private', members: [ben.id] })
  chats.set('private', textAt(made.json, 'id'))
  await ann.ask('POST', `/api/chats/${textAt(made.json, 'id')}/messages`, { text: 'a secret' })
  for (const member of [ann, ben]) await fay.ask('POST', `/api/contacts/${member.id}/block`)
})
afterAll(() => server.stop(), 20_000)

const the = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error('It is not there.')
  return value
}

/** What members see of a chat: nothing of it may have changed. */
async function view(chat: string): Promise<unknown> {
  const answers = await Promise.all(
    [`/api/chats/${chat}`, `/api/chats/${chat}/members`, `/api/chats/${chat}/messages`].map((path) =>
      ann.ask('GET', path),
    ),
  )
  return answers.map(({ json }) => json)
}

const aimsOf = (kind: string, type: string): { there: Aim; missing: Aim } => {
  const aim = { me: the(strangers.get(kind)), member: ben, seq: 2 }
  return { there: { ...aim, chat: the(chats.get(type)) }, missing: { ...aim, chat: newChatId(source) } }
}

/** Without what differs by nature: the chat's own id and that of the submission. */
const plain = (answer: unknown, { chat }: Aim): string =>
  JSON.stringify(answer)
    .replaceAll(chat, 'CHAT')
    .replaceAll(/"id":"[0-9a-z]{26}"/g, '"id":"ID"')

const isReply = ({ t }: DownFrame): boolean => ['rejected', 'refused', 'failure', 'entries', 'answer'].includes(t)

/** The one frame that answers this one. */
function reply(socket: Socket, frame: object): Promise<DownFrame> {
  const before = new Set(socket.frames)
  socket.send(frame)
  return socket.next((one) => isReply(one) && !before.has(one))
}

describe.each(kinds)('who %s', (kind) => {
  describe.each(['group', 'channel', 'private'])('of a %s', (type) => {
    test.each(Object.keys(routes))('[WHOLE13] gets from %s what a missing chat gives', async (route) => {
      const { there, missing } = aimsOf(kind, type)
      const [method = ''] = route.split(' ')
      const ask = ({ path, body }: Call) => there.me.ask(method, path, body)
      const before = await view(there.chat)
      const answer = await ask(the(routes[route])(there))
      expect(answer.status).toBe(404)
      expect(at(answer.json, 'code')).toBe('notFound')
      expect(plain(answer, there)).toBe(plain(await ask(the(routes[route])(missing)), missing))
      expect(await view(there.chat)).toEqual(before)
    })

    test.each(Object.keys(frames))('[WHOLE13] gets for the frame %s what a missing chat gives', async (frame) => {
      const { there, missing } = aimsOf(kind, type)
      const [socket, member] = await Promise.all([there.me.connect(), ann.connect()])
      const before = await view(there.chat)
      const others = the(frames[frame])(missing)
      for (const [place, said] of the(frames[frame])(there).entries()) {
        const answer = await reply(socket, said)
        expect('failure' in answer ? answer.failure.code : answer).toBe('notFound')
        expect(plain(answer, there)).toBe(plain(await reply(socket, the(others[place])), missing))
      }
      expect(await view(there.chat)).toEqual(before)
      await member.settled()
      expect(member.frames.filter(({ t }) => ['entries', 'typing', 'marks'].includes(t))).toEqual([])
      socket.close()
      member.close()
    })

    test('[WHOLE13] follows nothing, by whatever hello', async () => {
      const { there, missing } = aimsOf(kind, type)
      const epoch = textAt((await ann.ask('GET', `/api/chats/${there.chat}`)).json, 'epoch')
      const heard = async (aim: Aim): Promise<string[]> => {
        const socket = await aim.me.connect({ chats: [aim.chat], cursors: { [epoch]: { [aim.chat]: 1 } } })
        await ann.ask('POST', `/api/chats/${there.chat}/messages`, { text: 'another secret' })
        await socket.settled()
        socket.close()
        return socket.frames.slice(1, -1).map((frame) => plain(frame, aim))
      }
      const answer = await heard(there)
      expect(answer).toEqual(['{"t":"gone","chat":"CHAT"}', '{"t":"ready"}'])
      expect(answer).toEqual(await heard(missing))
    })

    test('[WHOLE13] sees it in no list', async () => {
      const { there } = aimsOf(kind, type)
      const list = listAt((await there.me.ask('GET', '/api/chats')).json, 'chats')
      expect(list.map((chat) => textAt(chat, 'id'))).not.toContain(there.chat)
    })

    test('[WHOLE13] learns nothing by making a chat of the same id', async () => {
      const { there } = aimsOf(kind, type)
      const before = await view(there.chat)
      const answer = await there.me.ask('POST', '/api/chats', { type: 'group', title: 'Mine', id: there.chat })
      expect(answer.status).toBe(409)
      expect(Object.keys(Object(answer.json)).sort()).toEqual(['code', 'message'])
      expect(await view(there.chat)).toEqual(before)
    })
  })
})

test('[WHOLE13] who is removed hears of it, and nothing after it', async () => {
  const dan = the(strangers.get('was removed'))
  const chat = await makeGroup(ann, 'Kitchen', [ben, dan])
  const [socket, member] = await Promise.all([dan.connect(), ben.connect()])
  await ann.ask('POST', `/api/chats/${chat}/messages`, { text: 'before' })
  await ann.ask('DELETE', `/api/chats/${chat}/members/${dan.id}`)
  await socket.next((frame) => frame.t === 'gone' && frame.chat === chat)
  const heard = socket.frames.length
  member.send({ t: 'typing', chat, on: true })
  member.send({ t: 'mark', chat, delivered: 3, read: 3 })
  await ann.ask('POST', `/api/chats/${chat}/messages`, { text: 'after' })
  await member.next((frame) => frame.t === 'entries' && frame.entries.some(({ seq }) => seq === 4))
  await socket.settled()
  expect(socket.frames.slice(heard).filter((frame) => 'chat' in frame)).toEqual([])
  const seqs = socket.frames.flatMap((frame) => (frame.t === 'entries' ? frame.entries.map(({ seq }) => seq) : []))
  expect(Math.max(...seqs)).toBe(3)
  socket.close()
  member.close()
})

describe('the tables are complete', () => {
  test('[WHOLE13] every route with a chat in it is tried', async () => {
    const { json } = await ann.ask('GET', '/api/openapi.json')
    const described = Object.entries(Object(at(json, 'paths'))).flatMap(([path, methods]) =>
      path.startsWith('/api/chats/')
        ? Object.keys(Object(methods)).map((method) => `${method.toUpperCase()} ${path}`)
        : [],
    )
    expect(described.sort()).toEqual(Object.keys(routes).sort())
  })

  test('[WHOLE13] every frame, query and command with a chat in it is tried', () => {
    const namesChat = (schema: { readonly properties: object }): boolean =>
      ['chat', 'chats', 'cursors', 'query'].some((name) => name in schema.properties)
    const named = Object.entries(upSchemas).flatMap(([kind, schema]) => (namesChat(schema) ? [kind] : []))
    expect(named.sort()).toEqual(['hello', ...Object.keys(frames)].sort())
    const asked = QuerySchema.anyOf.flatMap((schema) => (namesChat(schema) ? [schema.properties.type.const] : []))
    expect(asked.map(String).sort()).toEqual(Object.keys(queries).sort())
    expect(Object.keys(commandSchemas).sort()).toEqual(['create', ...Object.keys(commands)].sort())
  })
})
