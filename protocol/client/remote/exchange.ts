/** What the two sides say: the tab requests, one by one; the host tells, a batch for each of its turns. Plain data. */
import type { Command } from '../../command.ts'
import type { Failure } from '../../failure.ts'
import type { Answer, Mark, Query } from '../../frame.ts'
import type { ChatId, SubmissionId, UserId } from '../../ids.ts'
import type { Role } from '../../permission.ts'
import type { Person, Presence, Status } from '../../person.ts'
import type { ClientEvent, ConnectionState } from '../events.ts'
import type { Settled } from '../outbox.ts'
import type { ChatView } from '../view.ts'
import type { Place } from '../visit.ts'
import type { Splice } from './splice.ts'

export type Request =
  | { readonly t: 'open' }
  | { readonly t: 'close' }
  /** The last batch was taken: the next chats may come. */
  | { readonly t: 'more' }
  | { readonly t: 'look'; readonly chat: ChatId; readonly on: boolean }
  | { readonly t: 'who'; readonly people: readonly UserId[] }
  | { readonly t: 'submit'; readonly chat: ChatId; readonly id: SubmissionId; readonly command: Command }
  | { readonly t: 'mark'; readonly chat: ChatId; readonly delivered: number | null; readonly read: number | null }
  | { readonly t: 'typing'; readonly chat: ChatId; readonly on: boolean }
  | { readonly t: 'presence'; readonly status: Status }
  | { readonly t: 'retry' }
  /** `turn` grows: a batch says which one its settings know of. */
  | { readonly t: 'set'; readonly key: string; readonly value: string | null; readonly turn: number }
  | { readonly t: 'closeVisit'; readonly visit: number }
  | (Question & { readonly n: number })

/** What is answered by a reply with the same `n`. A visit is named by the `n` that opened it. */
export type Question =
  | { readonly t: 'ask'; readonly query: Query }
  | { readonly t: 'flush' }
  | { readonly t: 'older'; readonly chat: ChatId }
  | { readonly t: 'visit'; readonly chat: ChatId; readonly place: Place }
  | { readonly t: 'visitOlder'; readonly visit: number }
  | { readonly t: 'visitNewer'; readonly visit: number }

export type Result =
  | { readonly type: 'done' }
  | { readonly type: 'answer'; readonly answer: Answer }
  | { readonly type: 'hasMore'; readonly hasMore: boolean }
  | { readonly type: 'failed'; readonly failure: Failure }

export type Reply =
  | { readonly t: 'stored'; readonly chat: ChatId; readonly id: SubmissionId; readonly failure: Failure | null }
  | { readonly t: 'settled'; readonly chat: ChatId; readonly id: SubmissionId; readonly settled: Settled }
  | { readonly t: 'reply'; readonly n: number; readonly result: Result }

export type Head = Omit<ChatView, 'id' | 'members' | 'messages' | 'pending' | 'last' | 'marks' | 'typing'>

/** A chat that is another now. `null`: as before. */
export interface ChatNews {
  readonly chat: ChatId
  readonly isWhole: boolean
  readonly head: Head | null
  readonly members: readonly (readonly [UserId, Role])[] | null
  readonly marks: readonly Mark[] | null
  readonly pending: readonly SubmissionId[] | null
  readonly typing: readonly UserId[] | null
  readonly messages: Splice | null
}

export interface VisitNews {
  readonly visit: number
  readonly target: number
  readonly hasOlder: boolean
  /** Its messages are those of the chat from now on. */
  readonly isJoined: boolean
  readonly messages: Splice | null
}

/** What is mirrored counts first, then the events, then the replies. */
export interface Batch {
  readonly t: 'batch'
  /** It answers `open`: what was said at this port before is void. */
  readonly isFirst: boolean
  /** Not all chats are told yet: `more` asks for the next ones. */
  readonly isMore: boolean
  /** `null`: as before. */
  readonly state: ConnectionState | null
  readonly me: Person | null
  readonly people: readonly Person[]
  readonly presences: readonly Presence[]
  /** No presence is known but these. */
  readonly isPresenceLost: boolean
  readonly settings: readonly (readonly [key: string, value: string | null])[]
  readonly turn: number
  readonly chats: readonly ChatNews[]
  readonly gone: readonly ChatId[]
  readonly visits: readonly VisitNews[]
  readonly events: readonly ClientEvent[]
  readonly replies: readonly Reply[]
}

/** The host stopped serving. */
export interface Ended {
  readonly t: 'ended'
}

const requestKinds: Readonly<Record<Request['t'], true>> = {
  open: true,
  close: true,
  more: true,
  look: true,
  who: true,
  submit: true,
  mark: true,
  typing: true,
  presence: true,
  retry: true,
  set: true,
  closeVisit: true,
  ask: true,
  flush: true,
  older: true,
  visit: true,
  visitOlder: true,
  visitNewer: true,
}

/** The port is our own: only the kind is looked at, because a port carries other things too. */
export function isRequest(message: unknown): message is Request {
  const kind = kindOf(message)
  return typeof kind === 'string' && Object.hasOwn(requestKinds, kind)
}

export const isBatch = (message: unknown): message is Batch => kindOf(message) === 'batch'
export const isEnded = (message: unknown): message is Ended => kindOf(message) === 'ended'

export const kindOf = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 't' in message ? message.t : null
