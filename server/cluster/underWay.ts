/** What was begun and has not settled: a close waits for it. */
export interface UnderWay {
  track<Result>(result: Promise<Result>): Promise<Result>
  settled(): Promise<void>
}

export function createUnderWay(): UnderWay {
  const under = new Set<Promise<unknown>>()
  return {
    async track(result) {
      under.add(result)
      try {
        return await result
      } finally {
        under.delete(result)
      }
    },
    async settled() {
      await Promise.allSettled(under)
    },
  }
}
