/**
 * One address: its mailbox, its activation, and what happens when that ends.
 *
 *     absent ──▶ starting ──▶ running ──▶ stopping ──▶ absent, or starting again where calls are queued
 *                  │ ▲  throw    │ throw
 *                  ▼ │           │
 *                 waiting ◀──────┘ past the intensity: failed, and absent after a while
 *
 * The loop runs in one microtask per burst: a call to a running, idle actor costs no timer, no closure and no promise but the
 * one that its asker holds.
 */
import type { Protocol, Step, StopReason } from './actor.ts'
import { Activation, unset } from './activation.ts'
import { Fault } from './fault.ts'
import { type Letter, Mailbox } from './mailbox.ts'
import type { Residents } from './residents.ts'
import { Supervisor } from './supervisor.ts'

type Phase = 'absent' | 'starting' | 'running' | 'waiting' | 'failed' | 'stopping'

export class Cell<P extends Protocol<P>, State> {
  /** Over for good: its address has another cell, or none. */
  isGone = false
  /** Which start of the system its present activation was. */
  startedAs = 0
  private phase: Phase = 'absent'
  private isScheduled = false
  private isClosing: boolean
  private idleAt = 0
  /** The call whose handler has not settled. */
  private busyWith: Letter | null = null
  private activation: Activation<P, State> | null = null
  private readonly mailbox = new Mailbox()
  private supervisor: Supervisor | null = null
  /** Ends the wait for a restart, or for a failed address to be forgiven. */
  private cancelWait: (() => void) | null = null
  private onQuiet: (() => void) | null = null

  constructor(
    readonly home: Residents<P, State>,
    readonly id: string,
    isClosing: boolean,
  ) {
    this.isClosing = isClosing
  }

  get queued(): number {
    return this.mailbox.size
  }
  get isFailed(): boolean {
    return this.phase === 'failed'
  }

  deliver(letter: Letter): void {
    if (this.isClosing) {
      this.refuse(letter, new Fault('stopped', 'The system is stopping.'))
      return
    }
    if (this.phase === 'failed') {
      this.refuse(letter, new Fault('crashed', `${this.name} crashed too often, and is given a rest.`))
      return
    }
    const { capacity, overflow } = this.home.kind.mailbox
    const dropped = this.mailbox.offer(letter, capacity, overflow)
    this.wake()
    if (dropped !== null) this.refuse(dropped, new Fault('overloaded', `The mailbox of ${this.name} is full.`))
  }

  /** From the present activation to itself. */
  deliverOwn(letter: Letter): void {
    // Its last act must not bring it back while the system stops.
    if (this.isClosing && this.phase === 'stopping') {
      this.refuse(letter, new Fault('stopped', 'The system is stopping.'))
      return
    }
    this.mailbox.push(letter)
    this.wake()
  }

  passivateIdle(now: number, idleMs: number): void {
    if (this.isIdle && now - this.idleAt >= idleMs) this.end('idle')
  }

  /** Takes no new calls, handles those that are queued, then stops; settles when it is absent. */
  close(): Promise<void> {
    this.isClosing = true
    if (this.isGone) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.onQuiet = resolve
    this.settle()
    return promise
  }

  /** Fails everything that is left. */
  abort(): void {
    const fault = new Fault('stopped', 'The system stopped before this call was answered.')
    const { busyWith } = this
    this.discard(fault)
    busyWith?.ask?.fail(fault)
    this.refuseQueued(fault)
    this.becomeAbsent()
  }

  isIn(activation: Activation<P, State>): boolean {
    return this.activation === activation
  }

  schedule(): void {
    if (this.isScheduled || this.busyWith !== null || this.phase !== 'running') return
    this.isScheduled = true
    queueMicrotask(() => this.drain())
  }

  /** While closing: ends the activation when nothing is left to do. */
  settle(): void {
    if (!this.isClosing || this.mailbox.size > 0) return
    if (this.phase === 'waiting' || this.phase === 'failed') this.becomeAbsent()
    else if (this.isIdle) this.end('system')
  }

  lose(letter: Letter, why: string): void {
    this.home.host.deadLetter(this.home.kind.kind, this.id, letter.call, why)
  }

  loseReply(letter: Letter): void {
    this.lose(letter, 'The reply came after its asker had gone.')
  }

  private get name(): string {
    return `${this.home.kind.kind} ${this.id}`
  }

  /** Running with nothing to do and nothing owed. */
  private get isIdle(): boolean {
    return (
      this.phase === 'running' && this.busyWith === null && this.mailbox.size === 0 && this.activation?.owes === false
    )
  }

  private wake(): void {
    if (this.phase === 'running') this.schedule()
    else if (this.phase === 'absent') this.start()
  }

  private start(): void {
    this.phase = 'starting'
    this.startedAs = this.home.started()
    const activation = new Activation(this)
    this.activation = activation
    // Not at once: whoever sent the first call goes on first, as with every later one.
    queueMicrotask(() => this.activate(activation))
  }

  private activate(activation: Activation<P, State>): void {
    if (this.activation !== activation) return
    let state: State | Promise<State>
    try {
      state = this.home.kind.start(activation)
    } catch (error) {
      this.crash(error, null)
      return
    }
    if (state instanceof Promise)
      state.then(
        (value) => this.begin(activation, value),
        (error: unknown) => this.failed(activation, error, null),
      )
    else this.begin(activation, state)
  }

  private begin(activation: Activation<P, State>, state: State): void {
    if (this.activation !== activation) return
    activation.state = state
    this.phase = 'running'
    this.drain()
  }

  private drain(): void {
    this.isScheduled = false
    const { activation } = this
    if (activation === null) return
    // A handler may be slow, crash or end its activation: each turn looks again.
    while (this.activation === activation && this.phase === 'running') {
      if (this.busyWith !== null) return
      if (activation.isEnding) {
        this.end('asked')
        return
      }
      const letter = this.mailbox.take()
      if (letter === null) {
        if (this.home.kind.idleMs !== null) this.idleAt = this.home.host.env.now()
        if (this.isClosing) this.settle()
        return
      }
      if (!letter.isVoid) this.handle(activation, letter)
    }
  }

  private handle(activation: Activation<P, State>, letter: Letter): void {
    const { state } = activation
    if (state === unset) return
    let step: Step<State, unknown> | Promise<Step<State, unknown>>
    try {
      step = this.home.call(letter.call, state, letter.input, activation)
    } catch (error) {
      this.crash(error, letter)
      return
    }
    if (!(step instanceof Promise)) {
      this.take(activation, letter, step)
      return
    }
    this.busyWith = letter
    step.then(
      (late) => this.resume(activation, letter, late),
      (error: unknown) => this.failed(activation, error, letter),
    )
  }

  private take(activation: Activation<P, State>, letter: Letter, { state, reply }: Step<State, unknown>): void {
    activation.state = state
    if (reply instanceof Promise) activation.owe(letter, reply)
    else if (letter.ask !== null && !letter.ask.answer(reply)) this.loseReply(letter)
  }

  private resume(activation: Activation<P, State>, letter: Letter, step: Step<State, unknown>): void {
    if (this.activation !== activation) return
    this.busyWith = null
    this.take(activation, letter, step)
    this.drain()
  }

  private failed(activation: Activation<P, State>, error: unknown, letter: Letter | null): void {
    if (this.activation === activation) this.crash(error, letter)
  }

  private crash(error: unknown, letter: Letter | null): void {
    const { kind, host } = this.home
    const fault = new Fault('crashed', `${this.name} crashed.`, { cause: error })
    const hadBegun = this.activation !== null && this.activation.state !== unset
    // In the order in which they came: the replies that are owed, the call that failed, those behind it.
    this.discard(fault)
    letter?.ask?.fail(fault)
    if (hadBegun && kind.restart.queued === 'refused') this.refuseQueued(fault)
    this.supervisor ??= new Supervisor(kind.restart)
    const verdict = this.supervisor.crashed(host.env.now())
    if (verdict.type === 'restart') {
      this.phase = 'waiting'
      this.cancelWait = host.env.after(verdict.afterMs, () => {
        this.home.restarts++
        this.start()
      })
    } else {
      this.phase = 'failed'
      this.cancelWait = host.env.after(verdict.forMs, () => this.becomeAbsent())
    }
    this.home.crashed(this.id, error, letter?.call ?? null)
    if (verdict.type === 'fail') this.refuseQueued(fault)
    this.settle()
  }

  private end(reason: StopReason): void {
    const { activation } = this
    if (activation === null || activation.state === unset) return
    const { state } = activation
    this.phase = 'stopping'
    let stopped: Promise<void> | void = undefined
    try {
      stopped = this.home.kind.stop?.(state, reason)
    } catch (error) {
      this.home.crashed(this.id, error, null)
    }
    if (stopped instanceof Promise)
      stopped.then(
        () => this.ended(activation),
        (error: unknown) => this.ended(activation, error),
      )
    else this.ended(activation)
  }

  private ended(activation: Activation<P, State>, error?: unknown): void {
    if (this.activation !== activation) return
    if (error !== undefined) this.home.crashed(this.id, error, null)
    this.discard(new Fault('stopped', `${this.name} ended before it answered.`))
    if (this.mailbox.size > 0) this.start()
    else this.becomeAbsent()
  }

  /** The activation is over: its timers, its unanswered replies, its state. */
  private discard(fault: Fault): void {
    const { activation } = this
    this.activation = null
    this.busyWith = null
    if (activation === null) return
    activation.end(fault)
    this.mailbox.forget(activation)
  }

  private refuse(letter: Letter, fault: Fault): void {
    if (letter.isVoid) return
    if (letter.ask === null) this.lose(letter, fault.message)
    else letter.ask.fail(fault)
  }

  private refuseQueued(fault: Fault): void {
    for (let letter = this.mailbox.take(); letter !== null; letter = this.mailbox.take()) this.refuse(letter, fault)
  }

  private becomeAbsent(): void {
    this.cancelWait?.()
    this.phase = 'absent'
    this.isGone = true
    this.home.left(this.id)
    this.onQuiet?.()
  }
}
