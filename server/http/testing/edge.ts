/** The whole embedded server without its sockets: requests go straight to the edge. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realEnv } from '@parley/actors'
import { sha256 } from '../../accounts/digest.ts'
import { embedded } from '../../compose.ts'
import { readConfig } from '../../config.ts'
import { createJournal } from '../../journal.ts'

export interface Asked {
  readonly as?: Session
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The answer's JSON; an empty object where there is none. */
  readonly json: Fields
}

/** JSON that a test reads field by field: what is missing is `undefined` all the way down. */
export class Fields {
  constructor(readonly value: unknown) {}
  at(...path: readonly (string | number)[]): Fields {
    let value = this.value
    for (const part of path) value = isObject(value) ? value[part] : undefined
    return new Fields(value)
  }
  text(...path: readonly (string | number)[]): string {
    const { value } = this.at(...path)
    return typeof value === 'string' ? value : ''
  }
  list(...path: readonly (string | number)[]): Fields[] {
    const { value } = this.at(...path)
    return Array.isArray(value) ? value.map((one) => new Fields(one)) : []
  }
}
const isObject = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null

export interface Session {
  readonly id: string
  readonly username: string
  readonly token: string
  readonly refreshToken: string
}

export const password = 'a horse that nobody stapled'

export async function openEdge(flags: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-edge-'))
  const journal: string[] = []
  const composition = await embedded(readConfig({ flags: { ...flags, data: folder }, env: {} }), {
    env: realEnv,
    sha256,
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    boot: null,
    hostName: 'test',
    publish() {},
    subscribers: () => 0,
    journal: createJournal((line) => void journal.push(line), 'info', realEnv.now),
  })
  await composition.caughtUp

  const ask = async (method: string, path: string, { as, body, headers = {} }: Asked = {}): Promise<Answer> => {
    const request = new Request(`http://parley.test${path}`, {
      method,
      headers: {
        ...(as === undefined ? {} : { authorization: `Bearer ${as.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const response = await composition.api.fetch(request, () => '127.0.0.1')
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: new Fields(text === '' ? {} : JSON.parse(text)),
    }
  }

  return {
    ask,
    fetch: (request: Request): Promise<Response> => composition.api.fetch(request, () => '127.0.0.1'),
    journal,
    async register(username: string): Promise<Session> {
      const { json } = await ask('POST', '/api/auth/register', {
        body: { username, email: `${username}@example.org`, password },
      })
      return toSession(json)
    },
    async close(): Promise<void> {
      await composition.sockets.closeAll()
      await composition.close(1_000)
      rmSync(folder, { recursive: true })
    },
  }
}

export const toSession = (json: Fields): Session => ({
  id: json.text('user', 'id'),
  username: json.text('user', 'username'),
  token: json.text('token'),
  refreshToken: json.text('refreshToken'),
})

export type Edge = Awaited<ReturnType<typeof openEdge>>
