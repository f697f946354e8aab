/** The settings as the host told them, and over them what was set here and the host has not heard yet. */
import { type Failure, failure } from '../../failure.ts'
import { limits } from '../../limits.ts'
import { refuseSetting } from '../../setting.ts'
import type { Batch, Request } from './exchange.ts'
import { closedFailure } from './questions.ts'

export interface RemoteSettings {
  get(key: string): string | null
  under(prefix: string): ReadonlyMap<string, string>
  /** Why it cannot be. */
  set(key: string, value: string | null): Failure | null
  /** The keys that have another value than before. */
  apply(batch: Pick<Batch, 'settings' | 'turn'>): Set<string>
  close(): void
}

interface Own {
  readonly value: string | null
  readonly turn: number
}

export function createRemoteSettings(
  post: (request: Request) => void,
  onChange: (keys: readonly string[]) => void,
): RemoteSettings {
  const told = new Map<string, string>()
  const own = new Map<string, Own>()
  let turns = 0
  let isClosed = false

  function get(key: string): string | null {
    const mine = own.get(key)
    return mine === undefined ? (told.get(key) ?? null) : mine.value
  }

  function under(prefix: string): ReadonlyMap<string, string> {
    const found = new Map<string, string>()
    for (const key of new Set([...told.keys(), ...own.keys()])) {
      const value = key.startsWith(prefix) ? get(key) : null
      if (value !== null) found.set(key, value)
    }
    return found
  }

  return {
    get,
    under,
    set(key, value) {
      const wrong = refuseSetting(key, value)
      if (wrong !== null) return wrong
      if (isClosed) return closedFailure
      if (get(key) === value) return null
      if (value !== null && get(key) === null && under('').size >= limits.settingsPerUserMax)
        return failure('tooLarge', `There are ${limits.settingsPerUserMax} settings already. Remove some.`)
      const turn = ++turns
      own.set(key, { value, turn })
      post({ t: 'set', key, value, turn })
      onChange([key])
      return null
    },
    apply({ settings, turn }) {
      const before = new Map<string, string | null>()
      for (const [key] of settings) before.set(key, get(key))
      for (const key of own.keys()) before.set(key, get(key))
      for (const [key, value] of settings) {
        if (value === null) told.delete(key)
        else told.set(key, value)
      }
      for (const [key, mine] of own) if (mine.turn <= turn) own.delete(key)
      const changed = new Set<string>()
      for (const [key, value] of before) if (get(key) !== value) changed.add(key)
      return changed
    },
    close() {
      isClosed = true
    },
  }
}
