/**
 * The open visits. One that is away lives by three things: pages, which its loads and a start over ask for; entries, which
 * come when the chat's replica has folded them; and what the reader has under way. Its loads run one after the other.
 */
import type { Codec } from '../codec.ts'
import type { Cursor } from '../cursor.ts'
import type { Entry } from '../event.ts'
import { failure, FailureError, failures } from '../failure.ts'
import type { Answer, Query } from '../frame.ts'
import type { ChatId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Message } from '../timeline.ts'
import type { Announcer } from './announcer.ts'
import type { ClientEnv } from './env.ts'
import { type Pending, type Replica, withPending, withWindow } from './replica.ts'
import {
  foldStretch,
  newest,
  oldest,
  type Piece,
  put,
  putNext,
  reachesEnd,
  type Stretch,
  stretchAt,
  widened,
} from './stretch.ts'
import type { ChatView } from './view.ts'
import type { Place, Visit } from './visit.ts'
import { placeOf, type Window } from './window.ts'
import { toFailure } from './writer.ts'

export interface Visits {
  /** Rejects with a `FailureError`. */
  open(chat: ChatId, place: Place): Promise<Visit>
  /** The chat's replica has folded these. */
  advance(chat: ChatId, entries: readonly Entry[]): void
  /** The chat started over from a snapshot; `before` is how far it was. */
  begin(chat: ChatId, before: Cursor | null): void
  /** Other submissions wait. */
  touch(chat: ChatId): void
  gone(chat: ChatId): void
  stop(): void
}

export interface VisitsPorts {
  readonly env: ClientEnv
  readonly codec: Codec
  readonly ask: (query: Query) => Promise<Answer>
  readonly handled: Announcer['handled']
  readonly replica: (chat: ChatId) => Replica | null
  readonly view: (chat: ChatId) => ChatView | null
  readonly pending: (chat: ChatId) => readonly Pending[]
  /** The live window is to have these messages from an earlier one on. */
  readonly widen: (chat: ChatId, window: Window) => void
  readonly loadOlder: (chat: ChatId) => Promise<boolean>
  readonly onChange: (chat: ChatId) => void
}

/** Messages of a visit. Beyond it those at the far end of what is loaded go. */
export const visitMessagesMax = 1_000
/** Visits that are open at once and have not joined. */
export const visitsMax = 32
const reloadRetryMs = 5_000
const pageTriesMax = 3

/** One that is away. */
interface Away {
  readonly chat: ChatId
  target: number
  stretch: Stretch
  /** What is shown of the stretch, once it was looked at. */
  shown: readonly Message[] | null
  phase: 'away' | 'joined' | 'over'
  /** It may have missed entries, all of them before the chat's `changes`. */
  isStale: boolean
  /** Counts the snapshots: what was asked before one must not be put in after it. */
  starts: number
  /** Ends when the loads so far have. */
  last: Promise<unknown>
  older: Promise<boolean> | null
  newer: Promise<boolean> | null
  cancelRetry: () => void
}

export function createVisits(ports: VisitsPorts): Visits {
  const { env, codec, ask, handled } = ports
  const away = new Set<Away>()
  const of = (chat: ChatId): readonly Away[] => [...away].filter((one) => one.chat === chat)

  function replicaOf(chat: ChatId): Replica {
    const replica = ports.replica(chat)
    if (replica === null) throw new FailureError(failure('notFound', 'There is no such chat, or you are not in it.'))
    return replica
  }

  const change = handled((one: Away, stretch: Stretch) => {
    if (stretch === one.stretch) return
    const isSeen = stretch.messages !== one.stretch.messages || stretch.from !== one.stretch.from
    one.stretch = stretch
    if (!isSeen) return
    one.shown = null
    ports.onChange(one.chat)
  })

  const join = handled((one: Away) => {
    const { window } = replicaOf(one.chat).confirmed
    if (!reachesEnd(one.stretch, window)) return
    const wider = widened(window, one.stretch)
    if (wider !== window) ports.widen(one.chat, wider)
    leave(one, 'joined')
    ports.onChange(one.chat)
  })

  function leave(one: Away, phase: 'joined' | 'over'): void {
    if (one.phase !== 'away') return
    one.phase = phase
    one.cancelRetry()
    away.delete(one)
  }

  function queued<Result>(one: Away, work: () => Promise<Result>): Promise<Result> {
    const done = one.last.then(work)
    one.last = done.catch(() => undefined)
    return done
  }

  /** Asks for a page and puts it in. `null` where that has brought nothing that fits. No message after `last` is taken. */
  async function page(one: Away, query: PageQuery, trim: Trim, last = Number.MAX_SAFE_INTEGER): Promise<Piece | null> {
    const { starts } = one
    const answer = await ask({ type: 'history', chat: one.chat, ...query, limit: limits.historyPageMax })
    if (one.phase !== 'away' || answer.type !== 'history' || starts !== one.starts) return null
    const { confirmed, changes } = replicaOf(one.chat)
    const { seq } = confirmed.chat
    if (answer.seq < changes.after) return null
    const messages = answer.messages.map((message) => codec.toMessage(message))
    const piece = pieceOf(query, { ...answer, messages }, Math.min(seq, last))
    const { stretch } = one
    if (piece.from >= piece.to || piece.from > stretch.to || piece.to < stretch.from) return null
    change(one, trim(put(stretch, piece, changes.entries, seq)))
    return piece
  }

  /** `null` where the visit was left. */
  async function tried<Result>(one: Away, work: () => Promise<Result | null>): Promise<Result | null> {
    for (let tries = 0; tries < pageTriesMax && one.phase === 'away'; tries++) {
      const result = await work()
      if (result !== null) return result
    }
    if (one.phase !== 'away') return null
    throw new FailureError(failure('unavailable', 'The chat changed while its history was read. Try again.'))
  }

  async function growOlder(one: Away): Promise<void> {
    if (one.stretch.from <= 1) return
    await tried(one, () => page(one, { before: one.stretch.from }, (grown) => oldest(grown, visitMessagesMax)))
  }

  async function growNewer(one: Away): Promise<void> {
    const trim: Trim = (grown) => newest(grown, visitMessagesMax)
    await tried(one, async () => {
      const { window, chat } = replicaOf(one.chat).confirmed
      const next = putNext(one.stretch, window, limits.historyPageMax, chat.seq)
      if (next === null) return page(one, { after: one.stretch.to - 1 }, trim)
      change(one, trim(next))
      return next
    })
  }

  /** From nothing but a place: the messages after it and those before it. */
  async function around(one: Away, seq: number): Promise<void> {
    await Promise.all([growNewer(one), growOlder(one)])
    const next = (): number | undefined => one.stretch.messages[placeOf(one.stretch.messages, seq)]?.seq
    // Between the place and the live window there are only edits and deletions.
    if (next() === undefined) await growNewer(one)
    one.target = next() ?? one.stretch.messages[one.stretch.messages.length - 1]?.seq ?? seq
    join(one)
  }

  /** Reads again what it holds, page by page, each in its place. */
  async function reload(one: Away): Promise<void> {
    if (one.phase !== 'away' || !one.isStale) return
    one.cancelRetry()
    const { starts, stretch } = one
    const { from, to } = stretch
    try {
      if (from === to) await around(one, one.target)
      else
        for (let at: number | null = from; at !== null && at < to;) {
          const after: number = at - 1
          const piece = await tried(one, () => page(one, { after }, (whole) => whole, to - 1))
          at = piece === null ? null : piece.to
        }
      if (one.starts === starts) one.isStale = false
    } catch (error) {
      if (failures[toFailure(error).code].retry !== 'later') return
      one.cancelRetry = env.after(reloadRetryMs, () => void queued(one, () => reload(one)))
    }
  }

  async function loadOlder(one: Away): Promise<boolean> {
    await reload(one)
    await growOlder(one)
    return one.phase === 'joined' ? (ports.view(one.chat)?.hasOlder ?? false) : one.stretch.from > 1
  }

  async function loadNewer(one: Away): Promise<boolean> {
    await reload(one)
    await growNewer(one)
    join(one)
    return one.phase === 'away'
  }

  function shown(one: Away): readonly Message[] {
    if (one.phase === 'joined') return ports.view(one.chat)?.messages ?? []
    one.shown ??= withWaiting(one)
    return one.shown
  }

  function withWaiting({ chat, stretch }: Away): readonly Message[] {
    const replica = ports.replica(chat)
    const waiting = changesOf(ports.pending(chat))
    if (replica === null || waiting.length === 0) return stretch.messages
    return withPending(withWindow(replica, stretch), waiting).view.window.messages
  }

  function visitOf(one: Away): Visit {
    const { chat } = one
    return {
      chat,
      get messages() {
        return shown(one)
      },
      get target() {
        return one.target
      },
      get hasOlder() {
        return one.phase === 'joined' ? (ports.view(chat)?.hasOlder ?? false) : one.stretch.from > 1
      },
      get hasNewer() {
        return one.phase !== 'joined'
      },
      loadOlder() {
        if (one.phase === 'joined') return ports.loadOlder(chat)
        one.older ??= queued(one, () => loadOlder(one)).finally(() => (one.older = null))
        return one.older
      },
      loadNewer() {
        one.newer ??= queued(one, () => loadNewer(one)).finally(() => (one.newer = null))
        return one.newer
      },
      close: () => leave(one, 'over'),
    }
  }

  async function open(chat: ChatId, place: Place): Promise<Visit> {
    if (!Number.isFinite('seq' in place ? place.seq : place.at))
      throw new FailureError(failure('invalid', 'A place in a chat is a number.'))
    const { window } = replicaOf(chat).confirmed
    const here = seqHere(window, place)
    if (here === null && 'at' in place) {
      const answer = await ask({ type: 'find', chat, at: place.at })
      return open(chat, { seq: answer.type === 'find' ? answer.seq : 1 })
    }
    const target = here ?? ('seq' in place ? Math.max(1, place.seq) : 1)
    const one: Away = {
      chat,
      target,
      stretch: stretchAt(target),
      shown: null,
      phase: here === null ? 'away' : 'joined',
      isStale: false,
      starts: 0,
      last: Promise.resolve(),
      older: null,
      newer: null,
      cancelRetry: () => undefined,
    }
    if (here !== null) return visitOf(one)
    if (away.size >= visitsMax)
      throw new FailureError(failure('overloaded', `${visitsMax} visits are open already. Close some.`))
    away.add(one)
    try {
      await queued(one, () => around(one, target))
      // It may be gone.
      replicaOf(chat)
      return visitOf(one)
    } catch (error) {
      leave(one, 'over')
      throw error
    }
  }

  return {
    open,
    advance(chat, entries) {
      for (const one of of(chat)) change(one, foldStretch(one.stretch, entries))
    },
    begin(chat, before) {
      const { epoch, confirmed } = replicaOf(chat)
      if (before?.epoch === epoch && before.seq === confirmed.chat.seq) return
      for (const one of of(chat)) {
        one.isStale = true
        one.starts++
        // The seqs of another epoch are other entries.
        if (before?.epoch !== epoch) change(one, stretchAt(one.target))
        void queued(one, () => reload(one))
      }
    },
    touch(chat) {
      for (const one of of(chat)) {
        const isWaiting = one.shown !== null && one.shown !== one.stretch.messages
        if (!isWaiting && changesOf(ports.pending(chat)).length === 0) continue
        one.shown = null
        ports.onChange(chat)
      }
    },
    gone(chat) {
      for (const one of of(chat)) leave(one, 'over')
    },
    stop() {
      for (const one of away) leave(one, 'over')
    },
  }
}

type PageQuery = { readonly before: number } | { readonly after: number }
type Trim = (stretch: Stretch) => Stretch

interface Page {
  readonly messages: readonly Message[]
  readonly seq: number
  readonly more: boolean
}

function pieceOf(query: PageQuery, { messages, seq: asOf, more }: Page, last: number): Piece {
  if ('before' in query) {
    const { before: to } = query
    return { from: more ? (messages[0]?.seq ?? to) : 1, to, messages, asOf }
  }
  const to = Math.min(last, more ? (messages[messages.length - 1]?.seq ?? query.after) : asOf) + 1
  return { from: query.after + 1, to, messages: messages.filter(({ seq }) => seq < to), asOf }
}

/** The seq of the message at a place in the live window; `null` where the place is before it. */
function seqHere({ from, messages }: Window, place: Place): number | null {
  const last = messages[messages.length - 1]?.seq ?? null
  if ('seq' in place) return place.seq < from ? null : (messages[placeOf(messages, place.seq)]?.seq ?? last)
  // One at the same time as the first one here may be before it.
  const isBefore = from > 1 && (messages[0]?.at ?? Number.POSITIVE_INFINITY) >= place.at
  return isBefore ? null : (messages.find(({ at }) => at >= place.at)?.seq ?? last)
}

const changesOf = (pending: readonly Pending[]): readonly Pending[] =>
  pending.filter(({ command }) => command.type === 'edit' || command.type === 'delete')
