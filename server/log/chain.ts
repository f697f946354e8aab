/**
 * The hash chain of a chat. Each entry's hash covers the hash before it, so that no entry can be changed, left out, added
 * or moved without every later hash saying so; the head's hash stands for the whole chat.
 *
 *     content hash = SHA-256( salt "\n" content )
 *     entry hash   = SHA-256( hash of the entry before "\n" chat "\n" envelope )
 *
 * The envelope is the entry's canonical text (`canonical.ts`) with the string of the content hash in the content's place.
 * So content can be erased for ever and the chain stays whole: the content hash is kept in its stead. The salt, 96 random
 * bits a message, is erased with the content; without it nobody can try whether an erased message said "yes".
 */
import type { ChatId, IdSource } from '@parley/protocol'
import { canonical, type EntryText } from './canonical.ts'
import type { Head, SealedEntry } from './log.ts'

/** The hash before a chat's first entry. */
export const zeroHash = '0'.repeat(64)

export type Verdict =
  | { readonly type: 'whole'; readonly head: Head }
  /** The first entry that is not what was once appended there. */
  | { readonly type: 'broken'; readonly seq: number; readonly why: string }

const sha256 = (text: string): string => Bun.SHA256.hash(text, 'hex')

/** 96 random bits from three numbers in [0, 1). They protect erased content only if nobody can guess them. */
export const newSalt = (env: Pick<IdSource, 'random'>): string => `${word(env)}.${word(env)}.${word(env)}`
const word = (env: Pick<IdSource, 'random'>): number => Math.floor(env.random() * 2 ** 32)

export const hashContent = (salt: string, content: string): string => sha256(`${salt}\n${content}`)

/** The hash of an entry that stands after the one with hash `before`. About 1 µs. `salt` where there is content. */
export function hashEntry(before: string, chat: string, text: EntryText, salt: string): string {
  const envelope =
    text.content === null ? text.before : `${text.before}"${hashContent(salt, text.content)}"${text.after}`
  return sha256(`${before}\n${chat}\n${envelope}`)
}

/** Checks a run of stored entries that must stand, without gaps, after `head`. */
export function verify(chat: ChatId, head: Head, entries: Iterable<SealedEntry>): Verdict {
  let { seq, hash } = head
  for (const sealed of entries) {
    seq += 1
    const why = flaw(chat, { seq, before: hash }, sealed)
    if (why !== null) return { type: 'broken', seq, why }
    hash = sealed.hash
  }
  return { type: 'whole', head: { seq, hash } }
}

function flaw(chat: ChatId, due: { seq: number; before: string }, sealed: SealedEntry): string | null {
  const entry = parse(sealed.json)
  if (entry === null) return 'Its text is not an entry.'
  if (sealed.seq !== due.seq || entry.seq !== due.seq) return `Entry ${due.seq} is missing.`
  const { event } = entry
  if (!('content' in event)) {
    return sha256(`${due.before}\n${chat}\n${canonical(entry)}`) === sealed.hash ? null : 'Its hash is another.'
  }
  const erased = canonical(event.content) === erasedContent
  const contentHash = sealed.salt === null ? sealed.contentHash : hashContent(sealed.salt, canonical(event.content))
  if (contentHash === null || (sealed.salt === null && !erased)) return 'Its content has neither salt nor hash.'
  const envelope = canonical({ ...entry, event: { ...event, content: contentHash } })
  return sha256(`${due.before}\n${chat}\n${envelope}`) === sealed.hash ? null : 'Its hash is another.'
}

const erasedContent = '{"kind":"deleted"}'

/** What is stored in the stead of an entry whose content is erased; `null` where there is nothing to erase. */
export function erase({
  json,
  salt,
}: Pick<SealedEntry, 'json' | 'salt'>): { json: string; contentHash: string } | null {
  const entry = parse(json)
  if (salt === null || entry === null || !('content' in entry.event)) return null
  const contentHash = hashContent(salt, canonical(entry.event.content))
  return { json: canonical({ ...entry, event: { ...entry.event, content: { kind: 'deleted' } } }), contentHash }
}

function parse(json: string): { readonly seq: number; readonly event: object } | null {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  if (!('seq' in value) || typeof value.seq !== 'number') return null
  if (!('event' in value) || typeof value.event !== 'object' || value.event === null) return null
  return { ...value, seq: value.seq, event: value.event }
}
