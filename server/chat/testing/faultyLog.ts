/** A log whose appends end as a script says, with the real memory log beneath: what lands is really there. */
import type { Env } from '@parley/actors'
import { type ChatId, failure, FailureError, type SubmissionId } from '@parley/protocol'
import { createMemoryLog } from '../../log/memory.ts'
import type { Appended, AuditableLog, Draft } from '../../log/log.ts'

/** How one append ends. `lands`: its drafts are in the log all the same, where they extend the head. */
export type Fate = { readonly delayMs?: number } & (
  | { readonly ends: 'asItDoes' | 'storageFull' | 'unavailable' }
  | { readonly ends: 'conflict' | 'unknown' | 'thrown'; readonly lands: boolean }
)

interface AppendCall {
  readonly chat: ChatId
  readonly causes: readonly SubmissionId[]
}

export interface FaultyLog extends AuditableLog {
  /** Every append that was asked for, whatever became of it. */
  readonly appends: readonly AppendCall[]
  /** What its followers threw. */
  readonly defects: readonly unknown[]
}

/**
 * The appends take their fates from `script` in turn; after its end, and on `null`, all is well. More may be pushed. The first
 * `failingRedactions` calls of `redact` throw.
 */
export function createFaultyLog(env: Env, script: (Fate | null)[] = [], failingRedactions = 0): FaultyLog {
  const defects: unknown[] = []
  const log = createMemoryLog(env, (error) => void defects.push(error))
  const appends: AppendCall[] = []
  const wait = (ms: number): Promise<void> => new Promise((resolve) => void env.after(ms, resolve))

  async function append(chat: ChatId, after: number, drafts: readonly Draft[]): Promise<Appended> {
    appends.push({ chat, causes: drafts.map(({ cause }) => cause) })
    const fate = script.shift() ?? { ends: 'asItDoes' }
    // Half of the delay before the act and half after it, so that either can be overtaken.
    if (fate.delayMs !== undefined) await wait(fate.delayMs / 2)
    const ended = await meet(fate, chat, after, drafts)
    if (fate.delayMs !== undefined) await wait(fate.delayMs / 2)
    return ended()
  }

  /** Does to the log what is to be done now; what it answers tells of it. */
  async function meet(fate: Fate, chat: ChatId, after: number, drafts: readonly Draft[]): Promise<() => Appended> {
    switch (fate.ends) {
      case 'asItDoes': {
        const appended = await log.append(chat, after, drafts)
        return () => appended
      }
      case 'storageFull':
      case 'unavailable': {
        const error = new FailureError(failure(fate.ends, 'By the script.'))
        return () => {
          throw error
        }
      }
      case 'conflict':
      case 'unknown':
      case 'thrown': {
        const { ends, lands } = fate
        if (lands) await log.append(chat, after, drafts)
        const cause = new Error('By the script.')
        return () => {
          if (ends === 'thrown') throw cause
          return ends === 'conflict' ? { type: ends } : { type: ends, cause }
        }
      }
    }
  }

  let redactions = 0
  return {
    ...log,
    append,
    async redact(chat, seqs) {
      if (redactions++ < failingRedactions) throw new Error('By the script.')
      await log.redact(chat, seqs)
    },
    appends,
    defects,
  }
}
