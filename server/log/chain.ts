/** The hash chain (`protocol/chain.ts`) with this platform's SHA-256, over entries that are texts already. */
import type { IdSource } from '@parley/protocol'
import { createChain } from '@parley/protocol/chain'
import { type EntryText, entryText, wholeText } from './canonical.ts'
import type { Draft, Head, SealedEntry } from './log.ts'

export { zeroHash } from '@parley/protocol/chain'

const { hashContent, hashEnvelope, verify, erase } = createChain((text) => Bun.SHA256.hash(text, 'hex'))
export { erase, hashContent, verify }

/** 96 random bits from three numbers in [0, 1). They protect erased content only if nobody can guess them. */
export const newSalt = (env: Pick<IdSource, 'random'>): string => `${word(env)}.${word(env)}.${word(env)}`
const word = (env: Pick<IdSource, 'random'>): number => Math.floor(env.random() * 2 ** 32)

/** The hash of an entry that stands after the one with hash `before`. About 1 µs. `salt` where there is content. */
export const hashEntry = (before: string, chat: string, text: EntryText, salt: string): string =>
  hashEnvelope(
    before,
    chat,
    text.content === null ? text.before : `${text.before}"${hashContent(salt, text.content)}"${text.after}`,
  )

/**
 * Whether these entries, as decoded, follow the head and nothing was changed: three times as fast as `verify`. `false` says
 * only that `verify` must look: so it is for what was erased, or came from a newer server.
 */
export function followsAsDecoded(
  chat: string,
  head: Head,
  sealed: readonly SealedEntry[],
  decoded: readonly (Draft & { readonly seq: number })[],
): boolean {
  let before = head.hash
  return sealed.every(({ seq, json, hash, salt }, at) => {
    const entry = decoded[at]
    if (seq !== head.seq + 1 + at || entry?.seq !== seq) return false
    const text = entryText(seq, entry)
    if (wholeText(text) !== json || (text.content === null) !== (salt === null)) return false
    const isNext = hashEntry(before, chat, text, salt ?? '') === hash
    before = hash
    return isNext
  })
}
