/** One simulated process: its clock, its timers, its chance, its pauses and its end. */
import type { World } from './world.ts'

/** Satisfies the `Env` of the actors and that of the client. */
export interface Process {
  readonly isAlive: boolean
  readonly isPaused: boolean
  now(): number
  random(): number
  after(ms: number, run: () => void): () => void
  /** What comes from outside: not at all once it is dead, later while it is paused, in the order in which it came. */
  deliver(run: () => void): void
  /** It stands still, as after a SIGSTOP: its clock goes on, and what was due meanwhile comes at once when it goes on. */
  pause(): void
  resume(): void
  /** Nothing of it runs any more. */
  kill(): void
}

/** `skewMs`: how far its clock is off. */
export function createProcess(world: World, skewMs: number): Process {
  let isAlive = true
  let isPaused = false
  /** What waits; not empty: whatever comes waits behind it. */
  let backlog: (() => void)[] = []

  const deliver = (run: () => void): void => {
    if (!isAlive) return
    if (isPaused || backlog.length > 0) backlog.push(run)
    else run()
  }
  const drain = (): void => {
    if (!isAlive || isPaused) return
    backlog[0]?.()
    backlog = backlog.slice(1)
    if (backlog.length > 0) world.after(0, drain)
  }

  return {
    get isAlive() {
      return isAlive
    },
    get isPaused() {
      return isPaused
    },
    now: () => world.now() + skewMs,
    random: () => world.random(),
    after: (ms, run) => {
      let isCancelled = false
      const cancel = world.after(ms, () =>
        deliver(() => {
          if (!isCancelled) run()
        }),
      )
      return () => {
        isCancelled = true
        cancel()
      }
    },
    deliver,
    pause() {
      isPaused = true
    },
    resume() {
      if (!isPaused) return
      isPaused = false
      if (backlog.length > 0) world.after(0, drain)
    },
    kill() {
      isAlive = false
      backlog = []
    },
  }
}
