/**
 * Runs before the first paint, as a script that blocks: sets on `<html>` how this browser looked last, so that no page
 * flashes in another theme. What is absent or unknown follows the system.
 *
 * Where somebody is likely logged in, it has the browser load what they will see while the rest of the page is still read.
 */
import { lastKey } from './app/lastKey.ts'
import { keptLook, showLook } from './styles/look.ts'

// Where storage is denied, already its name throws.
showLook(document.documentElement, keptLook({ getItem: (key) => localStorage.getItem(key) }))
try {
  if (localStorage.getItem(lastKey) !== null) preload()
} catch {
  // Then it is loaded when the session is known.
}

/** The build writes the names of the files at this script. */
function preload(): void {
  for (const href of document.currentScript?.dataset['open']?.split(' ') ?? []) {
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.href = href
    document.head.append(link)
  }
}
