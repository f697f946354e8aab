/**
 * A chat whose entries came with a hole between them is not folded on: what is missing is asked for, and where that does not
 * help the chat starts over from a snapshot.
 */
import { failures } from '../failure.ts'
import type { Answer, Query } from '../frame.ts'
import type { WireEntry } from '../event.ts'
import type { ChatId } from '../ids.ts'
import { limits } from '../limits.ts'
import { toFailure } from './writer.ts'

export interface Holes {
  /** Entry `seq` came, and those before it did not. */
  found(chat: ChatId, seq: number): void
  has(chat: ChatId): boolean
  closed(chat: ChatId): void
}

export interface HolesPorts {
  readonly ask: (query: Query) => Promise<Answer>
  /** How far the chat is folded; `null` for one that is gone. */
  readonly seqOf: (chat: ChatId) => number | null
  readonly take: (chat: ChatId, entries: readonly WireEntry[]) => void
  readonly startOver: (chat: ChatId) => void
}

export function createHoles({ ask, seqOf, take, startOver }: HolesPorts): Holes {
  /** How far each chat is known to go. */
  const heads = new Map<ChatId, number>()

  async function fill(chat: ChatId): Promise<void> {
    for (;;) {
      const after = seqOf(chat)
      if (after === null || after >= (heads.get(chat) ?? 0)) break
      try {
        const answer = await ask({ type: 'entries', chat, after, limit: limits.entriesPageMax })
        if (answer.type === 'entries') take(chat, answer.entries)
      } catch (error) {
        // While the server is away the next hello closes the hole as well.
        if (failures[toFailure(error).code].retry === 'later') break
      }
      if (seqOf(chat) !== after) continue
      startOver(chat)
      break
    }
    heads.delete(chat)
  }

  return {
    found(chat, seq) {
      const known = heads.get(chat)
      heads.set(chat, Math.max(seq, known ?? 0))
      if (known === undefined) void fill(chat)
    },
    has: (chat) => heads.has(chat),
    closed(chat) {
      heads.delete(chat)
    },
  }
}
