/**
 * The page's side of the service worker: registers it, looks for a newer build now and then, and says when one waits. It takes
 * over only when the person wants it; then the page is loaded again.
 */
import type { Source } from '@parley/protocol/client'
import { createValue } from '../app/value.ts'

/** As far as it is used, so that a test can be the browser. */
export interface Worker {
  readonly state: string
  postMessage(message: string, transfer: Transferable[]): void
  addEventListener(type: 'statechange', changed: () => void): void
}
export interface Registered {
  readonly waiting: Worker | null
  readonly installing: Worker | null
  addEventListener(type: 'updatefound', found: () => void): void
  update(): Promise<unknown>
}
interface Registrar {
  /** Who answers for this page; `null` before the first visit's worker is there. */
  readonly controller: object | null
  register(path: string, options: { readonly updateViaCache: 'none' }): Promise<Registered>
  addEventListener(type: 'controllerchange', changed: () => void): void
}

export interface UpdatesPorts {
  /** `null` where the browser has no service workers, as without https. */
  readonly workers: Registrar | null
  /** The worker's address, as the browser wants it. */
  readonly script: () => string
  readonly now: () => number
  /** Calls whenever the person comes back to the page. */
  readonly onReturn: (returned: () => void) => void
  /** Loads the page again. */
  readonly reload: () => void
  /** Shown to a developer; the page works without a worker. */
  readonly onTrouble: (error: unknown) => void
}

export interface Updates {
  /** Is there a newer build than the one that this page shows? */
  readonly isReady: Source<boolean>
  /** Goes on to it. */
  readonly reload: () => void
}

/** A build is looked for at most so often. */
const lookMs = 30 * 60_000

export function openUpdates({ workers, script, now, onReturn, reload, onTrouble }: UpdatesPorts): Updates {
  const isReady = createValue(false)
  let waiting: Worker | null = null
  let isWanted = false

  const watch = (registered: Registered, container: Registrar): void => {
    const look = (worker: Worker | null): void => {
      // The first worker of all replaces nothing.
      if (worker === null || container.controller === null) return
      const check = (): void => {
        if (worker.state !== 'installed') return
        waiting = worker
        isReady.set(true)
      }
      worker.addEventListener('statechange', check)
      check()
    }
    look(registered.waiting)
    look(registered.installing)
    registered.addEventListener('updatefound', () => look(registered.installing))
    let lookedAt = now()
    onReturn(() => {
      if (now() - lookedAt < lookMs) return
      lookedAt = now()
      // Without a network there is nothing newer to be had.
      registered.update().catch(() => undefined)
    })
  }

  if (workers !== null) {
    let had = workers.controller !== null
    workers.addEventListener('controllerchange', () => {
      if (isWanted) reload()
      // Another tab went on: this one is of the build before.
      else if (had) isReady.set(true)
      had = true
      waiting = null
    })
    workers
      .register(script(), { updateViaCache: 'none' })
      .then((registered) => watch(registered, workers))
      .catch(onTrouble)
  }

  return {
    isReady,
    reload() {
      isWanted = true
      if (waiting === null) reload()
      else waiting.postMessage('skipWaiting', [])
    },
  }
}
