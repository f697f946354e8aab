/** The actors of one kind on this node: at most one cell per id, and what was counted of them. */
import type { ActorKind, Context, Protocol, Ref, Step } from './actor.ts'
import type { Asks } from './asks.ts'
import { Cell } from './cell.ts'
import { crossing } from './crossing.ts'
import type { Env } from './env.ts'
import type { KindCensus } from './inspect.ts'

/** What cells need of their system. Its callbacks must not throw. */
export interface Host {
  readonly env: Env
  readonly asks: Asks
  readonly isStopping: boolean
  ref<P extends Protocol<P>, State>(kind: ActorKind<P, State>, id: string): Ref<P>
  nextStart(): number
  deadLetter(kind: string, id: string, call: string, why: string): void
  crashed(kind: string, id: string, error: unknown, call: string | null): void
}

/** How often idle actors are looked for; so late may one end. */
const sweepMs = 1_000

type Handlers<P extends Protocol<P>, State> = Readonly<
  Record<
    string,
    (state: State, input: unknown, context: Context<P>) => Step<State, unknown> | Promise<Step<State, unknown>>
  >
>

export class Residents<P extends Protocol<P>, State> {
  restarts = 0
  private crashes = 0
  private isSweeping = false
  private readonly cells = new Map<string, Cell<P, State>>()
  private readonly handlers: Handlers<P, State>
  constructor(
    readonly kind: ActorKind<P, State>,
    readonly host: Host,
  ) {
    this.handlers = crossing(kind.receive)
  }

  /** The cell of an address. While the system stops, one that was not there refuses every call. */
  reach(id: string): Cell<P, State> {
    const known = this.cells.get(id)
    if (known !== undefined) return known
    const { isStopping } = this.host
    const fresh = new Cell(this, id, isStopping)
    if (isStopping) return fresh
    this.cells.set(id, fresh)
    this.sweepLater()
    return fresh
  }

  /** Whether a call by this name, from wherever it came, has a handler. */
  understands(call: string): boolean {
    return Object.hasOwn(this.handlers, call)
  }

  call(call: string, state: State, input: unknown, context: Context<P>) {
    const handler = this.handlers[call]
    if (handler === undefined) throw new Error(`The kind "${this.kind.kind}" has no call "${call}".`)
    return handler(state, input, context)
  }

  started(): number {
    return this.host.nextStart()
  }

  crashed(id: string, error: unknown, call: string | null): void {
    this.crashes++
    this.host.crashed(this.kind.kind, id, error, call)
  }

  left(id: string): void {
    this.cells.delete(id)
  }

  /** Every cell, for the system's stop. */
  all(): Iterable<Cell<P, State>> {
    return this.cells.values()
  }

  census(): KindCensus {
    let queued = 0
    let deepest = 0
    let failed = 0
    for (const cell of this.cells.values()) {
      queued += cell.queued
      deepest = Math.max(deepest, cell.queued)
      if (cell.isFailed) failed++
    }
    return { actors: this.cells.size, queued, deepest, failed, restarts: this.restarts, crashes: this.crashes }
  }

  /** One timer for the whole kind, and none while it has no actors. */
  private sweepLater(): void {
    const { idleMs } = this.kind
    if (idleMs === null || this.isSweeping) return
    this.isSweeping = true
    this.host.env.after(sweepMs, () => {
      this.isSweeping = false
      const now = this.host.env.now()
      for (const cell of this.cells.values()) cell.passivateIdle(now, idleMs)
      if (this.cells.size > 0) this.sweepLater()
    })
  }
}
