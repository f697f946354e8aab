/**
 * Which entries were told to the listeners. Normally those that the replica applied; what a snapshot jumped over stays
 * untold. A reader that must miss nothing says where it starts, and then every entry after it is told, in order and once:
 * what the server leaves out is asked for.
 */
import type { Codec } from '../codec.ts'
import type { Cursor, Cursors } from '../cursor.ts'
import type { Entry } from '../event.ts'
import { failures } from '../failure.ts'
import type { Answer, Query } from '../frame.ts'
import type { ChatId } from '../ids.ts'
import { limits } from '../limits.ts'
import { toFailure } from './writer.ts'

export interface Teller {
  /** The chat is at this cursor without telling how it came there. `isWhole`: it began while we were there. */
  begin(chat: ChatId, cursor: Cursor, isWhole: boolean): void
  /** These follow what was begun or applied before. */
  applied(chat: ChatId, entries: readonly Entry[], isLive: boolean): void
  /** The server answers: what is untold can be asked for. */
  ready(): void
  gone(chat: ChatId): void
  /** `null` without `since`: then what is known is told. */
  cursors(): Cursors | null
}

export interface TellerPorts {
  readonly since: Cursors | null
  readonly codec: Codec
  readonly ask: (query: Query) => Promise<Answer>
  readonly tell: (chat: ChatId, entry: Entry, isLive: boolean) => void
}

interface Told {
  readonly epoch: Cursor['epoch']
  seq: number
  /** How far the chat is known to go. */
  head: number
  isAsking: boolean
}

export function createTeller({ since, codec, ask, tell }: TellerPorts): Teller {
  const chats = new Map<ChatId, Told>()
  for (const [chat, { epoch, seq }] of since ?? []) chats.set(chat, { epoch, seq, head: seq, isAsking: false })

  function pass(chat: ChatId, told: Told, entries: readonly Entry[], isLive: boolean): void {
    for (const entry of entries) {
      if (entry.seq !== told.seq + 1) continue
      told.seq = entry.seq
      told.head = Math.max(told.head, entry.seq)
      tell(chat, entry, isLive)
    }
  }

  async function catchUp(chat: ChatId, told: Told): Promise<void> {
    if (told.isAsking) return
    told.isAsking = true
    try {
      while (chats.get(chat) === told && told.seq < told.head) {
        const answer = await ask({ type: 'entries', chat, after: told.seq, limit: limits.entriesPageMax })
        if (answer.type !== 'entries' || answer.entries.length === 0) return
        if (chats.get(chat) !== told) return
        pass(
          chat,
          told,
          answer.entries.map((entry) => codec.toEntry(entry)),
          false,
        )
      }
    } catch (error) {
      // What fails for now goes on when the server is ready again.
      if (failures[toFailure(error).code].retry === 'never') chats.delete(chat)
    } finally {
      told.isAsking = false
    }
  }

  return {
    begin(chat, { epoch, seq }, isWhole) {
      if (since === null) return
      const told = chats.get(chat)
      if (told?.epoch === epoch) told.head = Math.max(told.head, seq)
      else chats.set(chat, { epoch, seq: isWhole ? 0 : seq, head: seq, isAsking: false })
    },
    applied(chat, entries, isLive) {
      const told = since === null ? undefined : chats.get(chat)
      if (told === undefined) {
        for (const entry of entries) tell(chat, entry, isLive)
        return
      }
      for (const { seq } of entries) told.head = Math.max(told.head, seq)
      pass(chat, told, entries, isLive)
      if (told.seq < told.head) void catchUp(chat, told)
    },
    ready() {
      for (const [chat, told] of chats) if (told.seq < told.head) void catchUp(chat, told)
    },
    gone(chat) {
      chats.delete(chat)
    },
    cursors: () =>
      since === null ? null : new Map([...chats].map(([chat, { epoch, seq }]) => [chat, { epoch, seq }])),
  }
}
