/**
 * How many frames somebody may send: token buckets (ITU-T I.371), one for each account over all its sockets, and one ten times
 * as large for each address, which counts until a socket has said whose it is.
 */

export interface FrameBudget {
  frames: number
  /** When `frames` was computed, in milliseconds. */
  at: number
  readonly max: number
}

export interface FrameBudgets {
  ofAddress(address: string, now: number): FrameBudget
  ofAccount(user: string, now: number): FrameBudget
  /** `false` where it is used up: come back after `retryMs`. */
  take(budget: FrameBudget, now: number): boolean
  readonly retryMs: number
}

/** At once, as a multiple of what one second gives. */
const burstSeconds = 10
const addressShare = 10
/** The budget untouched for longest is forgotten beyond it. */
const budgetsMax = 20_000

/** `perSecond` 0 is no limit. */
export function createFrameBudgets(perSecond: number): FrameBudgets {
  const budgets = new Map<string, FrameBudget>()
  const of = (key: string, max: number, now: number): FrameBudget => {
    const budget = budgets.get(key) ?? { frames: max, at: now, max }
    budgets.delete(key)
    budgets.set(key, budget)
    if (budgets.size > budgetsMax) for (const oldest of budgets.keys().take(1)) budgets.delete(oldest)
    return budget
  }
  const burst = perSecond * burstSeconds
  return {
    ofAddress: (address, now) => of(`address ${address}`, burst * addressShare, now),
    ofAccount: (user, now) => of(`account ${user}`, burst, now),
    take(budget, now) {
      if (perSecond === 0) return true
      const earned = (Math.max(0, now - budget.at) / (burstSeconds * 1_000)) * budget.max
      budget.frames = Math.min(budget.max, budget.frames + earned)
      budget.at = now
      if (budget.frames < 1) return false
      budget.frames -= 1
      return true
    },
    retryMs: (burstSeconds * 1_000) / 2,
  }
}
