/**
 * One address: its mailbox, its activation, and what happens when that ends.
 *
 *     absent ──▶ starting ──▶ running ──▶ stopping ──▶ absent, or starting again where calls are queued
 *                   │ throw      │ throw
 *                   └──▶ waiting ◀──┘ restart after a while; past the intensity: what is queued fails, and absent
 *
 * The loop runs in one microtask per burst: a call to a running, idle actor costs no timer and no promise.
 */
import type { ActorKind, Context, Input, Protocol, Ref, Reply, Step, StopReason, Timer } from './actor.ts'
import type { Asked, Asks, Failing } from './asks.ts'
import type { Env } from './env.ts'
import { Fault } from './fault.ts'
import { Mailbox } from './mailbox.ts'
import { Supervisor } from './supervisor.ts'

/** What a cell tells the system. */
export interface CellHost {
  readonly env: Env
  readonly asks: Asks
  onDeadLetter(kind: string, id: string, call: string, why: string): void
  onCrash(kind: string, id: string, error: unknown): void
  onAbsent(cell: AnyCell): void
}

/** A cell, whatever its kind. */
export interface AnyCell {
  readonly kind: string
  readonly id: string
  readonly queued: number
  readonly restarts: number
  readonly idleSince: number | null
  passivateIdle(now: number): void
  /** Handles what is queued, then stops; settles when it is absent. Takes no new calls. */
  close(): Promise<void>
  /** Fails everything that is left. */
  abort(): void
}

/** A call in the mailbox. `run` gives the next state. */
interface Job<State> {
  readonly call: string
  run(state: State): State | Promise<State>
  fail(fault: Fault): void
}

type Phase = 'absent' | 'starting' | 'running' | 'waiting' | 'stopping'

export class Cell<P extends Protocol<P>, State> implements AnyCell, Ref<P> {
  readonly kind: string
  restarts = 0
  /** Over for good: its address has another cell, or none. */
  isGone = false
  private phase: Phase = 'absent'
  private state: { readonly value: State } | null = null
  private isBusy = false
  private isScheduled = false
  private isClosing = false
  private wantsEnd: StopReason | null = null
  private idleAt = 0
  private readonly mailbox = new Mailbox<Job<State>>()
  private supervisor: Supervisor | null = null
  private context: Context<P> | null = null
  private timers: Set<() => void> | null = null
  private deferred: Set<Failing> | null = null
  private onQuiet: (() => void) | null = null

  constructor(
    private readonly its: ActorKind<P, State>,
    readonly id: string,
    private readonly host: CellHost,
    private readonly onGone: () => void,
  ) {
    this.kind = its.kind
  }

  get queued(): number {
    return this.mailbox.size
  }
  get idleSince(): number | null {
    return this.phase === 'running' && !this.isBusy && this.mailbox.size === 0 ? this.idleAt : null
  }

  tell<Call extends keyof P & string>(call: Call, input: Input<P, Call>): void {
    this.enqueue({
      call,
      run: (state) => nextState(this.receive(state, call, input)),
      fail: (fault) => this.host.onDeadLetter(this.kind, this.id, call, fault.message),
    })
  }

  ask<Call extends keyof P & string>(
    call: Call,
    input: Input<P, Call>,
    { timeoutMs }: { readonly timeoutMs: number },
  ): Promise<Reply<P, Call>> {
    const asked = this.host.asks.start<Reply<P, Call>>(timeoutMs)
    this.enqueue({
      call,
      run: (state) => {
        const step = this.receive(state, call, input)
        if (step instanceof Promise)
          return step.then((late) => {
            this.reply(call, asked, late.reply)
            return late.state
          })
        this.reply(call, asked, step.reply)
        return step.state
      },
      fail: (fault) => void asked.fail(fault),
    })
    return asked.promise
  }

  passivateIdle(now: number): void {
    const { idleMs } = this.its
    if (idleMs === null || this.idleSince === null || (this.deferred?.size ?? 0) > 0) return
    if (now - this.idleSince >= idleMs) this.end('idle')
  }

  close(): Promise<void> {
    this.isClosing = true
    if (this.phase === 'absent') return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.onQuiet = resolve
    this.settle()
    return promise
  }

  abort(): void {
    this.failQueued(new Fault('stopped', 'The system stopped before this call was handled.'))
    this.discard(new Fault('stopped', 'The system stopped before this call was answered.'))
    this.becomeAbsent()
  }

  private receive<Call extends keyof P & string>(state: State, call: Call, input: Input<P, Call>) {
    const { context } = this
    if (context === null) throw new Error('A call was run without an activation.')
    return this.its.receive[call](state, input, context)
  }

  private enqueue(job: Job<State>): void {
    const { capacity, overflow } = this.its.mailbox
    if (this.isClosing) {
      job.fail(new Fault('stopped', 'The system is stopping.'))
      return
    }
    if (this.mailbox.size >= capacity) {
      if (overflow === 'reject') {
        job.fail(new Fault('overloaded', `The mailbox of ${this.kind} ${this.id} is full.`))
        return
      }
      this.mailbox.take()?.fail(new Fault('overloaded', `The mailbox of ${this.kind} ${this.id} is full.`))
    }
    this.mailbox.push(job)
    if (this.phase === 'absent') this.start()
    else this.schedule()
  }

  private schedule(): void {
    if (this.isScheduled || this.isBusy || this.phase !== 'running') return
    this.isScheduled = true
    queueMicrotask(() => this.drain())
  }

  private drain(): void {
    this.isScheduled = false
    while (this.phase === 'running' && !this.isBusy && this.state !== null) {
      if (this.wantsEnd !== null) {
        this.end(this.wantsEnd)
        return
      }
      const job = this.mailbox.take()
      if (job === undefined) break
      try {
        const next = job.run(this.state.value)
        if (next instanceof Promise) this.wait(job, next)
        else if (next !== this.state.value) this.state = { value: next }
      } catch (error) {
        this.crash(error, job)
      }
    }
    if (this.phase === 'running' && !this.isBusy) this.idleAt = this.host.env.now()
    this.settle()
  }

  private wait(job: Job<State>, next: Promise<State>): void {
    this.isBusy = true
    const { context } = this
    const isStale = (): boolean => this.context !== context
    next.then(
      (value) => {
        if (isStale()) return
        this.isBusy = false
        this.state = { value }
        this.drain()
      },
      (error: unknown) => {
        if (isStale()) return
        this.isBusy = false
        this.crash(error, job)
      },
    )
  }

  private reply<R>(call: string, asked: Asked<R>, reply: R | Promise<R>): void {
    const late = (): void =>
      this.host.onDeadLetter(this.kind, this.id, call, 'The answer came after its asker had gone.')
    if (!(reply instanceof Promise)) {
      if (!asked.answer(reply)) late()
      return
    }
    this.deferred ??= new Set()
    this.deferred.add(asked)
    const done = (): void => {
      this.deferred?.delete(asked)
      this.settle()
    }
    reply.then(
      (value) => {
        if (!asked.answer(value)) late()
        done()
      },
      (error: unknown) => {
        asked.fail(error instanceof Error ? error : new Fault('crashed', 'The answer failed.', { cause: error }))
        done()
      },
    )
  }

  private start(): void {
    this.phase = 'starting'
    const context = new Activation<P, State>(this, this.id, this.host.env)
    this.context = context
    const begin = (value: State): void => {
      if (this.context !== context) return
      this.state = { value }
      this.phase = 'running'
      this.isScheduled = true
      this.drain()
    }
    try {
      const state = this.its.start(context)
      if (state instanceof Promise)
        state.then(begin, (error: unknown) => {
          if (this.context === context) this.crash(error, null)
        })
      // Not at once: whoever sent the first call goes on first, as with every later one.
      else queueMicrotask(() => begin(state))
    } catch (error) {
      this.crash(error, null)
    }
  }

  private crash(error: unknown, job: Job<State> | null): void {
    const fault = new Fault('crashed', `The actor ${this.kind} ${this.id} crashed.`, { cause: error })
    job?.fail(fault)
    this.discard(fault)
    this.host.onCrash(this.kind, this.id, error)
    this.supervisor ??= new Supervisor(this.its.restart)
    const backoffMs = this.supervisor.crashed(this.host.env.now())
    if (backoffMs === null) {
      this.failQueued(fault)
      this.becomeAbsent()
      return
    }
    this.restarts++
    this.phase = 'waiting'
    this.host.env.after(backoffMs, () => {
      if (this.phase === 'waiting') this.start()
    })
  }

  private end(reason: StopReason): void {
    const { state } = this
    if (this.phase !== 'running' || state === null) return
    this.phase = 'stopping'
    this.wantsEnd = null
    const over = (): void => {
      if (this.phase !== 'stopping') return
      this.discard(new Fault('stopped', `The actor ${this.kind} ${this.id} ended before it answered.`))
      if (this.mailbox.size > 0) this.start()
      else this.becomeAbsent()
    }
    const stopped = attempt(() => this.its.stop?.(state.value, reason))
    stopped.then(over, (error: unknown) => {
      this.host.onCrash(this.kind, this.id, error)
      over()
    })
  }

  /** The activation is over: its timers, its unanswered replies, its state. */
  private discard(fault: Fault): void {
    this.state = null
    this.context = null
    this.isBusy = false
    this.wantsEnd = null
    for (const cancel of this.timers ?? []) cancel()
    this.timers = null
    const { deferred } = this
    this.deferred = null
    for (const asked of deferred ?? []) asked.fail(fault)
  }

  private failQueued(fault: Fault): void {
    for (let job = this.mailbox.take(); job !== undefined; job = this.mailbox.take()) job.fail(fault)
  }

  private becomeAbsent(): void {
    this.phase = 'absent'
    this.isGone = true
    this.onGone()
    this.host.onAbsent(this)
    this.onQuiet?.()
  }

  /** While closing: ends the activation when nothing is left to do. */
  private settle(): void {
    if (this.isClosing && this.idleSince !== null && (this.deferred?.size ?? 0) === 0) this.end('system')
  }

  startTimer(ms: number, run: () => void): Timer {
    this.timers ??= new Set()
    const { timers } = this
    const cancel = this.host.env.after(ms, () => {
      timers.delete(cancel)
      run()
    })
    timers.add(cancel)
    return {
      cancel: () => {
        timers.delete(cancel)
        cancel()
      },
    }
  }

  isCurrent(context: Context<P>): boolean {
    return this.context === context
  }

  wantEnd(): void {
    this.wantsEnd = 'asked'
    this.schedule()
  }
}

class Activation<P extends Protocol<P>, State> implements Context<P> {
  readonly self: Ref<P>
  constructor(
    private readonly cell: Cell<P, State>,
    readonly id: string,
    readonly env: Env,
  ) {
    this.self = cell
  }
  after<Call extends keyof P & string>(ms: number, call: Call, input: Input<P, Call>): Timer {
    return this.cell.startTimer(ms, () => this.cell.tell(call, input))
  }
  passivate(): void {
    if (this.cell.isCurrent(this)) this.cell.wantEnd()
  }
}

const nextState = <State, R>(step: Step<State, R> | Promise<Step<State, R>>): State | Promise<State> =>
  step instanceof Promise ? step.then(({ state }) => state) : step.state

async function attempt(run: () => Promise<void> | void | undefined): Promise<void> {
  await run()
}
