/**
 * The session actor: one connected socket of one device. Its mailbox is what gives a socket's frames their order.
 *
 *     waiting ── hello (token, cursors) ──▶ live ── submit, ask, mark, typing, presence, set, renew ──▶ ended
 *
 * It never waits for a chat: an entry is its own acknowledgement and comes by the feed, and only a refusal is answered here.
 */
import type { ActorKind, Context, Ref, Step, Timer } from '@parley/actors'
import {
  type ChatId,
  type DownFrame,
  encode,
  type Failure,
  failure,
  FailureError,
  failures,
  limits,
  negotiate,
  refuseSetting,
  type SubmissionId,
  type UpFrame,
  type UpFrames,
  type UserId,
} from '@parley/protocol'
import type { Bus } from '../feed/bus.ts'
import { chatTopic, type Hub, type Link, type Listener } from '../feed/hub.ts'
import { askAgain, type Lag } from '../feed/lag.ts'
import { seenBy } from '../feed/snapshot.ts'
import type { AccessTokens } from './accessTokens.ts'
import { awaitSeen } from './arrival.ts'
import { createCatchUps } from './catchUps.ts'
import { createHolds, type Holds } from './holds.ts'
import type { LiveChats } from './liveChats.ts'
import { resume, type ResumeDeps } from './resume.ts'
import { keepSetting } from './settingWrites.ts'
import { createUnanswered, type Unanswered } from './unanswered.ts'
import type { UserProtocol } from './userActor.ts'

export interface SessionProtocol {
  /** The socket is there: the time for its hello runs. */
  opened(input: null): void
  frame(input: UpFrame): void
  /** The socket is gone. */
  closed(input: null): void
  /** To self: the time for the hello, or of the access token, is over. */
  due(input: { readonly failure: Failure }): void
}

type SessionState =
  | { readonly phase: 'waiting'; readonly link: Link; readonly deadline: Timer }
  | (Live & { readonly phase: 'live' })
  | { readonly phase: 'ended' }

interface Live {
  readonly link: Link
  readonly listener: Listener
  readonly deadline: Timer
  readonly holds: Holds
  readonly unanswered: Unanswered
}

export interface SessionDeps extends Omit<ResumeDeps, 'catchUps'> {
  readonly hub: Hub
  readonly bus: Bus
  readonly lag: Lag
  readonly chats: LiveChats
  readonly tokens: AccessTokens
  link(connection: string): Link | null
  user(id: UserId): Ref<UserProtocol>
  onDefect(error: unknown): void
}

/** Frames of one socket that wait to be handled. A client that sends more at once is closed as `overloaded`. */
const sessionFramesMax = 2_048
const socketsPerUserMax = 100

export function sessionKind(deps: SessionDeps): ActorKind<SessionProtocol, SessionState> {
  const { hub, bus, lag, store, chats, tokens } = deps
  const resuming: ResumeDeps = { ...deps, catchUps: createCatchUps(deps.log) }

  return {
    kind: 'session',
    mailbox: { capacity: sessionFramesMax, overflow: 'reject' },
    // A session whose state is lost is closed: its client comes back with its cursors.
    restart: { restartsMax: 0, withinMs: 1_000, backoffMs: 0 },
    idleMs: null,
    start(context) {
      const link = deps.link(context.id)
      if (link === null) return { phase: 'ended' }
      const late = failure('timeout', 'The first frame must be a hello, within five seconds.')
      return { phase: 'waiting', link, deadline: context.after(limits.helloTimeoutMs, 'due', { failure: late }) }
    },
    receive: {
      opened: (state) => ({ state, reply: undefined }),
      frame(state, frame, context) {
        if (state.phase === 'ended') return { state, reply: undefined }
        if (state.phase === 'live') return handle(state, frame, context)
        if (frame.t === 'hello') return greet(state.link, state.deadline, frame, context)
        return end(state.link, failure('unauthenticated', 'The first frame must be a hello.'), state.deadline)
      },
      due(state, { failure }, context) {
        if (state.phase === 'ended') return { state, reply: undefined }
        leave(context.id)
        return end(state.link, failure, state.deadline)
      },
      closed(state, _input, context) {
        if (state.phase !== 'ended') state.deadline.cancel()
        // Also what an activation that crashed has left behind.
        leave(context.id)
        context.passivate()
        return { state: { phase: 'ended' }, reply: undefined }
      },
    },
  }

  async function greet(
    link: Link,
    deadline: Timer,
    hello: UpFrames['hello'],
    context: Context<SessionProtocol>,
  ): Promise<Step<SessionState, undefined>> {
    // It came in time, and what it is waited for below takes as long as it may.
    deadline.cancel()
    const version = negotiate(hello.versions)
    if (version === null)
      return end(link, failure('unsupported', 'This server speaks another version of the protocol. Update.'), deadline)
    const identity = await tokens.inspect(hello.token)
    if (identity === 'expired') return end(link, failure('expired', 'The access token has ended. Renew it.'), deadline)
    if (identity === 'invalid')
      return end(link, failure('unauthenticated', 'The access token is not one of this server.'), deadline)
    const { user, session, expiresAt } = identity
    try {
      await awaitSeen({ store, lag, epoch: deps.log.epoch }, identity, hello)
    } catch (error) {
      return end(link, toFailure(error), deadline)
    }
    const person = store.people.get(user, user)
    if (person === null || !store.people.isLive(session))
      return end(link, failure('revoked', 'This session was ended. Log in again.'), deadline)

    if ([...hub.of(user)].length >= socketsPerUserMax)
      return end(
        link,
        failure('overloaded', `You are connected from ${socketsPerUserMax} places already.`, 60_000),
        deadline,
      )

    const only = hello.chats === undefined ? null : new Set(hello.chats)
    const listener: Listener = { connection: context.id, link, user, session, only }
    const now = context.env.now()
    hub.attach(listener)
    deps.user(user).tell('connected', { connection: context.id })
    link.cork(() => {
      link.send(encode({ t: 'welcome', version, user: person, session, now, expiresAt }))
      resume(resuming, listener, hello, now)
    })
    const live: Live = {
      link,
      listener,
      deadline: expiry(context, expiresAt),
      holds: createHolds(),
      unanswered: createUnanswered(),
    }
    return { state: { phase: 'live', ...live }, reply: undefined }
  }

  function handle(
    state: Live & { readonly phase: 'live' },
    frame: UpFrame,
    context: Context<SessionProtocol>,
  ): Step<SessionState, undefined> | Promise<Step<SessionState, undefined>> {
    const { link, listener } = state
    const { user } = listener
    switch (frame.t) {
      case 'submit':
        submit(state, frame, context)
        break
      case 'ask':
        ask(link, user, frame)
        break
      case 'mark':
        mark(link, user, frame)
        break
      case 'typing':
        type(listener, frame)
        break
      case 'presence':
        deps.user(user).tell('status', { status: frame.status })
        break
      case 'set':
        set(state, frame)
        break
      case 'renew':
        return renew(state, frame, context)
      case 'ping':
        link.send(pong)
        break
      case 'hello':
        say(link, { t: 'failure', failure: failure('conflict', 'This socket has said hello already.') })
        break
    }
    return { state, reply: undefined }
  }

  function submit(
    { link, listener, holds, unanswered }: Live,
    { chat, id, command }: UpFrames['submit'],
    { env }: Context<SessionProtocol>,
  ): void {
    const entered = holds.enter(chat, id, env.now(), (other) => isStored(listener.user, chat, other))
    if (entered.held !== null) {
      say(link, { t: 'rejected', chat, id, failure: entered.held })
      return
    }
    const reject = (refusal: Failure): void => {
      if (failures[refusal.code].retry === 'later') entered.refused(refusal, env.now())
      say(link, { t: 'rejected', chat, id, failure: refusal })
    }
    const { behind, answered } = unanswered.ask(chat, id)
    chats.ask(listener.user, chat, { id, command }, behind).then(
      (submitted) => {
        answered()
        if (submitted.type === 'rejected') reject(submitted.failure)
        else if (!link.isSubscribed(chatTopic(chat)) || (submitted.isRepeat && isTold(chat, submitted.entry.seq)))
          link.send(`{"t":"entries","chat":"${chat}","entries":[${submitted.json}]}`)
      },
      (error: unknown) => {
        answered()
        reject(toFailure(error))
      },
    )
  }

  function isStored(by: UserId, chat: ChatId, id: SubmissionId): boolean {
    const row = store.chats.row(chat)
    return row !== null && store.messages.submitted(row.key, by, id) !== null
  }

  /** The feed has told it. What it has yet to tell must not come before: a client would be ahead of what it resumes from. */
  function isTold(chat: ChatId, seq: number): boolean {
    return (store.chats.row(chat)?.seq ?? 0) >= seq
  }

  function set({ link, listener }: Live, { key, value }: UpFrames['set']): void {
    const answer = (refusal: Failure | null): void =>
      say(link, { t: 'set', key, ...(refusal === null ? {} : { failure: refusal }) })
    const wrong = refuseSetting(key, value)
    if (wrong !== null) return answer(wrong)
    keepSetting(deps.user(listener.user), key, value).then(answer, (error: unknown) => answer(toFailure(error)))
  }

  async function renew(
    state: Live & { readonly phase: 'live' },
    frame: UpFrames['renew'],
    context: Context<SessionProtocol>,
  ): Promise<Step<SessionState, undefined>> {
    const { link, listener } = state
    const identity = await tokens.inspect(frame.token)
    if (typeof identity === 'string' || identity.session !== listener.session) {
      say(link, { t: 'failure', failure: failure('unauthenticated', 'The new token is not one of this session.') })
      return { state, reply: undefined }
    }
    state.deadline.cancel()
    say(link, { t: 'renewed', expiresAt: identity.expiresAt })
    return { state: { ...state, deadline: expiry(context, identity.expiresAt) }, reply: undefined }
  }

  function expiry(context: Context<SessionProtocol>, expiresAt: number): Timer {
    const expired = failure('expired', 'The access token has ended. Renew it and come back.')
    return context.after(Math.max(0, expiresAt - context.env.now()), 'due', { failure: expired })
  }

  function end(link: Link, why: Failure, deadline: Timer): Step<SessionState, undefined> {
    deadline.cancel()
    say(link, { t: 'failure', failure: why })
    link.close(failures[why.code].close ?? 1008, why.message)
    return { state: { phase: 'ended' }, reply: undefined }
  }

  /** Other nodes believe this one that the user may be heard in the chat. */
  function type(listener: Listener, { chat, on }: UpFrames['typing']): void {
    if (!isSubscribedOrSeen(listener, chat)) return say(listener.link, { t: 'failure', failure: stranger })
    const text = encode({ t: 'typing', chat, user: listener.user, on })
    listener.link.publish(chatTopic(chat), text)
    bus.publish(chatTopic(chat), text)
  }

  function leave(connection: string): void {
    const gone = hub.detach(connection)
    if (gone !== null) deps.user(gone.user).tell('disconnected', { connection })
  }

  function isSubscribedOrSeen({ link, user }: Listener, chat: ChatId): boolean {
    return link.isSubscribed(chatTopic(chat)) || seenBy(store, user, chat) !== null
  }

  /** At once, unless this node's store says no and may be behind. */
  function ask(link: Link, user: UserId, { id, query }: UpFrames['ask']): void {
    const answer = (): void => say(link, { t: 'answer', id, answer: chats.query(user, query) })
    const refuse = (error: unknown): void => say(link, { t: 'refused', id, failure: toFailure(error) })
    try {
      answer()
    } catch (error) {
      if ('chat' in query) askAgain(lag, query.chat, error, answer).catch(refuse)
      else refuse(error)
    }
  }

  function mark(link: Link, user: UserId, frame: UpFrames['mark']): void {
    const move = (): boolean => chats.mark(user, frame.chat, marksOf(frame))
    const refuse = (error: unknown): void => say(link, { t: 'failure', failure: toFailure(error) })
    try {
      if (!move())
        lag
          .chat(frame.chat)
          .then((wasBehind) => wasBehind && move())
          .catch(refuse)
    } catch (error) {
      askAgain(lag, frame.chat, error, move).catch(refuse)
    }
  }

  function toFailure(error: unknown): Failure {
    if (error instanceof FailureError) return error.failure
    deps.onDefect(error)
    return failure('internal', 'Something went wrong in the server. It has been noted.')
  }
}

const pong = encode({ t: 'pong' })
const stranger = failure('notFound', 'There is no such chat, or you are not in it.')
const say = (link: Link, frame: DownFrame): void => link.send(encode(frame))

const marksOf = ({ delivered, read }: UpFrames['mark']): { delivered?: number; read?: number } => ({
  ...(delivered === undefined ? {} : { delivered }),
  ...(read === undefined ? {} : { read }),
})
