/**
 * Restart intensity, as in OTP: so many restarts within so long. Past it the address has failed: its calls are answered with
 * a fault until a whole window has passed, so that a broken actor costs a counter and no work.
 */
import type { Restart } from './actor.ts'

export type Verdict =
  { readonly type: 'restart'; readonly afterMs: number } | { readonly type: 'fail'; readonly forMs: number }

export class Supervisor {
  /** When it crashed; at most `restartsMax` + 1 of them. */
  private crashes: readonly number[] = []
  constructor(private readonly restart: Restart) {}

  crashed(now: number): Verdict {
    const { restartsMax, withinMs, backoffMs } = this.restart
    const since = now - withinMs
    this.crashes = [...this.crashes.filter((at) => at > since), now]
    if (this.crashes.length <= restartsMax) return { type: 'restart', afterMs: backoffMs }
    this.crashes = []
    return { type: 'fail', forMs: withinMs }
  }
}
