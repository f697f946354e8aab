/**
 * What becomes of the reader's place when the document changed: a pure function with six answers. Nothing else moves the
 * timeline but the reader's own hand.
 */
import type { ChatId } from '@parley/protocol'

/** What stands, or stood, in the document. */
export interface Shown {
  readonly chat: ChatId
  /** Of the rows, in order. */
  readonly keys: readonly string[]
  /** The last message of the chat is among them. */
  readonly reachesEnd: boolean
  readonly hasDivider: boolean
  /** What else there is after the last message: another text when it is something else. */
  readonly tail: string
}

/** A row, and how far its top is below the top of the timeline, in pixels. */
export interface Anchor {
  readonly key: string
  readonly offset: number
}

export interface Reader {
  readonly isAtEnd: boolean
  /** The page is seen and has the focus: somebody looks. */
  readonly isAttentive: boolean
  /** What was seen before the change, the best one first. */
  readonly anchors: readonly Anchor[]
  /** Where somebody asked to go, or where the reader was when the chat was closed. */
  readonly place: Anchor | 'end' | 'divider' | null
  /** The timeline or something in it has another size. */
  readonly isResized: boolean
}

export type ScrollOutcome =
  | { readonly type: 'nothing' }
  | { readonly type: 'end' }
  /** This row is to be there. */
  | { readonly type: 'message'; readonly anchor: Anchor }
  /** The divider comes near the top. One who follows is never taken back to it. */
  | { readonly type: 'unread'; readonly isFollowing: boolean }
  | { readonly type: 'keepTop' }
  /** As far from the end as before. */
  | { readonly type: 'keepBottom' }

/** `before` is `null` where nothing was shown yet. */
export function decideScroll(before: Shown | null, after: Shown, reader: Reader): ScrollOutcome {
  const { place } = reader
  if (after.keys.length === 0) return { type: 'nothing' }
  const keys = new Set(after.keys)
  if (place === 'end') return { type: 'end' }
  if (place === 'divider' && after.hasDivider) return { type: 'unread', isFollowing: false }
  if (place !== null && typeof place !== 'string' && keys.has(place.key)) return { type: 'message', anchor: place }
  if (before === null || before.chat !== after.chat || before.keys.length === 0)
    return after.hasDivider ? { type: 'unread', isFollowing: false } : { type: 'end' }
  if (!reader.isResized && isSame(before, after)) return { type: 'nothing' }
  if (reader.isAtEnd && after.reachesEnd)
    return after.hasDivider && !reader.isAttentive ? { type: 'unread', isFollowing: true } : { type: 'end' }
  const anchor = reader.anchors.find(({ key }) => keys.has(key))
  if (anchor !== undefined) return { type: 'message', anchor }
  return last(before) === last(after) ? { type: 'keepBottom' } : { type: 'keepTop' }
}

const last = ({ keys }: Shown): string | undefined => keys[keys.length - 1]

const isSame = (before: Shown, after: Shown): boolean =>
  before.tail === after.tail &&
  before.hasDivider === after.hasDivider &&
  before.reachesEnd === after.reachesEnd &&
  before.keys.length === after.keys.length &&
  before.keys.every((key, at) => key === after.keys[at])
