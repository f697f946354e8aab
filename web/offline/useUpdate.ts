import { useSource } from '@parley/protocol/react'
import { trustedScript } from '../link/trusted.ts'
import { openUpdates, type Updates } from './updates.ts'

/** Of this page. It is opened once the page has been shown, so that the worker's files do not compete with it. */
let opened: Updates | null = null

const updates = (): Updates =>
  (opened ??= openUpdates({
    workers: 'serviceWorker' in navigator ? navigator.serviceWorker : null,
    script: () => trustedScript('/serviceWorker.js'),
    now: Date.now,
    onReturn: (returned) =>
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') returned()
      }),
    reload: () => location.reload(),
    onTrouble: (error) => console.warn(error),
  }))

/** Registers the service worker, and says when a newer version of the client waits for the page to be loaded again. */
export function useUpdate(): { readonly isReady: boolean; readonly reload: () => void } {
  const { isReady, reload } = updates()
  return { isReady: useSource(isReady), reload }
}
