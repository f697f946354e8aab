/** Exponential backoff with full jitter: many clients that lost one server come back spread out. */
const backoffBaseMs = 250
const backoffMsMax = 30_000

/** `attempts` that failed before. `retryMs` is the least that the server asked for. */
export function backoffMs(attempts: number, random: number, retryMs = 0): number {
  return retryMs + random * Math.min(backoffMsMax, backoffBaseMs * 2 ** Math.min(attempts, 16))
}
