/**
 * Remembers the rows of messages. A message is an immutable object that is replaced when it changes, so its rows hold as long
 * as the object, its neighbourhood's facts, the width and the context's revision are the same.
 */
import type { Message } from '@parley/protocol'
import { block, type BlockFacts, factsOf } from './block.ts'
import type { Row, TimelineContext } from './context.ts'

export interface Layout {
  /** At least one row, each at most `cells` wide. `before` is the message before it among those that are shown. */
  rows(before: Message | null, message: Message, context: TimelineContext, cells: number): readonly Row[]
}

/** Rows that are remembered, over all messages; beyond it those go that were not asked for longest. */
const rowsMax = 8_000

interface Known {
  readonly facts: BlockFacts
  readonly revision: number
  readonly query: string
  readonly cells: number
  readonly steady: TimelineContext['steady']
  readonly rows: readonly Row[]
}

export function createLayout(): Layout {
  const known = new Map<Message, Known>()
  let rowsKnown = 0

  const forget = (message: Message): void => {
    rowsKnown -= known.get(message)?.rows.length ?? 0
    known.delete(message)
  }

  return {
    rows: (before, message, context, cells) => {
      const facts = factsOf(before, message, context)
      const { revision, query, steady } = context
      const found = known.get(message)
      if (found !== undefined && holds(found, facts, context, cells)) {
        // Last asked for, last to go.
        known.delete(message)
        known.set(message, found)
        return found.rows
      }
      forget(message)
      const rows = block(message, facts, context, cells)
      known.set(message, { facts, revision, query, cells, steady, rows })
      rowsKnown += rows.length
      for (const [oldest] of known) {
        if (rowsKnown <= rowsMax || oldest === message) break
        forget(oldest)
      }
      return rows
    },
  }
}

const holds = (known: Known, facts: BlockFacts, context: TimelineContext, cells: number): boolean =>
  known.cells === cells &&
  known.revision === context.revision &&
  known.query === context.query &&
  known.steady === context.steady &&
  known.facts.day === facts.day &&
  known.facts.isUnreadStart === facts.isUnreadStart &&
  known.facts.head?.name === facts.head?.name &&
  known.facts.head?.time === facts.head?.time &&
  known.facts.tick === facts.tick &&
  known.facts.failure === facts.failure &&
  known.facts.answered === facts.answered
