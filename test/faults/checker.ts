/**
 * Compares a whole log with what every device did and saw. It takes nobody's word: what was confirmed stands in the log, once
 * and at its place; what was refused does not; each device's submissions stand in their order; every chain is whole; what a
 * device was told is the log from its beginning, without a gap, a repeat or another entry; cursors only go on.
 *
 * Ids are unique, so one pass over the log and one over each diary suffice.
 */
import type { ChatId, Cursors, SubmissionId, UserId } from '@parley/protocol'
import { verify, zeroHash } from '../../server/log/chain.ts'
import { decodeEntry } from '../../server/log/decode.ts'
import type { SealedEntry } from '../../server/log/log.ts'

/** What one device did and saw, each list in the order in which it happened. */
export interface Diary {
  readonly device: string
  readonly user: UserId
  /** It is told every entry of these, from the first on. */
  readonly chats: readonly ChatId[]
  readonly submitted: readonly Submission[]
  readonly confirmed: readonly (Submission & { readonly seq: number })[]
  /** For good: certainly not in the log. */
  readonly refused: readonly Submission[]
  readonly told: readonly Told[]
  /** Looked at now and then. */
  readonly cursors: readonly Cursors[]
}

export interface Submission {
  readonly chat: ChatId
  readonly id: SubmissionId
}

export interface Told {
  readonly chat: ChatId
  readonly seq: number
  readonly cause: SubmissionId
}

export type FlawKind =
  /** The hash chain or the order of seqs is not what was appended. */
  | 'brokenChain'
  /** Confirmed, and not in the log. */
  | 'lost'
  /** More than once in the log. */
  | 'doubled'
  /** Confirmed for another place than it has. */
  | 'moved'
  /** Refused for good, and in the log. */
  | 'refusedButThere'
  /** Neither confirmed nor refused when everything was over. */
  | 'forgotten'
  /** Before an earlier submission of the same device in the same chat, or by somebody else. */
  | 'outOfOrder'
  /** A device was told something else than the log has there. */
  | 'toldOtherwise'
  /** A device was not told everything, or not in order, or twice. */
  | 'toldBadly'
  /** A cursor went back. */
  | 'cursorBack'

export interface Flaw {
  readonly kind: FlawKind
  readonly what: string
}

/** Every chat's entries as they are stored, from the first on. */
export type WholeLog = ReadonlyMap<ChatId, readonly SealedEntry[]>

interface Place {
  readonly chat: ChatId
  readonly seq: number
  readonly by: UserId
}

export function check(log: WholeLog, diaries: readonly Diary[]): readonly Flaw[] {
  const flaws: Flaw[] = []
  const find = (kind: FlawKind, what: string): void => void flaws.push({ kind, what })
  const places = placesOf(log, find)
  for (const diary of diaries) {
    checkOutcomes(diary, places, find)
    checkOrder(diary, places, find)
    checkTold(diary, log, places, find)
    checkCursors(diary, find)
  }
  return flaws
}

type Find = (kind: FlawKind, what: string) => void
type Places = ReadonlyMap<SubmissionId, readonly Place[]>

function placesOf(log: WholeLog, find: Find): Places {
  const places = new Map<SubmissionId, Place[]>()
  for (const [chat, sealed] of log) {
    const verdict = verify(chat, { seq: 0, hash: zeroHash }, sealed)
    if (verdict.type === 'broken') find('brokenChain', `Entry ${verdict.seq} of ${chat}: ${verdict.why}`)
    for (const { json } of sealed) {
      const { cause, seq, by } = decodeEntry(json)
      const known = places.get(cause)
      if (known === undefined) places.set(cause, [{ chat, seq, by }])
      else known.push({ chat, seq, by })
    }
  }
  for (const [cause, all] of places)
    if (all.length > 1) find('doubled', `${cause} stands at ${all.map(({ chat, seq }) => `${seq} of ${chat}`).join()}.`)
  return places
}

function checkOutcomes({ device, submitted, confirmed, refused }: Diary, places: Places, find: Find): void {
  const open = new Set(submitted.map(({ id }) => id))
  for (const { chat, id, seq } of confirmed) {
    open.delete(id)
    const all = places.get(id) ?? []
    if (all.length === 0) find('lost', `${device} was told that ${id} is entry ${seq} of ${chat}; it is nowhere.`)
    else if (!all.some((place) => place.chat === chat && place.seq === seq))
      find('moved', `${device} was told that ${id} is entry ${seq} of ${chat}; it is entry ${all[0]?.seq}.`)
  }
  for (const { chat, id } of refused) {
    open.delete(id)
    if (places.has(id)) find('refusedButThere', `${device} was told that ${id} is not in ${chat}; it is there.`)
  }
  for (const id of open) find('forgotten', `${device} never heard how ${id} ended.`)
}

function checkOrder({ device, user, submitted }: Diary, places: Places, find: Find): void {
  const lastOf = new Map<ChatId, number>()
  for (const { chat, id } of submitted) {
    const place = places.get(id)?.[0]
    if (place === undefined) continue
    if (place.by !== user || place.chat !== chat) find('outOfOrder', `${id} of ${device} stands as another's.`)
    const last = lastOf.get(chat) ?? 0
    if (place.seq <= last)
      find('outOfOrder', `${id} of ${device} is entry ${place.seq} of ${chat}, its last was ${last}.`)
    lastOf.set(chat, place.seq)
  }
}

function checkTold({ device, chats, told }: Diary, log: WholeLog, places: Places, find: Find): void {
  const lastOf = new Map<ChatId, number>()
  for (const { chat, seq, cause } of told) {
    const last = lastOf.get(chat) ?? 0
    if (seq !== last + 1) find('toldBadly', `${device} was told entry ${seq} of ${chat} after entry ${last}.`)
    lastOf.set(chat, seq)
    if (!(places.get(cause) ?? []).some((place) => place.chat === chat && place.seq === seq))
      find('toldOtherwise', `${device} was told that entry ${seq} of ${chat} is ${cause}; it is not.`)
  }
  for (const chat of new Set([...chats, ...lastOf.keys()])) {
    const last = lastOf.get(chat) ?? 0
    const head = log.get(chat)?.length ?? 0
    if (last !== head) find('toldBadly', `${device} was told ${chat} up to entry ${last}; it has ${head}.`)
  }
}

function checkCursors({ device, cursors }: Diary, find: Find): void {
  const lastOf = new Map<ChatId, number>()
  for (const looked of cursors)
    for (const [chat, { seq }] of looked) {
      const last = lastOf.get(chat) ?? 0
      if (seq < last) find('cursorBack', `${device}'s cursor in ${chat} went from ${last} to ${seq}.`)
      lastOf.set(chat, seq)
    }
}
