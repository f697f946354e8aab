/** Restart intensity, as in OTP: so many restarts within so long, and then no more. */
import type { Restart } from './actor.ts'

export class Supervisor {
  private crashes: number[] | null = null
  constructor(private readonly restart: Restart) {}

  /** Milliseconds until the restart; `null` where the actor must not restart. */
  crashed(now: number): number | null {
    const since = now - this.restart.withinMs
    this.crashes = [...(this.crashes ?? []).filter((at) => at > since), now]
    return this.crashes.length > this.restart.restartsMax ? null : this.restart.backoffMs
  }
}
