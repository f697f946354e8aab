/** What an actor is: plain data in, the next state and a reply out. There is no class to inherit. */

/** What an actor understands: one function type per call, input in, reply out. */
export type Protocol<P> = { readonly [Call in keyof P]: (input: never) => unknown }
export type Input<P, Call extends keyof P> = P[Call] extends (input: infer Given) => unknown ? Given : never
export type Reply<P, Call extends keyof P> = P[Call] extends (input: never) => infer Given ? Given : never

/** How others reach an actor, whether it is running or not. Calls of one sender to one actor arrive in order. */
export interface Ref<P extends Protocol<P>> {
  /** At most once, and never an error: a call that cannot be delivered is a dead letter. */
  tell<Call extends keyof P & string>(call: Call, input: Input<P, Call>): void
  /**
   * Answered once, or rejected with a `Fault`: never before `timeoutMs` with `timeout`, and at most a quarter of a second
   * after it. A deferred reply that rejects passes its own error on. The runtime never tries again by itself.
   */
  ask<Call extends keyof P & string>(
    call: Call,
    input: Input<P, Call>,
    options: { readonly timeoutMs: number },
  ): Promise<Reply<P, Call>>
}

/**
 * The next state, and the reply. A reply may be a promise that the mailbox does not wait for: the next call is taken at once
 * with the new state, and the asker is answered when the promise settles. That is how an actor gathers many calls into one
 * slow act.
 */
export interface Step<State, R> {
  readonly state: State
  readonly reply: R | Promise<R>
}

export interface Timer {
  /** After this its call is not handled any more, though it may have been queued already. */
  cancel(): void
}

export interface Context<P extends Protocol<P>> {
  readonly id: string
  /**
   * Calls that the present activation makes to itself are taken even where the mailbox is full or the system stops: an actor
   * that loses them may wait for itself for ever. After this activation it is a ref like every other.
   */
  readonly self: Ref<P>
  readonly env: { now(): number; random(): number }
  /** Another actor. Its kind must be registered in the same system. */
  ref<Q extends Protocol<Q>, State>(kind: ActorKind<Q, State>, id: string): Ref<Q>
  /** A message to self after `ms` milliseconds. It dies with this activation. */
  after<Call extends keyof P & string>(ms: number, call: Call, input: Input<P, Call>): Timer
  /** Ends this activation after the present call. Whatever is queued starts the next one; replies still owed are faults. */
  passivate(): void
}

/**
 * At most `restartsMax` restarts within `withinMs`, each after `backoffMs`. Past that the address has failed: what is queued
 * and what comes in the next `withinMs` gets a fault.
 */
export interface Restart {
  readonly restartsMax: number
  readonly withinMs: number
  readonly backoffMs: number
  /**
   * What becomes of calls that were queued behind a crash. `kept` is the default. An actor that must not serve a sender's
   * later call when it lost an earlier one says `refused`: they get the same fault, after those that the activation owed.
   */
  readonly queued?: 'kept' | 'refused'
}

/** `asked`: by `passivate`. */
export type StopReason = 'idle' | 'asked' | 'system'

export interface ActorKind<P extends Protocol<P>, State> {
  readonly kind: string
  /** Calls that wait, at least 1. `reject`: the newest is refused; `dropOldest`: the oldest is. */
  readonly mailbox: { readonly capacity: number; readonly overflow: 'reject' | 'dropOldest' }
  readonly restart: Restart
  /** An activation without calls and owed replies for this long ends, at most a second late. `null`: never. */
  readonly idleMs: number | null
  /** Completes before the first call. A throw is a crash. */
  start(context: Context<P>): Promise<State> | State
  /** One call at a time, to completion. A throw discards the state. */
  readonly receive: {
    readonly [Call in keyof P]: (
      state: State,
      input: Input<P, Call>,
      context: Context<P>,
    ) => Step<State, Reply<P, Call>> | Promise<Step<State, Reply<P, Call>>>
  }
  /** Not called after a crash. A throw is reported as one, and changes nothing else. */
  stop?(state: State, reason: StopReason): Promise<void> | void
}
