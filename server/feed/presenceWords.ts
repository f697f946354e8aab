/** What nodes say to each other of presences, as text. A peer may be of another version, or garble: then it is `null`. */
import { isUserId, type Status } from '@parley/protocol'
import { pageChangesMax, type PresenceChange, type PresencePage } from './presenceLog.ts'

export type PresenceWord =
  | (PresencePage & { readonly t: 'presences' })
  /** How far the sender's log goes. */
  | { readonly t: 'at'; readonly version: number }
  /** Wants what came after. */
  | { readonly t: 'want'; readonly after: number }

/** A person's status and when it was said, or `-` and when they were last seen. */
type WireChange = readonly [user: string, status: string, at: number]

export function encodeWord(word: PresenceWord): string {
  if (word.t !== 'presences') return JSON.stringify(word)
  const { from, to, isReset, more } = word
  const changes = word.changes.map(({ user, standing, lastSeen }): WireChange =>
    standing === null ? [user, '-', lastSeen ?? 0] : [user, standing.status, standing.saidAt],
  )
  return JSON.stringify({ t: 'presences', from, to, isReset, more, changes })
}

export function decodeWord(text: string): PresenceWord | null {
  const word = parseJson(text)
  if (typeof word !== 'object' || word === null || !('t' in word)) return null
  if (word.t === 'at' && 'version' in word && isVersion(word.version)) return { t: 'at', version: word.version }
  if (word.t === 'want' && 'after' in word && isVersion(word.after)) return { t: 'want', after: word.after }
  if (word.t !== 'presences' || !('from' in word) || !('to' in word) || !('changes' in word)) return null
  const { from, to } = word
  if (!isVersion(from) || !isVersion(to) || to < from || !('isReset' in word) || !('more' in word)) return null
  if (typeof word.isReset !== 'boolean' || typeof word.more !== 'boolean') return null
  if (!Array.isArray(word.changes) || word.changes.length > pageChangesMax) return null
  const changes = word.changes.map(toChange)
  return changes.every((change) => change !== null)
    ? { t: 'presences', from, to, isReset: word.isReset, more: word.more, changes }
    : null
}

const statuses: readonly Status[] = ['online', 'away', 'busy', 'offline']
const isVersion = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

function toChange(value: unknown): PresenceChange | null {
  if (!Array.isArray(value)) return null
  const [user, text, at]: readonly unknown[] = value
  if (typeof user !== 'string' || !isUserId(user) || typeof at !== 'number' || !(at >= 0)) return null
  if (text === '-') return { user, standing: null, lastSeen: at === 0 ? null : at }
  const status = statuses.find((one) => one === text)
  return status === undefined ? null : { user, standing: { status, saidAt: at }, lastSeen: null }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
