/**
 * How people stand on this node, as a log whose old versions are forgotten: each change has a version, of each person only the
 * last is kept, in the order of the versions. So another node asks for what came after the version that it has.
 */
import type { UserId } from '@parley/protocol'
import type { Standing } from './presences.ts'

/** How somebody stands from this version on; `standing: null`: they are gone, and were seen last at `lastSeen`. */
export interface PresenceChange {
  readonly user: UserId
  readonly standing: Standing | null
  readonly lastSeen: number | null
}

/** All changes after `from`, up to and including `to`. */
export interface PresencePage {
  readonly from: number
  readonly to: number
  /** Who is not named is not there: what was known before is to be thrown away. */
  readonly isReset: boolean
  readonly more: boolean
  readonly changes: readonly PresenceChange[]
}

export interface PresenceLog {
  version(): number
  put(change: PresenceChange): void
  /** The next changes that are still to be broadcast; `null`: none. */
  unsent(): PresencePage | null
  /** There is nobody to whom they could be broadcast. */
  skipUnsent(): void
  after(version: number): PresencePage
}

/** Changes in one word, of about 70 characters each. */
export const pageChangesMax = 1_000
/** Of those who left, so many are remembered; who asks from before that gets everything. */
const goneMax = 10_000

interface Kept extends PresenceChange {
  readonly version: number
}

export function createPresenceLog(): PresenceLog {
  // Maps keep the order of insertion: whoever changes goes to the end.
  const kept = new Map<UserId, Kept>()
  const waiting = new Map<UserId, Kept>()
  const gone = new Map<UserId, number>()
  let version = 0
  let sent = 0
  let forgotten = 0

  function page(changes: Iterable<Kept>, from: number, isReset: boolean): PresencePage {
    const found: Kept[] = []
    for (const change of changes) {
      if (change.version <= from) continue
      if (found.length === pageChangesMax) {
        const to = found.at(-1)?.version ?? from
        return { from, to, isReset, more: true, changes: found }
      }
      found.push(change)
    }
    return { from, to: version, isReset, more: false, changes: found }
  }

  return {
    version: () => version,
    put(change) {
      const { user } = change
      const entry = { ...change, version: ++version }
      for (const map of [kept, waiting]) {
        map.delete(user)
        map.set(user, entry)
      }
      gone.delete(user)
      if (change.standing !== null) return
      gone.set(user, version)
      if (gone.size <= goneMax) return
      for (const [oldest, at] of gone.entries().take(1)) {
        gone.delete(oldest)
        kept.delete(oldest)
        forgotten = at
      }
    },
    unsent() {
      if (waiting.size === 0) return null
      const found = page(waiting.values(), sent, false)
      for (const { user } of found.changes) waiting.delete(user)
      sent = found.to
      return found
    },
    skipUnsent() {
      waiting.clear()
      sent = version
    },
    after(asked) {
      const isReset = asked < forgotten || asked > version
      return page(kept.values(), isReset ? 0 : asked, isReset)
    },
  }
}
