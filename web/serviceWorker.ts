/** The service worker: the rim of `offline/shellCache`. A new one waits until a page tells it that its person wants it. */
import { createShellCache, type ShellFile } from './offline/shellCache.ts'

/** Written here by the build. */
declare const SHELL: readonly ShellFile[]

interface Extended extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Fetched extends Event {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}
/** What a service worker's global object has, as far as it is used; the types of a page know none. */
interface Scope {
  addEventListener(type: 'install' | 'activate', hear: (event: Extended) => void): void
  addEventListener(type: 'fetch', hear: (event: Fetched) => void): void
  addEventListener(type: 'message', hear: (event: MessageEvent<unknown>) => void): void
  skipWaiting(): Promise<void>
  readonly clients: { claim(): Promise<void> }
  readonly location: { readonly origin: string }
}
declare const self: Scope

const shell = createShellCache({
  files: SHELL,
  caches,
  fetch: (request) => fetch(request),
  origin: self.location.origin,
})

self.addEventListener('install', (event) => event.waitUntil(shell.install()))
// The page that was loaded without it is answered by it from now on, so that it opens offline the very next time.
self.addEventListener('activate', (event) => event.waitUntil(shell.activate().then(() => self.clients.claim())))
self.addEventListener('fetch', (event) => {
  const answer = shell.answer(event.request)
  if (answer !== null) event.respondWith(answer)
})
self.addEventListener('message', ({ data }) => {
  if (data === 'skipWaiting') void self.skipWaiting()
})
