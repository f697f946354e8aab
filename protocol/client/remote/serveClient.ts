import type { Client } from '../client.ts'
import type { Port } from './port.ts'

/** Offers a client that has started at a port, until the result is called. */
export function serveClient(_client: Client, port: Port): () => void {
  return port.listen(() => undefined)
}
