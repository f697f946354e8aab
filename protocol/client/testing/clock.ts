/** Time that only moves when a test moves it, and randomness from a seed. Between two timers all promises settle. */
import type { ClientEnv } from '../env.ts'

export interface Clock extends ClientEnv {
  /** Lets time pass, timer by timer. */
  advance(ms: number): Promise<void>
  /** Lets time pass until it holds. Throws after `limitMs` of it. */
  until(condition: () => boolean, limitMs?: number): Promise<void>
}

const startedAt = 1_700_000_000_000
const untilLimitMs = 600_000

export function createClock(seed = 1): Clock {
  const timers = new Map<number, { readonly at: number; readonly run: () => void }>()
  const random = randomFrom(seed)
  let now = startedAt
  let made = 0

  function next(): number | null {
    let found: number | null = null
    let earliest = Number.POSITIVE_INFINITY
    for (const [id, { at }] of timers)
      if (at < earliest) {
        earliest = at
        found = id
      }
    return found
  }

  /** Runs the next timer if it is due by `end`. */
  async function step(end: number): Promise<boolean> {
    await promises()
    const id = next()
    const timer = id === null ? undefined : timers.get(id)
    if (id === null || timer === undefined || timer.at > end) return false
    timers.delete(id)
    now = Math.max(now, timer.at)
    timer.run()
    return true
  }

  return {
    now: () => now,
    random,
    after(ms, run) {
      const id = made++
      timers.set(id, { at: now + Math.max(0, ms), run })
      return () => timers.delete(id)
    },
    async advance(ms) {
      const end = now + ms
      while (await step(end));
      now = end
      await promises()
    },
    async until(condition, limitMs = untilLimitMs) {
      const end = now + limitMs
      await promises()
      while (!condition()) if (!(await step(end))) throw new Error('It never came to hold.')
    },
  }
}

/** Resolves after every promise that can settle without time. */
const promises = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** mulberry32 */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
