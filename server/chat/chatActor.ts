/**
 * The chat actor: the one writer of a chat. It decides on the chat as it will be when everything that it accepted is durable,
 * and hands what has gathered to the log in one append while the next gathers.
 *
 *     submit ─▶ seen before? ─▶ decide ─▶ fold ─▶ waiting ─┐
 *                  │ its entry      │ rejection             ▼ one append in flight
 *                  ▼                ▼                     LOG ─▶ appended (a message to self) ─▶ answers
 *
 * It is never trusted to be the only one: an append that does not extend the head comes back as `conflict`. After anything
 * but a clean `stored` it forgets what it believed, reads the chat from the log, looks there for its own submissions, and
 * decides the rest again. The same where the store has heard of entries that it did not write. Of two writers the one that
 * keeps losing rests for a while, and gives up after some tries.
 *
 * What the rules refuse may be refused by a head that others have moved. So a refusal is only told when an append or a look at
 * the log that began after it has found nobody else's entries; until then it is in doubt, and what its author submits waits
 * behind it (`doubts.ts`).
 */
import type { ActorKind, Context, Step } from '@parley/actors'
import {
  type Chat,
  type ChatId,
  decide,
  type Entry,
  type Failure,
  failure,
  FailureError,
  fold,
  isChatId,
  type MessageFacts,
  type Submission,
  type SubmissionId,
  type UserId,
} from '@parley/protocol'
import type { Appended, Draft, Log, LogEntry } from '../log/log.ts'
import type { Store } from '../store/main.ts'
import { type Candidate, createDoubts, type Doubts, type Submitted } from './doubts.ts'
import { createRecent, type Recent } from './recent.ts'

export type { Submitted } from './doubts.ts'

export interface ChatProtocol {
  /**
   * `behind`: what the same author submitted before on the same road and has no answer to. Where that never came here, this one
   * is refused for now: it must not be stored before.
   */
  submit(input: { readonly by: UserId; readonly submission: Submission; readonly behind?: SubmissionId }): Submitted
  /** To self: how the append in flight, the look at the log, or the rest ended. */
  appended(input: { readonly flight: number; readonly outcome: Outcome }): void
}

type Outcome = Appended | { readonly type: 'failed'; readonly failure: Failure } | { readonly type: 'rested' }

interface Waiting extends Candidate {
  readonly draft: Draft
}

interface ChatState {
  readonly id: ChatId
  /** As it will be when `inFlight` and `waiting` are durable. */
  chat: Chat | null
  durableSeq: number
  inFlight: Waiting[]
  waiting: Waiting[]
  /** 0: no append, look or rest is under way. */
  flight: number
  recent: Recent
  readonly doubts: Doubts
  /** Appends in a row that others won. */
  losses: number
}

/** Submissions that wait in one chat for the append before theirs. More are refused as `overloaded`. */
const waitingMax = 4_096
/** Drafts in one append. */
const appendDraftsMax = 512
const readEntriesMax = 500
const idleMs = 60_000
/** Then what waits is refused for now. */
const lossesMax = 12
/** After the second loss in a row, up to this long and twice as long after each more. */
const restMs = 4
const restMsMax = 250

export function chatKind(log: Log, store: Store): ActorKind<ChatProtocol, ChatState> {
  // Counted over all activations, so that none takes the end of another's flight for its own.
  let flights = 0
  return {
    kind: 'chat',
    mailbox: { capacity: 8_192, overflow: 'reject' },
    // What its crash took was refused, so nothing later of the same author may get in. While the log is away it tries twice a
    // second for as long as that takes: an address that rests would stay away longer than the log.
    restart: { restartsMax: 10, withinMs: 5_000, backoffMs: 500, queued: 'refused' },
    idleMs,
    start: (context) => load(context.id),
    receive: {
      submit(state, { by, submission, behind }, context) {
        const pending = find(state, by, submission)
        if (pending !== undefined) return { state, reply: pending.submitted.then(asRepeat) }
        const seq = seqOf(state, by, submission.id)
        if (seq !== null) return { state, reply: repeat(state.id, seq) }
        if (state.waiting.length >= waitingMax || state.doubts.isFull()) return { state, reply: rejected(tooMuch) }
        const { promise, resolve } = Promise.withResolvers<Submitted>()
        const candidate = { by, submission, behind, submitted: promise, answer: resolve }
        take(state, candidate, flights, context.env.now())
        if (state.flight === 0 && isOutrun(state))
          return recover(state, context).then((next) => ({ state: next, reply: promise }))
        launch(state, context)
        return { state, reply: promise }
      },

      appended(state, { flight, outcome }, context) {
        // A flight of a former activation: its submissions were looked for in the log already.
        if (flight !== state.flight) return { state, reply: undefined }
        state.flight = 0
        switch (outcome.type) {
          case 'stored':
            settle(state, outcome.entries)
            ponder(state, flight, context)
            break
          case 'rested':
            break
          case 'failed':
            // What waits behind goes too: nobody's later message may be stored before their earlier one.
            refuseAll(state, outcome.failure)
            return recover(state, context).then(toStep)
          case 'conflict':
            if (++state.losses > lossesMax) refuseAll(state, contended)
            return recover(state, context).then(toStep)
          case 'unknown':
            return recover(state, context).then(toStep)
        }
        if (isOutrun(state)) return recover(state, context).then(toStep)
        launch(state, context)
        return { state, reply: undefined }
      },
    },
  }

  /** From the store, then from the log what the store has not folded yet. */
  async function load(address: string): Promise<ChatState> {
    if (!isChatId(address)) throw new Error(`A chat actor was addressed as "${address}".`)
    const recent = createRecent()
    let chat = store.chats.load(address)
    for (;;) {
      const page = await log.read(address, chat?.seq ?? 0, readEntriesMax)
      for (const { entry } of page) {
        chat = fold(chat, entry, address)
        recent.remember(entry)
      }
      if (page.length < readEntriesMax) break
    }
    const durableSeq = chat?.seq ?? 0
    const doubts = createDoubts()
    return { id: address, chat, durableSeq, waiting: [], inFlight: [], flight: 0, recent, doubts, losses: 0 }
  }

  /** The store has heard of entries that this actor did not write. Only where no append is in flight. */
  function isOutrun(state: ChatState): boolean {
    const row = store.chats.row(state.id)
    return row !== null && row.seq > state.durableSeq
  }

  /** `since`: the last flight that had begun when it came. */
  function take(state: ChatState, candidate: Candidate, since: number, now: number): void {
    const { by, behind } = candidate
    if (state.doubts.isHeld(by)) return state.doubts.hold(candidate)
    const isEarly = behind !== undefined && seqOf(state, by, behind) === null && !state.doubts.isDenied(by, behind)
    const refused = isEarly ? early : accept(state, candidate, now)
    if (refused !== null) state.doubts.add(candidate, { failure: refused, since, basis: state.chat?.seq ?? 0 })
  }

  /** Decides; what the rules accept waits for its append. */
  function accept(state: ChatState, waiting: Candidate, now: number): Failure | null {
    const { by, submission } = waiting
    const message = (seq: number): MessageFacts | undefined => {
      const recent = state.recent.facts(seq)
      if (recent !== undefined) return recent
      const row = store.chats.row(state.id)
      return row === null ? undefined : store.messages.facts(row.key, seq)
    }
    const decision = decide(state.chat, submission.command, { by, message })
    if (decision.type === 'rejected') return decision.failure
    const draft: Draft = { at: now, by, cause: submission.id, event: decision.event }
    const entry: Entry = { seq: (state.chat?.seq ?? 0) + 1, ...draft }
    state.chat = fold(state.chat, entry, state.id)
    state.recent.remember(entry)
    state.waiting.push({ ...waiting, draft })
    return null
  }

  /** Sends what waits, unless something is under way; where nothing waits and something is in doubt, looks at the log. */
  function launch(state: ChatState, { self }: Context<ChatProtocol>): void {
    if (state.flight !== 0 || (state.waiting.length === 0 && state.doubts.isEmpty())) return
    state.inFlight = state.waiting
    state.waiting = state.inFlight.length > appendDraftsMax ? state.inFlight.splice(appendDraftsMax) : []
    const flight = ++flights
    state.flight = flight
    const drafts = state.inFlight.map(({ draft }) => draft)
    const outcome = drafts.length === 0 ? look(state) : log.append(state.id, state.durableSeq, drafts)
    outcome.then(
      (outcome) => self.tell('appended', { flight, outcome }),
      (error: unknown) => {
        const outcome: Outcome =
          error instanceof FailureError ? { type: 'failed', failure: error.failure } : { type: 'unknown', cause: error }
        self.tell('appended', { flight, outcome })
      },
    )
  }

  /** An append of nothing: is the head where this actor thinks? */
  async function look({ id, durableSeq }: ChatState): Promise<Appended> {
    const { seq } = await log.head(id)
    return seq === durableSeq ? { type: 'stored', entries: [] } : { type: 'conflict' }
  }

  function settle(state: ChatState, entries: readonly LogEntry[]): void {
    const landed = state.inFlight
    if (entries.length !== landed.length) throw new Error('The log answered with other entries than it was given.')
    for (let place = 0; place < landed.length; place++) {
      const stored = entries[place]
      if (stored !== undefined)
        landed[place]?.answer({ type: 'stored', entry: stored.entry, json: stored.json, isRepeat: false })
    }
    state.durableSeq += landed.length
    state.inFlight = []
    state.losses = 0
    state.recent.forget(store.chats.row(state.id)?.seq ?? 0)
  }

  /** Tells the refusals that are certain after this flight, and decides what waited behind them. */
  function ponder(state: ChatState, flight: number, { env }: Context<ChatProtocol>): void {
    if (state.doubts.isEmpty()) return
    for (const one of state.doubts.settle(flight, state.durableSeq)) take(state, one, flights, env.now())
  }

  function refuseAll(state: ChatState, failure: Failure): void {
    for (const { answer } of [...state.inFlight, ...state.waiting, ...state.doubts.takeAll()]) answer(rejected(failure))
    state.inFlight = []
    state.waiting = []
    state.losses = 0
  }

  /** Believes nothing: reads the chat again, finds what had landed, decides the rest anew, in the old order. */
  async function recover(state: ChatState, context: Context<ChatProtocol>): Promise<ChatState> {
    const next = { ...(await load(state.id)), doubts: state.doubts, losses: state.losses }
    for (const waiting of [...state.inFlight, ...state.waiting, ...state.doubts.takeAll()]) {
      const seq = seqOf(next, waiting.by, waiting.submission.id)
      // Whatever comes while the chat is read is handled after it: the reading began after all of these had come.
      if (seq === null) take(next, waiting, 0, context.env.now())
      else waiting.answer(await repeat(state.id, seq))
    }
    ponder(next, 1, context)
    if (next.losses > 1) rest(next, context)
    else launch(next, context)
    return next
  }

  /** Two writers that answer each other at once could go on for ever. */
  function rest(state: ChatState, context: Context<ChatProtocol>): void {
    state.flight = ++flights
    const longest = Math.min(restMsMax, restMs * 2 ** (state.losses - 2))
    context.after(context.env.random() * longest, 'appended', { flight: state.flight, outcome: { type: 'rested' } })
  }

  function seqOf(state: ChatState, by: UserId, cause: SubmissionId): number | null {
    const recent = state.recent.submitted(by, cause)
    if (recent !== null) return recent
    const row = store.chats.row(state.id)
    return row === null ? null : store.messages.submitted(row.key, by, cause)
  }

  async function repeat(id: ChatId, seq: number): Promise<Submitted> {
    const [found] = await log.read(id, seq - 1, 1)
    if (found === undefined) throw new Error(`Entry ${seq} of chat ${id} is known to the store and not to the log.`)
    return { type: 'stored', entry: found.entry, json: found.json, isRepeat: true }
  }
}

/** The same submission, not durable yet. Looked for only where it can be: among what this activation remembers. */
function find(state: ChatState, by: UserId, { id }: Submission): Candidate | undefined {
  const doubted = state.doubts.isEmpty() ? undefined : state.doubts.find(by, id)
  if (doubted !== undefined) return doubted
  if (state.recent.submitted(by, id) === null) return undefined
  const same = ({ by: its, submission }: Waiting): boolean => its === by && submission.id === id
  return state.inFlight.find(same) ?? state.waiting.find(same)
}

/**
 * For whoever asks while the append is under way. Its entry may be told before the writer hears of it, and before they asked:
 * the feed tells nobody again.
 */
const asRepeat = (submitted: Submitted): Submitted =>
  submitted.type === 'stored' ? { ...submitted, isRepeat: true } : submitted

const rejected = (failure: Failure): Submitted => ({ type: 'rejected', failure })
const toStep = (state: ChatState): Step<ChatState, undefined> => ({ state, reply: undefined })

const tooMuch = failure('overloaded', 'This chat has too much to store. Try again.', 1_000)
const contended = failure('unavailable', 'Others kept writing to this chat. Try again.', 1_000)
const early = failure('unavailable', 'What you submitted before has not come. Try again.', 250)
