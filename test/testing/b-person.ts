/** A person with an account, who speaks REST and opens sockets. */
import { isUserId, type UserId } from '@parley/protocol'
import { textAt } from './b-json.ts'
import { openSocket, type Socket } from './b-socket.ts'

interface Answer {
  readonly status: number
  readonly json: unknown
}

export interface Person {
  readonly id: UserId
  readonly name: string
  readonly token: string
  readonly refreshToken: string
  ask(method: string, path: string, body?: unknown): Promise<Answer>
  /** Greeted, and ready unless it was refused. `more` are further fields of the hello. */
  connect(more?: Readonly<Record<string, unknown>>): Promise<Socket>
}

export const password = 'slate river candle'

export async function register(server: string, name: string): Promise<Person> {
  const body = { username: name, email: `${name}@example.org`, password }
  const { status, json } = await ask(server, null, 'POST', '/api/auth/register', body)
  if (status !== 201) throw new Error(`${name} could not register: ${JSON.stringify(json)}`)
  return personOf(server, name, json)
}

/** Another session of somebody who is registered. */
export async function logIn(server: string, name: string): Promise<Person> {
  const { json } = await ask(server, null, 'POST', '/api/auth/login', { username: name, password })
  return personOf(server, name, json)
}

function personOf(server: string, name: string, json: unknown): Person {
  const token = textAt(json, 'token')
  const id = textAt(json, 'user', 'id')
  if (!isUserId(id)) throw new Error(`${id} is no id of a person.`)
  return {
    id,
    name,
    token,
    refreshToken: textAt(json, 'refreshToken'),
    ask: (method, path, body) => ask(server, token, method, path, body),
    async connect(more = {}) {
      const socket = await openSocket(server)
      socket.send({ t: 'hello', versions: [1, 1], token, ...more })
      await socket.next((frame) => frame.t === 'ready')
      return socket
    },
  }
}

async function ask(
  server: string,
  token: string | null,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${server}${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, json: text === '' ? null : JSON.parse(text) }
}

/** The id of a new group of `by` with the others in it. */
export async function makeGroup(by: Person, title: string, others: readonly Person[]): Promise<string> {
  const members = others.map(({ id }) => id)
  return textAt((await by.ask('POST', '/api/chats', { type: 'group', title, members })).json, 'id')
}
