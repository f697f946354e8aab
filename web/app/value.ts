/** A value that a component can follow. */
import type { Source } from '@parley/protocol/client'

export interface Value<Held> extends Source<Held> {
  set(next: Held): void
}

export function createValue<Held>(first: Held): Value<Held> {
  let held = first
  const listeners = new Set<() => void>()
  return {
    get: () => held,
    set(next) {
      if (Object.is(next, held)) return
      held = next
      for (const listener of listeners) listener()
    },
    subscribe(changed) {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}
