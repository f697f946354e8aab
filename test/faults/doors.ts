/** The ways into a service of several nodes, taken in turn, as a load balancer without stickiness would take them. */
import { type Fetch, type Transport, webSocketTransport } from '@parley/protocol/client'

export interface Doors {
  readonly fetch: Fetch
  readonly transport: Transport
  /** The node that the latest socket went to, by its place. */
  latest(): number
}

/** What clients are told that the server's address is; every call goes to the door that is next. */
export const doorUrl = 'http://parley.test'

/** A call that a node took and never answered, as a paused one does. */
const callTimeoutMs = 5_000

/** `urls` of the nodes, like `http://127.0.0.1:7447`. `first` is the place of the door to begin with. */
export function openDoors(urls: readonly string[], first = 0): Doors {
  let turn = first
  let latest = first
  const nextUrl = (): string => {
    latest = turn % urls.length
    turn += 1
    return urls[latest] ?? doorUrl
  }
  return {
    fetch: async (url, init) => {
      let refusal: unknown = null
      for (let tries = 0; tries < urls.length; tries++) {
        try {
          return await fetch(url.replace(doorUrl, nextUrl()), { ...init, signal: AbortSignal.timeout(callTimeoutMs) })
        } catch (error) {
          refusal = error
          // Only where nobody listened it is certain that nobody heard.
          if (!isNobodyThere(error)) throw error
        }
      }
      throw refusal
    },
    transport: (url, handlers) =>
      webSocketTransport((there) => new WebSocket(there.replace(doorUrl, nextUrl()).replace('http', 'ws')))(
        url,
        handlers,
      ),
    latest: () => latest,
  }
}

const isNobodyThere = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ConnectionRefused'
