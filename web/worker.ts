/**
 * The shared worker: one host for all tabs of this origin and build. A tab without shared workers loads the same file, and
 * makes a host of its own.
 */
import { browserHost } from './host/browserHost.ts'
import { messagePort } from './link/ports.ts'

export { browserHost }

let host: ReturnType<typeof browserHost> | null = null
addEventListener('connect', (event) => {
  const port = event instanceof MessageEvent ? event.ports[0] : undefined
  if (port === undefined) return
  host ??= browserHost()
  host.connect(messagePort(port))
})
