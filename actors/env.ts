/** The world as the runtime sees it: a clock, a timer and chance. The real one here, a simulated one in `sim.ts`. */
export interface Env {
  /** Milliseconds since 1970. */
  now(): number
  /** In [0, 1). */
  random(): number
  /** Runs once after `ms` milliseconds, unless the returned function was called before. */
  after(ms: number, run: () => void): () => void
}

/** Longer waits are cut: a timer of the platform overflows there. */
const timerMsMax = 2 ** 31 - 1

export const realEnv: Env = {
  now: Date.now,
  random: Math.random,
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, timerMsMax))
    return () => clearTimeout(timer)
  },
}
