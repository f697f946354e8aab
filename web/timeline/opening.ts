/** Where a chat opens: at the message that the path names, at the unread divider, where the reader was, or at its end. */
import type { Message } from '@parley/protocol'
import { placeOf } from '@parley/protocol/client'
import { type Span, spanAround, spanAtEnd } from './window.ts'

export interface OpeningInput {
  readonly messages: readonly Message[]
  readonly hasOlder: boolean
  /** Of the path. */
  readonly target: number | null
  readonly unreadAfter: number | null
  /** Where the reader was. */
  readonly place: { readonly seq: number; readonly offset: number } | null
}

export type Opening =
  | { readonly type: 'here'; readonly span: Span; readonly arrival: Arrival }
  /** It is not loaded. */
  | { readonly type: 'visit'; readonly seq: number; readonly arrival: Arrival }

export type Arrival =
  | { readonly type: 'target'; readonly seq: number }
  | { readonly type: 'place'; readonly seq: number; readonly offset: number }
  /** At the divider where there is one, else at the end. */
  | { readonly type: 'unread' }

export function openingOf({ messages, hasOlder, target, unreadAfter, place }: OpeningInput): Opening {
  const at = (seq: number, arrival: Arrival): Opening =>
    isHere(messages, hasOlder, seq)
      ? { type: 'here', span: spanAround(messages, placeOf(messages, seq)), arrival }
      : { type: 'visit', seq, arrival }
  if (target !== null) return at(target, { type: 'target', seq: target })
  if (unreadAfter !== null) return at(unreadAfter + 1, { type: 'unread' })
  if (place !== null) return at(place.seq, { type: 'place', ...place })
  return { type: 'here', span: spanAtEnd(messages), arrival: { type: 'unread' } }
}

/** Would this seq be among the messages, if it is one? */
export const isHere = (messages: readonly Message[], hasOlder: boolean, seq: number): boolean =>
  !hasOlder || (messages.length > 0 && seq >= (messages[0]?.seq ?? 0))
