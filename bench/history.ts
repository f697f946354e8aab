/** Reading from a store of a million messages: a page of 50, and the chat list; and starting with it. */
import { type Account, connect, quantile } from './driver.ts'
import type { Measured } from './process.ts'

export interface Reading {
  readonly p50Ms: number
  readonly p99Ms: number
  /** Processor time of the server per request, in milliseconds. */
  readonly cpuMs: number
}

const rounds = 1_000

/** Pages at random places of one chat, one after another, as a client asks for them on its socket. */
export async function pagesOnSocket(
  server: Measured,
  { token }: Account,
  chat: string,
  messages: number,
): Promise<Reading> {
  const peer = await connect(server.url, { token, chats: [chat] })
  let id = 0
  return timed(server, () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    peer.onText = (text) => (text.startsWith('{"t":"answer"') ? resolve() : reject(new Error(text)))
    const before = 51 + Math.floor(Math.random() * (messages - 51))
    peer.socket.send(JSON.stringify({ t: 'ask', id: ++id, query: { type: 'history', chat, before, limit: 50 } }))
    return promise
  })
}

/** The same over REST. */
export async function pages(server: Measured, reader: Account, chat: string, messages: number): Promise<Reading> {
  return measure(server, reader, () => {
    const before = 51 + Math.floor(Math.random() * (messages - 51))
    return `/api/chats/${chat}/messages?before=${before}&limit=50`
  })
}

export const chatList = (server: Measured, reader: Account): Promise<Reading> =>
  measure(server, reader, () => '/api/chats')

function measure(server: Measured, { token }: Account, path: () => string): Promise<Reading> {
  const headers = { authorization: `Bearer ${token}` }
  return timed(server, async () => {
    const response = await fetch(new URL(path(), server.url), { headers })
    const body = await response.text()
    if (!response.ok) throw new Error(body)
  })
}

async function timed(server: Measured, request: () => Promise<void>): Promise<Reading> {
  for (let n = 0; n < rounds; n++) await request()
  const times: number[] = []
  const cpuUs = server.cpuUs()
  for (let n = 0; n < rounds; n++) {
    const began = performance.now()
    await request()
    times.push(performance.now() - began)
  }
  const sorted = Float64Array.from(times).sort()
  return {
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    cpuMs: (server.cpuUs() - cpuUs) / rounds / 1_000,
  }
}
