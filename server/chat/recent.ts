/**
 * What a chat actor knows that the store may not know yet: the submissions and messages of the entries since. Each item is
 * forgotten when the store has folded its entry, so the size is bounded by how far the store lags.
 */
import type { Entry, MessageFacts, SubmissionId, UserId } from '@parley/protocol'

export interface Recent {
  /** The seq of a submission's entry. */
  submitted(by: UserId, cause: SubmissionId): number | null
  facts(seq: number): MessageFacts | undefined
  remember(entry: Entry): void
  /** The store has folded everything up to this seq. */
  forget(seq: number): void
}

export function createRecent(): Recent {
  const seqs = new Map<string, number>()
  const facts = new Map<number, { readonly facts: MessageFacts; readonly since: number }>()
  return {
    submitted: (by, cause) => seqs.get(by + cause) ?? null,
    facts: (seq) => facts.get(seq)?.facts,
    remember({ seq, by, cause, event }) {
      seqs.set(by + cause, seq)
      if (event.type === 'messagePosted') facts.set(seq, { facts: { by, isDeleted: false }, since: seq })
      if (event.type === 'messageDeleted') {
        facts.delete(event.seq)
        facts.set(event.seq, { facts: { by, isDeleted: true }, since: seq })
      }
    },
    forget(seq) {
      // Both maps hold their items in the order of their entries.
      for (const [key, its] of seqs) {
        if (its > seq) break
        seqs.delete(key)
      }
      for (const [key, { since }] of facts) {
        if (since > seq) break
        facts.delete(key)
      }
    },
  }
}
