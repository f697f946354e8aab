/** The hash chain (`protocol/chain.ts`) with this platform's SHA-256, over entries that are texts already. */
import type { IdSource } from '@parley/protocol'
import { createChain } from '@parley/protocol/chain'
import type { EntryText } from './canonical.ts'

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
