/** A tab's link in a browser. */
import { browserEnv, randomId } from './browserEnv.ts'
import { createLink } from './createLink.ts'
import { forgetHere } from './forgetHere.ts'
import type { Link } from './link.ts'
import { browserLocks } from './locks.ts'
import { messagePort } from './ports.ts'
import { trustedScript } from './trusted.ts'

/** Call it once a page. `?noSharedWorker=1` in the address goes another way than the shared worker. */
export function openLink(): Link {
  // The build writes the worker's hashed name into the page; it also says which build this is.
  const path = document.querySelector('meta[name="parley-worker"]')?.getAttribute('content') ?? ''
  const isWanted = path !== '' && new URLSearchParams(location.search).get('noSharedWorker') !== '1'
  const link = createLink({
    ...browserEnv,
    id: randomId(),
    build: path,
    locks: 'locks' in navigator ? browserLocks(navigator.locks) : null,
    worker: isWanted && 'SharedWorker' in globalThis ? (name, failed) => startWorker(path, name, failed) : null,
    channel: 'BroadcastChannel' in globalThis ? (name) => messagePort(new BroadcastChannel(name)) : null,
    loadOpenSession: () => import('./openSession.ts'),
    loadHost: async () => (await import('../worker.ts')).browserHost,
    pair() {
      const { port1, port2 } = new MessageChannel()
      return [messagePort(port1), messagePort(port2)]
    },
  })
  const stop = link.session.subscribe(() => {
    if (link.session.get().type !== 'open') return
    stop()
    void askToPersist()
  })
  return {
    ...link,
    async logout() {
      const session = link.session.get()
      const me = session.type === 'open' ? session.client.me : null
      await link.logout()
      if (me !== null) forgetHere(() => localStorage, me.id)
    },
  }
}

function startWorker(path: string, name: number, failed: () => void): ReturnType<typeof messagePort> {
  const worker = new SharedWorker(trustedScript(path), { name: `parley ${name}`, type: 'module' })
  worker.addEventListener('error', failed)
  return messagePort(worker.port)
}

/** So that the browser does not clear the outbox when its disk is full. A refusal changes nothing. */
async function askToPersist(): Promise<void> {
  if ('storage' in navigator && 'persist' in navigator.storage) await navigator.storage.persist().catch(() => false)
}
