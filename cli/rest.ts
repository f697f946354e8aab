/** Asks a server's REST interface, and turns every way in which that can fail into a `CliError`. */
import { CliError } from './exit.ts'
import { numberAt, textAt } from './fields.ts'

export interface Request {
  readonly body?: unknown
  readonly token?: string
  /** Makes a post harmless to repeat. */
  readonly key?: string
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const timeoutMs = 15_000

/** `path` begins with `/api/`. What comes back is the answer's JSON, unchecked. */
export async function rest(server: string, method: Method, path: string, request: Request = {}): Promise<unknown> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (request.token !== undefined) headers['authorization'] = `Bearer ${request.token}`
  if (request.key !== undefined) headers['idempotency-key'] = request.key
  if (request.body !== undefined) headers['content-type'] = 'application/json'
  const answer = await reach(server, () =>
    fetch(server + path, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    }),
  )
  const text = await reach(server, () => answer.text())
  const json = toJson(text)
  if (answer.ok && (json !== undefined || text === '')) return json
  throw refusal(server, answer.status, json)
}

async function reach<Result>(server: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      throw new CliError('timeout', `${server} did not answer within ${timeoutMs / 1_000} seconds.`)
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new CliError('unavailable', `${server} cannot be reached${code}. Is the server running?`)
  }
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusal(server: string, status: number, json: unknown): CliError {
  const code = textAt(json, 'code')
  const message = textAt(json, 'message')
  if (code !== undefined && message !== undefined) return new CliError(code, message, numberAt(json, 'retryMs'))
  // Something else answered: a proxy before the server, or no Parley at all.
  if (status === 429) return new CliError('rateLimited', `${server} asks to wait (status 429).`)
  if (status >= 500) return new CliError('unavailable', `${server} answered with status ${status}.`)
  return new CliError('unsupported', `${server} does not answer like a Parley server (status ${status}).`)
}

/** Did the world fail, so that the same request may succeed when it is mended? */
export const isOutage = (error: unknown): error is CliError =>
  error instanceof CliError && ['unavailable', 'overloaded', 'timeout', 'storageFull'].includes(error.code)
