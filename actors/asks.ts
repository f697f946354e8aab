/**
 * Asks that wait for their answers. Their time-outs share coarse ticks instead of a timer each (Varghese and Lauck, "Hashed
 * and Hierarchical Timing Wheels", 1987): an ask never ends before its time, and at most `tickMs` after it.
 */
import type { Env } from './env.ts'
import { Fault } from './fault.ts'

export const tickMs = 250

/** The first end counts; each method says whether it was the first. */
export interface Asked<R> extends Failing {
  readonly promise: Promise<R>
  answer(reply: R): boolean
}

export interface Failing {
  fail(fault: Error): boolean
}

export interface Asks {
  start<R>(timeoutMs: number): Asked<R>
  waiting(): number
}

export function createAsks(env: Env): Asks {
  const ticks = new Map<number, Set<Failing>>()
  const tickAt = (deadline: number): Set<Failing> => {
    const at = Math.ceil(deadline / tickMs)
    const known = ticks.get(at)
    if (known !== undefined) return known
    const fresh = new Set<Failing>()
    ticks.set(at, fresh)
    env.after(Math.max(0, at * tickMs - env.now()), () => {
      ticks.delete(at)
      for (const asked of fresh) asked.fail(new Fault('timeout', 'The actor did not answer in time.'))
    })
    return fresh
  }
  return {
    start: <R>(timeoutMs: number) => new OneAsk<R>(tickAt(env.now() + timeoutMs)),
    waiting: () => [...ticks.values()].reduce((sum, tick) => sum + tick.size, 0),
  }
}

class OneAsk<R> implements Asked<R> {
  readonly promise: Promise<R>
  private readonly resolve: (reply: R) => void
  private readonly reject: (fault: Error) => void
  constructor(private readonly tick: Set<Failing>) {
    const { promise, resolve, reject } = Promise.withResolvers<R>()
    this.promise = promise
    this.resolve = resolve
    this.reject = reject
    tick.add(this)
  }
  answer(reply: R): boolean {
    if (!this.tick.delete(this)) return false
    this.resolve(reply)
    return true
  }
  fail(fault: Error): boolean {
    if (!this.tick.delete(this)) return false
    this.reject(fault)
    return true
  }
}
