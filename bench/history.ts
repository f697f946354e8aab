/** Reading from a store of a million messages: a page of 50, and the chat list; and starting with it. */
import { type Account, quantile } from './driver.ts'
import type { Measured } from './process.ts'

export interface Reading {
  readonly p50Ms: number
  readonly p99Ms: number
  /** Processor time of the server per request, in milliseconds. */
  readonly cpuMs: number
}

const rounds = 400

/** Pages at random places of one chat, one after another, over REST. */
export async function pages(server: Measured, reader: Account, chat: string, messages: number): Promise<Reading> {
  return measure(server, reader, () => {
    const before = 51 + Math.floor(Math.random() * (messages - 51))
    return `/api/chats/${chat}/messages?before=${before}&limit=50`
  })
}

export const chatList = (server: Measured, reader: Account): Promise<Reading> =>
  measure(server, reader, () => '/api/chats')

async function measure(server: Measured, { token }: Account, path: () => string): Promise<Reading> {
  const headers = { authorization: `Bearer ${token}` }
  const times: number[] = []
  const request = async (): Promise<void> => {
    const began = performance.now()
    const response = await fetch(new URL(path(), server.url), { headers })
    const body = await response.text()
    if (!response.ok) throw new Error(body)
    times.push(performance.now() - began)
  }
  for (let n = 0; n < 50; n++) await request()
  times.length = 0
  const cpuUs = server.cpuUs()
  for (let n = 0; n < rounds; n++) await request()
  const sorted = Float64Array.from(times).sort()
  return {
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    cpuMs: (server.cpuUs() - cpuUs) / rounds / 1_000,
  }
}
