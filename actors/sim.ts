/**
 * A simulated world: a clock that moves when told, and chance from a seed. The same program, seed and calls give the same
 * run, and an hour takes no time.
 */
import type { Env } from './env.ts'

export interface Sim {
  readonly env: Env
  /** Lets everything happen that needs no time: until no microtask is left. What waits for real I/O is not waited for. */
  settle(): Promise<void>
  /** Moves the clock; each timer that falls due runs at its own time, in order, and settles before the next. */
  advance(ms: number): Promise<void>
  /** Timers that wait. */
  timers(): number
}

interface Pending {
  readonly at: number
  readonly run: () => void
}

export function createSim({
  seed = 1,
  startsAt = 0,
}: { readonly seed?: number; readonly startsAt?: number } = {}): Sim {
  // Sorted by time; those of one time in the order in which they were set.
  const pending: Pending[] = []
  let now = startsAt

  const settle = async (): Promise<void> => {
    // The platform runs an immediate only when every microtask, and those that they queued, has run.
    await new Promise<void>((resolve) => void setImmediate(resolve))
  }

  return {
    env: {
      now: () => now,
      random: randomFrom(seed),
      after(ms, run) {
        const timer: Pending = { at: now + Math.max(0, ms), run }
        const later = pending.findIndex(({ at }) => at > timer.at)
        pending.splice(later === -1 ? pending.length : later, 0, timer)
        return () => {
          const place = pending.indexOf(timer)
          if (place !== -1) pending.splice(place, 1)
        }
      },
    },
    settle,
    async advance(ms) {
      const until = now + ms
      await settle()
      for (let [next] = pending; next !== undefined && next.at <= until; [next] = pending) {
        pending.shift()
        now = next.at
        next.run()
        await settle()
      }
      now = until
    },
    timers: () => pending.length,
  }
}

/** Mulberry32 (Tommy Ettinger): 32 bits of state, enough to vary a simulation and for nothing else. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
