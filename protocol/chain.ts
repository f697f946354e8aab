/**
 * The hash chain of a chat. Each entry's hash covers the hash before it, so that no entry can be changed, left out, added
 * or moved without every later hash saying so; the head's hash stands for the whole chat.
 *
 *     content hash = SHA-256( salt "\n" content )
 *     entry hash   = SHA-256( hash of the entry before "\n" chat "\n" envelope )
 *
 * The envelope is the entry's canonical text with the string of the content hash in the content's place. So content can be
 * erased for ever and the chain stays whole: the content hash is kept in its stead. The salt, 96 random bits a message, is
 * erased with the content; without it nobody can try whether an erased message said "yes".
 *
 * Canonical is RFC 8785: JSON without blanks, keys in ascending order. Anyone can make it again from the parsed value, so a
 * client can check what a server tells it.
 */
import type { ChatId } from './ids.ts'

export interface Head {
  /** 0 for a chat without entries. */
  readonly seq: number
  /** Of the last entry's envelope, in lower-case hex; 64 zeros for a chat without entries. */
  readonly hash: string
}

/** An entry as it is stored. With content it has a salt, or, when that was erased, the content's hash. */
export interface SealedEntry {
  readonly seq: number
  readonly json: string
  readonly hash: string
  readonly salt: string | null
  readonly contentHash: string | null
}

export type Verdict =
  | { readonly type: 'whole'; readonly head: Head }
  /** The first entry that is not what was once appended there. */
  | { readonly type: 'broken'; readonly seq: number; readonly why: string }

/** The hash before a chat's first entry. */
export const zeroHash = '0'.repeat(64)

export interface Chain {
  hashContent(salt: string, content: string): string
  /** Of an entry after the one with hash `before`, whose envelope is this text. */
  hashEnvelope(before: string, chat: string, envelope: string): string
  /** Checks a run of stored entries that must stand, without gaps, after `head`. */
  verify(chat: ChatId, head: Head, entries: Iterable<SealedEntry>): Verdict
  /** What is stored in the stead of an entry whose content is erased; `null` where there is nothing to erase. */
  erase(entry: Pick<SealedEntry, 'json' | 'salt'>): { json: string; contentHash: string } | null
}

/** `sha256`: of the UTF-8 bytes of a text, in lower-case hex. */
export function createChain(sha256: (text: string) => string): Chain {
  const hashContent = (salt: string, content: string): string => sha256(`${salt}\n${content}`)
  const hashEnvelope = (before: string, chat: string, envelope: string): string =>
    sha256(`${before}\n${chat}\n${envelope}`)

  const flaw = (chat: ChatId, due: { seq: number; before: string }, sealed: SealedEntry): string | null => {
    const entry = parse(sealed.json)
    if (entry === null) return 'Its text is not an entry.'
    if (sealed.seq !== due.seq || entry.seq !== due.seq) return `Entry ${due.seq} is missing.`
    const { event } = entry
    if (!('content' in event))
      return hashEnvelope(due.before, chat, canonical(entry)) === sealed.hash ? null : 'Its hash is another.'
    const erased = canonical(event.content) === erasedContent
    const contentHash = sealed.salt === null ? sealed.contentHash : hashContent(sealed.salt, canonical(event.content))
    if (contentHash === null || (sealed.salt === null && !erased)) return 'Its content has neither salt nor hash.'
    const envelope = canonical({ ...entry, event: { ...event, content: contentHash } })
    return hashEnvelope(due.before, chat, envelope) === sealed.hash ? null : 'Its hash is another.'
  }

  return {
    hashContent,
    hashEnvelope,
    verify(chat, head, entries) {
      let { seq, hash } = head
      for (const sealed of entries) {
        seq += 1
        const why = flaw(chat, { seq, before: hash }, sealed)
        if (why !== null) return { type: 'broken', seq, why }
        hash = sealed.hash
      }
      return { type: 'whole', head: { seq, hash } }
    },
    erase({ json, salt }) {
      const entry = parse(json)
      if (salt === null || entry === null || !('content' in entry.event)) return null
      const contentHash = hashContent(salt, canonical(entry.event.content))
      return { json: canonical({ ...entry, event: { ...entry.event, content: { kind: 'deleted' } } }), contentHash }
    },
  }
}

const erasedContent = '{"kind":"deleted"}'

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

/** Of a value that came from JSON, or could go there. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const parts: string[] = []
    for (const [key, part] of Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      if (part !== undefined) parts.push(`${JSON.stringify(key)}:${canonical(part)}`)
    return `{${parts.join(',')}}`
  }
  return typeof value === 'number' ? numeral(value) : JSON.stringify(value)
}

export function numeral(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`An entry cannot hold the number ${value}.`)
  return String(value)
}
