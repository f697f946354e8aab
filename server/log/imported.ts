/** Entries of another log, before they are taken into this one. */
import { type ChatId, failure, FailureError } from '@parley/protocol'
import { verify } from './chain.ts'
import { decodeEntry } from './decode.ts'
import type { Head, LogEntry, SealedEntry } from './log.ts'

/** Throws `invalid` where they do not stand after this head. */
export function refuseForeign(chat: ChatId, head: Head, entries: readonly SealedEntry[]): void {
  const verdict = verify(chat, head, entries)
  if (verdict.type === 'broken')
    throw new FailureError(
      failure('invalid', `Entry ${verdict.seq} of chat ${chat} does not follow what is there. ${verdict.why}`),
    )
}

/** As followers are told of them, from this position on. */
export const importedAt = (chat: ChatId, first: number, entries: readonly SealedEntry[]): readonly LogEntry[] =>
  entries.map(({ json }, place) => ({ position: first + place, chat, entry: decodeEntry(json), json }))
