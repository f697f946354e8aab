/** A chat's chain for who wants to check it: pages of sealed entries, with what this server finds when it checks them itself. */
import type { ChatId, Epoch } from '@parley/protocol'
import { verify, zeroHash } from './chain.ts'
import type { AuditableLog, Head, SealedEntry } from './log.ts'

interface ChainPage {
  readonly epoch: Epoch
  /** In order. At least one where there are any after the seq that was asked for. */
  readonly entries: readonly SealedEntry[]
  /** There are entries after these. */
  readonly more: boolean
  /** Of the log, as its leader has it. */
  readonly head: Head
  /** What is wrong with these entries here, or with the whole chat (`seq` is `null`). */
  readonly flaw: { readonly seq: number | null; readonly why: string } | null
}

export interface Audit {
  /** Entries after a seq, at most `limit`, and about `pageCharsMax` characters. Throws `unavailable`. */
  page(chat: ChatId, after: number, limit: number): Promise<ChainPage>
}

const pageCharsMax = 1_000_000

export const createAudit = (log: AuditableLog): Audit => ({
  async page(chat, after, limit) {
    const damage = log.damageOf(chat)
    const before = after === 0 ? zeroHash : log.sealed(chat, after - 1, 1)[0]?.hash
    const found = log.sealed(chat, after, limit + 1)
    let chars = 0
    const entries = found.slice(0, limit).filter(({ json }, place) => {
      chars += json.length
      return place === 0 || chars <= pageCharsMax
    })
    const verdict = before === undefined ? null : verify(chat, { seq: after, hash: before }, entries)
    // Nothing is added to a damaged chat, and the log would refuse to say how far it goes.
    const last = found.at(-1)
    const head =
      damage === null ? await log.head(chat) : { seq: last?.seq ?? after, hash: last?.hash ?? before ?? zeroHash }
    const flaw =
      verdict?.type === 'broken'
        ? { seq: verdict.seq, why: verdict.why }
        : damage === null
          ? null
          : { seq: null, why: damage }
    return { epoch: log.epoch, entries, more: found.length > entries.length, head, flaw }
  },
})
