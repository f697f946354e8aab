/**
 * Asks that wait for their answers. Their time-outs share coarse ticks instead of a timer each (Varghese and Lauck, "Hashed
 * and Hierarchical Timing Wheels", 1987): an ask never ends before its time, and at most `tickMs` after it.
 */
import type { Env } from './env.ts'
import { Fault } from './fault.ts'

export const tickMs = 250

/** The asks that end together, linked through each other: one leaves without a search. */
interface Tick {
  first: Ask | null
  readonly cancel: () => void
}

/** One ask. Its first end counts; `answer` and `fail` say whether they were the first. */
export class Ask {
  readonly promise: Promise<unknown>
  private readonly resolve: (reply: unknown) => void
  private readonly reject: (fault: unknown) => void
  private previous: Ask | null = null
  private next: Ask | null
  private tick: Tick | null

  constructor(
    private readonly asks: Asks,
    tick: Tick,
  ) {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.promise = promise
    this.resolve = resolve
    this.reject = reject
    this.tick = tick
    this.next = tick.first
    if (this.next !== null) this.next.previous = this
    tick.first = this
    asks.waiting++
  }

  answer(reply: unknown): boolean {
    if (!this.leave()) return false
    this.resolve(reply)
    return true
  }

  fail(fault: unknown): boolean {
    if (!this.leave()) return false
    this.reject(fault)
    return true
  }

  private leave(): boolean {
    const { tick, previous, next } = this
    if (tick === null) return false
    if (previous === null) tick.first = next
    else previous.next = next
    if (next !== null) next.previous = previous
    this.tick = null
    this.previous = null
    this.next = null
    this.asks.waiting--
    return true
  }
}

export class Asks {
  waiting = 0
  private readonly ticks = new Map<number, Tick>()
  constructor(private readonly env: Env) {}

  start(timeoutMs: number): Ask {
    const now = this.env.now()
    const at = Math.ceil((now + timeoutMs) / tickMs)
    return new Ask(this, this.ticks.get(at) ?? this.arm(at, now))
  }

  /** Lets go of the timers that nobody waits for. */
  close(): void {
    for (const [at, { first, cancel }] of this.ticks) {
      if (first !== null) continue
      cancel()
      this.ticks.delete(at)
    }
  }

  private arm(at: number, now: number): Tick {
    const cancel = this.env.after(Math.max(0, at * tickMs - now), () => {
      this.ticks.delete(at)
      for (let { first } = tick; first !== null; first = tick.first)
        first.fail(new Fault('timeout', 'The actor did not answer in time.'))
    })
    const tick: Tick = { first: null, cancel }
    this.ticks.set(at, tick)
    return tick
  }
}
