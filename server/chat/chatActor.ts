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
 * decides the rest again.
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
  type UserId,
} from '@parley/protocol'
import type { Appended, Draft, Log, LogEntry } from '../log/log.ts'
import type { Store } from '../store/main.ts'
import { createRecent, type Recent } from './recent.ts'

export type Submitted =
  /** `isRepeat`: it was asked for before this call, so the feed may have told it already, and tells nobody again. */
  | { readonly type: 'stored'; readonly entry: Entry; readonly json: string; readonly isRepeat: boolean }
  | { readonly type: 'rejected'; readonly failure: Failure }

export interface ChatProtocol {
  submit(input: { readonly by: UserId; readonly submission: Submission }): Submitted
  /** To self: how the append in flight ended. */
  appended(input: { readonly flight: number; readonly outcome: Outcome }): void
}

type Outcome = Appended | { readonly type: 'failed'; readonly failure: Failure }

interface Waiting {
  readonly by: UserId
  readonly submission: Submission
  readonly draft: Draft
  readonly submitted: Promise<Submitted>
  answer(submitted: Submitted): void
}

interface ChatState {
  readonly id: ChatId
  /** As it will be when `inFlight` and `waiting` are durable. */
  chat: Chat | null
  durableSeq: number
  inFlight: Waiting[]
  waiting: Waiting[]
  flight: number
  recent: Recent
}

/** Submissions that wait in one chat for the append before theirs. More are refused as `overloaded`. */
const waitingMax = 4_096
/** Drafts in one append. */
const appendDraftsMax = 512
const readEntriesMax = 500
const idleMs = 60_000

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
      submit(state, { by, submission }, context) {
        const pending = find(state, by, submission)
        if (pending !== undefined) return { state, reply: pending.submitted.then(asRepeat) }
        const seq = seqOf(state, by, submission)
        if (seq !== null) return { state, reply: repeat(state.id, seq) }
        if (state.waiting.length >= waitingMax)
          return { state, reply: rejected(failure('overloaded', 'This chat has too much to store. Try again.', 1_000)) }
        const { promise, resolve } = Promise.withResolvers<Submitted>()
        const refused = accept(state, { by, submission, submitted: promise, answer: resolve }, context.env.now())
        if (refused !== null) return { state, reply: rejected(refused) }
        launch(state, context)
        return { state, reply: promise }
      },

      appended(state, { flight, outcome }, context) {
        // A flight of a former activation: its submissions were looked for in the log already.
        if (flight !== state.flight || state.inFlight.length === 0) return { state, reply: undefined }
        switch (outcome.type) {
          case 'stored':
            settle(state, outcome.entries)
            launch(state, context)
            return { state, reply: undefined }
          case 'failed':
            // What waits behind goes too: nobody's later message may be stored before their earlier one.
            for (const { answer } of [...state.inFlight, ...state.waiting]) answer(rejected(outcome.failure))
            return recover({ ...state, inFlight: [], waiting: [] }, context)
          case 'conflict':
          case 'unknown':
            return recover(state, context)
        }
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
    return { id: address, chat, durableSeq: chat?.seq ?? 0, waiting: [], inFlight: [], flight: 0, recent }
  }

  /** Decides; what the rules accept waits for its append. */
  function accept(state: ChatState, waiting: Omit<Waiting, 'draft'>, now: number): Failure | null {
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

  /** Sends what waits, unless an append is in flight. */
  function launch(state: ChatState, { self }: Context<ChatProtocol>): void {
    if (state.inFlight.length > 0 || state.waiting.length === 0) return
    state.inFlight = state.waiting
    state.waiting = state.inFlight.length > appendDraftsMax ? state.inFlight.splice(appendDraftsMax) : []
    const flight = ++flights
    state.flight = flight
    const drafts = state.inFlight.map(({ draft }) => draft)
    log.append(state.id, state.durableSeq, drafts).then(
      (outcome) => self.tell('appended', { flight, outcome }),
      (error: unknown) => {
        const outcome: Outcome =
          error instanceof FailureError ? { type: 'failed', failure: error.failure } : { type: 'unknown', cause: error }
        self.tell('appended', { flight, outcome })
      },
    )
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
    state.recent.forget(store.chats.row(state.id)?.seq ?? 0)
  }

  /** Believes nothing: reads the chat again, finds what had landed, decides the rest anew, in the old order. */
  async function recover(state: ChatState, context: Context<ChatProtocol>): Promise<Step<ChatState, undefined>> {
    const next = await load(state.id)
    for (const waiting of [...state.inFlight, ...state.waiting]) {
      const seq = seqOf(next, waiting.by, waiting.submission)
      if (seq !== null) {
        waiting.answer(await repeat(state.id, seq))
        continue
      }
      const refused = accept(next, waiting, context.env.now())
      if (refused !== null) waiting.answer(rejected(refused))
    }
    launch(next, context)
    return { state: next, reply: undefined }
  }

  function seqOf(state: ChatState, by: UserId, { id: cause }: Submission): number | null {
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
function find(state: ChatState, by: UserId, { id }: Submission): Waiting | undefined {
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
