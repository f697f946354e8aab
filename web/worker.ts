/** The shared worker: one host for all tabs of this origin and build. */
import { browserHost } from './host/browserHost.ts'
import { messagePort } from './link/ports.ts'

const host = browserHost()
addEventListener('connect', (event) => {
  const port = event instanceof MessageEvent ? event.ports[0] : undefined
  if (port !== undefined) host.connect(messagePort(port))
})
