/** Pages of history for a timeline: one at a time, and after a failure none for a while, for every frame asks again. */

export interface Paging {
  isRunning: boolean
  /** Milliseconds since 1970. */
  notBefore: number
}

export const pageRetryMs = 5_000

export const createPaging = (): Paging => ({ isRunning: false, notBefore: 0 })

export const mayPage = ({ isRunning, notBefore }: Paging, now: number): boolean => !isRunning && now >= notBefore

/** Resolves when the page is there; rejects with why it is not. */
export async function page(paging: Paging, now: () => number, work: () => Promise<unknown>): Promise<void> {
  paging.isRunning = true
  try {
    await work()
  } catch (error) {
    paging.notBefore = now() + pageRetryMs
    throw error
  } finally {
    paging.isRunning = false
  }
}
