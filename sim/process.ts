/** One simulated process: its clock, its timers, its chance, and its end. */
import type { World } from './world.ts'

/** Satisfies the `Env` of the actors and that of the client. */
export interface Process {
  readonly isAlive: boolean
  now(): number
  random(): number
  after(ms: number, run: () => void): () => void
  /** Nothing of it runs any more. */
  kill(): void
}

/** `skewMs`: how far its clock is off. */
export function createProcess(world: World, skewMs: number): Process {
  let isAlive = true
  return {
    get isAlive() {
      return isAlive
    },
    now: () => world.now() + skewMs,
    random: () => world.random(),
    after: (ms, run) =>
      world.after(ms, () => {
        if (isAlive) run()
      }),
    kill() {
      isAlive = false
    },
  }
}
