/** What pages keep of an account beside the host: unsent words and where they were. How the client looks stays. */
import type { UserId } from '@parley/protocol'

const ofAnybody = ['parley/last', 'parley/emoji']

/** For a logout. A browser may forbid its store. */
export function forgetHere(store: () => Pick<Storage, 'removeItem'> & object, user: UserId): void {
  try {
    const kept = store()
    const prefixes = [...ofAnybody, `parley/draft/${user}/`, `parley/refused/${user}/`]
    for (const key of Object.keys(kept)) if (prefixes.some((prefix) => key.startsWith(prefix))) kept.removeItem(key)
  } catch {
    // What cannot be reached was not kept either.
  }
}
