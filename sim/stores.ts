/**
 * Read models on `:memory:`. Opening one costs five milliseconds, more than a whole run, so they are cleared and used again.
 * A run borrows as many as it starts servers with another store, and gives all back at its end.
 */
import { newEpoch } from '@parley/protocol'
import { sha256 } from '../server/accounts/digest.ts'
import { openStore, type Store } from '../server/store/main.ts'
import type { LogEntry } from '../server/log/log.ts'
import type { RecordEntry } from '../server/records/records.ts'
import type { Process } from './process.ts'

/** A store whose commits are seen. */
export interface SimStore {
  readonly store: Store
  /** How far it had come at its last commit: what a killed process leaves behind. */
  committed(): { readonly position: number; readonly revision: number }
}

interface Pooled {
  readonly store: Store
  process: Process | null
  commit: (() => void) | null
  committed: { readonly position: number; readonly revision: number }
}

const spare: Pooled[] = []
const nothing = { position: 0, revision: 0 }

function open(): Pooled {
  const pooled: Pooled = { store: openInMemory(), process: null, commit: null, committed: nothing }
  return pooled

  function openInMemory(): Store {
    return openStore({
      path: ':memory:',
      // Another one is given with each loan. No chance of the world's: whether one is opened depends on the runs before.
      epoch: newEpoch({ now: () => 0, random: () => 0 }),
      sha256,
      boot: null,
      env: {
        now: () => pooled.process?.now() ?? 0,
        after(ms, run) {
          pooled.commit = () => {
            pooled.commit = null
            run()
            const { store } = pooled
            pooled.committed = { position: store.position(), revision: store.revision() }
          }
          const cancel = pooled.process?.after(ms, () => pooled.commit?.())
          return () => {
            pooled.commit = null
            cancel?.()
          }
        },
      },
    })
  }
}

export class Stores {
  private readonly borrowed: Pooled[] = []

  /** An empty one, or one that has folded these. */
  lend(
    process: Process,
    epoch: Parameters<Store['clear']>[0],
    entries: readonly LogEntry[],
    records: readonly RecordEntry[],
  ): SimStore {
    const pooled = spare.pop() ?? open()
    this.borrowed.push(pooled)
    const { store } = pooled
    pooled.process = process
    store.clear(epoch)
    if (records.length > 0) store.foldRecords(records)
    if (entries.length > 0) store.foldEntries(entries)
    pooled.committed = { position: store.position(), revision: store.revision() }
    return { store, committed: () => pooled.committed }
  }

  giveBack(): void {
    for (const pooled of this.borrowed.splice(0)) {
      pooled.process = null
      pooled.commit?.()
      spare.push(pooled)
    }
  }
}
