/**
 * Waiting out what passes by itself: while JetStream elects a leader (4 to 9 s) nobody answers. What waits longer than
 * `patienceMs` hears that the log cannot be reached, and may come again.
 */
import { failure, FailureError } from '@parley/protocol'

export const patienceMs = 15_000
/** Of a node that starts: servers that start with it, on a busy machine, are slower than an election. */
export const openingPatienceMs = 60_000
const pauseMinMs = 50
const pauseMaxMs = 400

export interface Clock {
  now(): number
  random(): number
  after(ms: number, run: () => void): () => void
}

/** 50 to 400 ms, drawn anew each time so that nodes do not come all at once. */
export const pauseOf = (env: Pick<Clock, 'random'>): number => pauseMinMs + env.random() * (pauseMaxMs - pauseMinMs)

export const wait = (env: Pick<Clock, 'after'>, ms: number): Promise<void> =>
  new Promise((resolve) => void env.after(ms, resolve))

/** Tries until it succeeds, it fails for good (a `FailureError`) or the patience is at its end. Only for what may be done twice. */
export async function patiently<Result>(
  env: Clock,
  isStopped: () => boolean,
  run: () => Promise<Result>,
  forMs = patienceMs,
): Promise<Result> {
  const deadline = env.now() + forMs
  for (;;) {
    try {
      return await run()
    } catch (cause) {
      if (cause instanceof FailureError) throw cause
      if (isStopped() || env.now() > deadline) throw new FailureError(unreachable, { cause })
      await wait(env, pauseOf(env))
    }
  }
}

export const unreachable = failure(
  'unavailable',
  'The log of the cluster cannot be reached from this server at the moment. Try again.',
  1_000,
)
