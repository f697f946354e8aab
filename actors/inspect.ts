/** What a system looks like from outside, for metrics and health. Taking it costs one look at every actor. */

export interface KindCensus {
  /** Addresses with a cell, running or not. */
  readonly actors: number
  /** Calls that wait in all their mailboxes, and in the fullest. */
  readonly queued: number
  readonly deepest: number
  /** Addresses that crashed too often and refuse calls for now. */
  readonly failed: number
  /** Since the system began. */
  readonly restarts: number
  readonly crashes: number
}

export interface Census {
  readonly kinds: ReadonlyMap<string, KindCensus>
  /** Asks without an answer yet. */
  readonly waiting: number
  /** Since the system began. */
  readonly deadLetters: number
  readonly crashes: number
}

export function takeCensus(
  kinds: ReadonlyMap<string, { census(): KindCensus }>,
  { waiting, deadLetters }: Pick<Census, 'waiting' | 'deadLetters'>,
): Census {
  const censuses = new Map([...kinds].map(([kind, residents]) => [kind, residents.census()]))
  const crashes = [...censuses.values()].reduce((sum, { crashes }) => sum + crashes, 0)
  return { kinds: censuses, waiting, deadLetters, crashes }
}
