/** The host in a browser, in a worker or in a page. */
import { deleteDB } from 'idb'
import type { UserId } from '@parley/protocol'
import { memoryStorage, webSocketTransport } from '@parley/protocol/client'
import { browserEnv, randomId } from '../link/browserEnv.ts'
import { browserLocks } from '../link/locks.ts'
import { messagePort } from '../link/ports.ts'
import { clientName } from './clientName.ts'
import { createHost, type Host } from './host.ts'
import { type AccountStorage, indexedDbStorage } from './indexedDb.ts'
import { createRegistry } from './registry.ts'

/** Of the databases and caches of an account. */
const nameOf = (user: UserId): string => `parley-${user}`
const registryName = 'parley'
/** Somebody who does not close an account's database delays its end, but nobody waits for it longer. */
const forgetMs = 3_000

/** `isAlone`: its tab shares it with no other. */
export function browserHost(isAlone = false): Host {
  const host = createHost({
    ...browserEnv,
    id: randomId(),
    server: location.origin,
    clientName: clientName(navigator),
    fetch: (url, init) => fetch(url, init),
    transport: webSocketTransport((url) => new WebSocket(url)),
    // Pages that come by plain http have none.
    locks: isAlone || !('locks' in navigator) ? null : browserLocks(navigator.locks),
    others: 'BroadcastChannel' in globalThis ? messagePort(new BroadcastChannel('parley-hosts')) : null,
    registry: createRegistry(() => indexedDbStorage(registryName)),
    storage: (user, onLost) => indexedDbStorage(nameOf(user), onLost),
    fallbackStorage,
    async forget(user) {
      const removed = Promise.allSettled([deleteDB(nameOf(user)), forgetCaches(nameOf(user))])
      await Promise.race([removed, new Promise<void>((resolve) => void browserEnv.after(forgetMs, resolve))])
    },
  })
  addEventListener('online', () => host.retry())
  return host
}

/** Where the browser keeps nothing, it lasts as long as the host. */
const fallbackStorage = (): AccountStorage => ({
  ...memoryStorage(),
  opened: () => Promise.resolve(),
  forgetCache: () => Promise.resolve(),
})

async function forgetCaches(prefix: string): Promise<void> {
  if (!('caches' in globalThis)) return
  for (const name of await caches.keys()) if (name.startsWith(prefix)) await caches.delete(name)
}
