/** Locks as a browser has them: each has one holder and a queue, and ends with its holder. */
import type { Locks } from '../locks.ts'

export interface LockManager {
  /** The locks as this one sees them. */
  of(owner: string): Locks
  /** What it held is free, what it waited for is no longer waited for. */
  die(owner: string): void
  isHeld(name: string): boolean
}

interface Request {
  readonly owner: string
  grant(): void
}

export function createLocks(): LockManager {
  const queues = new Map<string, Request[]>()

  const change = (name: string, next: readonly Request[]): void => {
    const before = queues.get(name)?.[0]
    queues.set(name, [...next])
    const first = next[0]
    if (first !== undefined && first !== before) queueMicrotask(() => first.grant())
  }
  return {
    of: (owner) => ({
      hold: (name) =>
        new Promise((resolve) => {
          const request: Request = {
            owner,
            grant: () =>
              resolve(() =>
                change(
                  name,
                  (queues.get(name) ?? []).filter((one) => one !== request),
                ),
              ),
          }
          change(name, [...(queues.get(name) ?? []), request])
        }),
    }),
    die(owner) {
      for (const [name, queue] of queues)
        change(
          name,
          queue.filter((one) => one.owner !== owner),
        )
    },
    isHeld: (name) => (queues.get(name) ?? []).length > 0,
  }
}
