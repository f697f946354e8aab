/** Somebody with an account on a server under test: REST calls, and clients on real sockets. */
import type { ChatId, UserId } from '@parley/protocol'
import {
  type Api,
  type Client,
  type ClientEnv,
  type ClientStorage,
  createAccounts,
  createApi,
  createClient,
  type Login,
  type LoginTokens,
  memoryStorage,
  webSocketTransport,
} from '@parley/protocol/client'
import { until } from './a-until.ts'

export interface Tester {
  readonly id: UserId
  readonly username: string
  readonly api: Api
  /** Not started. */
  client(storage?: ClientStorage): Client
  /** The status and the JSON of an answer. */
  call(method: string, path: string, body?: object): Promise<{ status: number; value: unknown }>
  /** The JSON of a call that must succeed. */
  get(path: string): Promise<unknown>
}

export const realEnv: ClientEnv = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

const password = 'correct horse battery staple'

/** `server` is its url; the port must stay the same when it starts again. */
export async function register(server: string, username: string, name = username): Promise<Tester> {
  const email = `${username}@example.org`
  return testerOf(server, await createAccounts(server, fetch).register({ email, username, name, password }))
}

/** Somebody who has an account already. */
export async function logIn(server: string, username: string): Promise<Tester> {
  return testerOf(server, await createAccounts(server, fetch).login({ identifier: username, password }))
}

function testerOf(server: string, login: Login): Tester {
  let tokens: LoginTokens = login
  const api = createApi({
    server,
    fetch,
    now: () => Date.now(),
    load: async () => tokens,
    save: async (next) => {
      tokens = next
    },
  })
  const call: Tester['call'] = async (method, path, body) => {
    const response = await fetch(server + path, {
      method,
      headers: { authorization: `Bearer ${await api.tokens.current()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, value: await response.json().catch(() => null) }
  }
  return {
    id: login.user.id,
    username: login.user.username,
    api,
    client: (storage = memoryStorage()) =>
      createClient({
        url: `${server.replace('http', 'ws')}/ws`,
        transport: webSocketTransport((url) => new WebSocket(url)),
        storage,
        env: realEnv,
        tokens: api.tokens,
      }),
    call,
    async get(path) {
      const { status, value } = await call('GET', path)
      if (status !== 200) throw new Error(`${path} was answered with ${status}: ${JSON.stringify(value)}`)
      return value
    },
  }
}

export async function online(client: Client, chats: readonly ChatId[] = []): Promise<Client> {
  await until(() => client.state.type === 'online' && chats.every((chat) => client.chat(chat) !== null))
  return client
}
