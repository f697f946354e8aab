/** The load: sockets that speak the protocol with as little work as possible, so that the server is what is measured. */
import { newSubmissionId } from '@parley/protocol'

export interface Account {
  readonly id: string
  readonly username: string
  readonly token: string
}

export interface Peer {
  readonly socket: WebSocket
  /** Called with each text that arrives after `ready`. */
  onText: (text: string) => void
}

const source = { now: Date.now, random: Math.random }
export const newId = (): string => newSubmissionId(source)

/** Opens a socket, says hello and waits for `ready`. */
export function connect(url: string, hello: Readonly<Record<string, unknown>>): Promise<Peer> {
  const { promise, resolve, reject } = Promise.withResolvers<Peer>()
  const socket = new WebSocket(`${url.replace(/^http/, 'ws').replace(/\/$/, '')}/ws`, { perMessageDeflate: false })
  const peer: Peer = { socket, onText: () => undefined }
  let isReady = false
  socket.addEventListener('open', () => socket.send(JSON.stringify({ t: 'hello', versions: [1, 1], ...hello })))
  socket.addEventListener('message', ({ data }) => {
    const text = String(data)
    if (isReady) peer.onText(text)
    else if (text.includes('"t":"ready"')) {
      isReady = true
      resolve(peer)
    } else if (text.startsWith('{"t":"failure"')) reject(new Error(text))
  })
  socket.addEventListener('close', ({ code, reason }) => reject(new Error(`closed ${code} ${reason}`)))
  return promise
}

/** Runs `count` times, at most `width` at once; the results in order. */
export async function inParallel<Result>(
  count: number,
  width: number,
  run: (place: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let place = next++; place < count; place = next++) results[place] = await run(place)
  }
  await Promise.all(Array.from({ length: width }, worker))
  return results
}

async function post(url: string, path: string, body: unknown, token?: string): Promise<Record<string, unknown>> {
  const response = await fetch(new URL(path, url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  const answer: unknown = await response.json()
  if (!response.ok || typeof answer !== 'object' || answer === null)
    throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`)
  return { ...answer }
}

export const passwordOf = (username: string): string => `a long pass phrase ${username}`

export async function register(url: string, count: number, prefix: string): Promise<Account[]> {
  return inParallel(count, 4, async (place) => {
    const username = `${prefix}${place}`
    const answer = await post(url, '/api/auth/register', {
      email: `${username}@example.org`,
      username,
      password: passwordOf(username),
    })
    const { user, token } = answer
    if (typeof user !== 'object' || user === null || !('id' in user) || typeof token !== 'string')
      throw new Error('The server registered somebody and did not say whom.')
    return { id: String(user.id), username, token }
  })
}

export async function createChat(
  url: string,
  owner: Account,
  body: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { id } = await post(url, '/api/chats', body, owner.token)
  return String(id)
}

/** Code is compiled while it runs: what is measured is how it runs then. */
const warmUpMs = 4_000

export interface LoopResult {
  readonly messages: number
  readonly deliveries: number
  readonly seconds: number
  readonly latenciesMs: Float64Array
}

/** Each sender keeps `inFlight` messages under way, and sends the next when its own comes back. */
export async function closedLoop(options: {
  readonly senders: readonly { readonly peer: Peer; readonly chat: string }[]
  readonly listeners: readonly Peer[]
  readonly inFlight: number
  readonly text: string
  readonly seconds: number
  /** After the warm-up, and at the end. */
  onMeasure(phase: 'begin' | 'end'): void
}): Promise<LoopResult> {
  const { senders, listeners, inFlight, text, seconds } = options
  const latencies: number[] = []
  let messages = 0
  let deliveries = 0
  let isMeasured = false
  let isOver = false
  for (const listener of listeners)
    listener.onText = (frame) => {
      if (isMeasured) deliveries += countEntries(frame)
    }
  for (const { peer, chat } of senders) {
    const sent = new Map<string, number>()
    const send = (): void => {
      const id = newId()
      sent.set(id, performance.now())
      peer.socket.send(
        `{"t":"submit","chat":"${chat}","id":"${id}","command":{"type":"post","content":{"kind":"text","text":"${text}"}}}`,
      )
    }
    peer.onText = (frame) => {
      if (frame.startsWith('{"t":"rejected"') || frame.startsWith('{"t":"failure"')) throw new Error(frame)
      for (let at = frame.indexOf('"cause":"'); at >= 0; at = frame.indexOf('"cause":"', at + 30)) {
        if (isMeasured) deliveries++
        const id = frame.slice(at + 9, at + 35)
        const sentAt = sent.get(id)
        if (sentAt === undefined) continue
        sent.delete(id)
        if (isMeasured) {
          messages++
          latencies.push(performance.now() - sentAt)
        }
        if (!isOver) send()
      }
    }
    for (let n = 0; n < inFlight; n++) send()
  }
  await Bun.sleep(warmUpMs)
  options.onMeasure('begin')
  const began = performance.now()
  isMeasured = true
  await Bun.sleep(seconds * 1_000)
  isMeasured = false
  const took = (performance.now() - began) / 1_000
  options.onMeasure('end')
  isOver = true
  return { messages, deliveries, seconds: took, latenciesMs: Float64Array.from(latencies).sort() }
}

function countEntries(frame: string): number {
  let count = 0
  for (let at = frame.indexOf('"cause":"'); at >= 0; at = frame.indexOf('"cause":"', at + 30)) count++
  return count
}

export const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
