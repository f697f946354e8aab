/** One life of an actor: its state, its timers, the replies it owes. All of it dies with the activation. */
import type { ActorKind, Context, Input, Protocol, Ref, Reply, Timer } from './actor.ts'
import type { Cell } from './cell.ts'
import { crossing } from './crossing.ts'
import type { Env } from './env.ts'
import type { Fault } from './fault.ts'
import { Letter } from './mailbox.ts'

/** Before `start` has completed. */
export const unset: unique symbol = Symbol('unset')

export class Activation<P extends Protocol<P>, State> implements Context<P>, Ref<P> {
  state: State | typeof unset = unset
  /** It asked to end after the present call. */
  isEnding = false
  timers: ActorTimer<P, State> | null = null
  /** Calls whose reply is a promise that has not settled. */
  private owed: Set<Letter> | null = null
  constructor(readonly cell: Cell<P, State>) {}

  get id(): string {
    return this.cell.id
  }
  get env(): Env {
    return this.cell.home.host.env
  }
  get self(): Ref<P> {
    return this
  }
  get owes(): boolean {
    return this.owed !== null && this.owed.size > 0
  }

  ref<Q extends Protocol<Q>, State>(kind: ActorKind<Q, State>, id: string): Ref<Q> {
    return this.cell.home.host.ref(kind, id)
  }

  tell<Call extends keyof P & string>(call: Call, input: Input<P, Call>): void {
    this.post(new Letter(call, input, null))
  }

  ask<Call extends keyof P & string>(
    call: Call,
    input: Input<P, Call>,
    { timeoutMs }: { readonly timeoutMs: number },
  ): Promise<Reply<P, Call>> {
    const ask = this.cell.home.host.asks.start(timeoutMs)
    this.post(new Letter(call, input, ask))
    return crossing(ask.promise)
  }

  after<Call extends keyof P & string>(ms: number, call: Call, input: Input<P, Call>): Timer {
    return new ActorTimer(this, ms, new Letter(call, input, null, this))
  }

  passivate(): void {
    this.isEnding = true
    if (this.isCurrent) this.cell.schedule()
  }

  get isCurrent(): boolean {
    return this.cell.isIn(this)
  }

  post(letter: Letter): void {
    if (this.isCurrent) this.cell.deliverOwn(letter)
    else this.cell.home.reach(this.cell.id).deliver(letter)
  }

  /** The reply comes later; the mailbox goes on. */
  owe(letter: Letter, reply: Promise<unknown>): void {
    this.owed ??= new Set()
    this.owed.add(letter)
    reply.then(
      (value) => this.pay(letter, value),
      (error: unknown) => this.owedFailed(letter, error),
    )
  }

  /** Its timers and what it owes end here. */
  end(fault: Fault): void {
    for (let timer = this.timers; timer !== null; timer = this.timers) timer.cancel()
    const { owed } = this
    this.owed = null
    for (const { ask } of owed ?? []) ask?.fail(fault)
  }

  private pay(letter: Letter, value: unknown): void {
    // Where the activation ended first, the asker has its fault already.
    if (this.owed?.delete(letter) !== true) return
    if (letter.ask?.answer(value) === false) this.cell.loseReply(letter)
    this.cell.settle()
  }

  /** The reply failed. Where nobody waits for it any more, it must not fail in silence. */
  private owedFailed(letter: Letter, error: unknown): void {
    if (this.owed?.delete(letter) !== true) return
    if (letter.ask?.fail(error) !== true) this.cell.home.crashed(this.id, error, letter.call)
    this.cell.settle()
  }
}

/** A timer is a message to self. Linked, because thousands of actors hold just one. */
class ActorTimer<P extends Protocol<P>, State> implements Timer {
  private previous: ActorTimer<P, State> | null = null
  private next: ActorTimer<P, State> | null
  private isArmed = true
  private readonly disarm: () => void
  constructor(
    private readonly activation: Activation<P, State>,
    ms: number,
    private readonly letter: Letter,
  ) {
    this.next = activation.timers
    if (this.next !== null) this.next.previous = this
    activation.timers = this
    this.disarm = activation.env.after(ms, () => {
      this.leave()
      this.activation.post(this.letter)
    })
  }

  cancel(): void {
    this.letter.isVoid = true
    if (!this.isArmed) return
    this.leave()
    this.disarm()
  }

  private leave(): void {
    const { previous, next } = this
    this.isArmed = false
    if (previous === null) this.activation.timers = next
    else previous.next = next
    if (next !== null) next.previous = previous
    this.previous = null
    this.next = null
  }
}
