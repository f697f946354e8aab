/** The system of one node: which cells there are, what became of lost calls, and an orderly end. */
import type { ActorKind, Input, Protocol, Ref, Reply } from './actor.ts'
import { createAsks } from './asks.ts'
import { type AnyCell, Cell, type CellHost } from './cell.ts'
import type { Env } from './env.ts'

export interface SystemOptions {
  readonly env: Env
  /** A call that nobody will handle, or an answer that nobody waits for. */
  onDeadLetter?(kind: string, id: string, call: string, why: string): void
  /** What an actor threw. */
  onCrash?(kind: string, id: string, error: unknown): void
}

export interface KindCensus {
  readonly actors: number
  readonly queued: number
  readonly restarts: number
}

export interface Census {
  readonly kinds: ReadonlyMap<string, KindCensus>
  readonly deadLetters: number
  readonly crashes: number
  /** Asks without an answer yet. */
  readonly waiting: number
}

export interface System {
  /** Makes a kind known, once; the answer reaches its actors by id. An actor starts with its first call. */
  register<P extends Protocol<P>, State>(kind: ActorKind<P, State>): (id: string) => Ref<P>
  inspect(): Census
  /**
   * Takes no new calls, handles those that are queued, and ends the actors in the reverse order of their starts. What is
   * not over after `deadlineMs` is aborted; the answer names it.
   */
  stop(options: { readonly deadlineMs: number }): Promise<readonly string[]>
}

const sweepMs = 1_000

export function createSystem({ env, onDeadLetter, onCrash }: SystemOptions): System {
  // In the order of their starts.
  const cells = new Set<AnyCell>()
  const kinds = new Set<string>()
  let deadLetters = 0
  let crashes = 0
  let isStopping = false
  let stopSweep = (): void => undefined

  const host: CellHost = {
    env,
    asks: createAsks(env),
    onDeadLetter(kind, id, call, why) {
      deadLetters++
      onDeadLetter?.(kind, id, call, why)
    },
    onCrash(kind, id, error) {
      crashes++
      onCrash?.(kind, id, error)
    },
    onAbsent: (cell) => void cells.delete(cell),
  }

  const sweep = (): void => {
    const now = env.now()
    for (const cell of cells) cell.passivateIdle(now)
    stopSweep = env.after(sweepMs, sweep)
  }
  stopSweep = env.after(sweepMs, sweep)

  return {
    register<P extends Protocol<P>, State>(kind: ActorKind<P, State>) {
      if (kinds.has(kind.kind)) throw new Error(`The kind "${kind.kind}" is registered already.`)
      kinds.add(kind.kind)
      const byId = new Map<string, Cell<P, State>>()
      const cellOf = (id: string): Cell<P, State> => {
        const known = byId.get(id)
        if (known !== undefined) return known
        const fresh = new Cell(kind, id, host, () => byId.delete(id))
        byId.set(id, fresh)
        cells.add(fresh)
        if (isStopping) void fresh.close()
        return fresh
      }
      return (id: string) => new Address(id, cellOf)
    },
    inspect() {
      const census = new Map<string, KindCensus>()
      for (const { kind, queued, restarts } of cells) {
        const so = census.get(kind) ?? { actors: 0, queued: 0, restarts: 0 }
        census.set(kind, { actors: so.actors + 1, queued: so.queued + queued, restarts: so.restarts + restarts })
      }
      return { kinds: census, deadLetters, crashes, waiting: host.asks.waiting() }
    },
    async stop({ deadlineMs }) {
      isStopping = true
      stopSweep()
      const { promise: deadline, resolve } = Promise.withResolvers<'deadline'>()
      const cancel = env.after(deadlineMs, () => resolve('deadline'))
      const aborted: string[] = []
      for (const cell of [...cells].reverse()) {
        if ((await Promise.race([cell.close(), deadline])) !== 'deadline') continue
        aborted.push(addressOf(cell.kind, cell.id))
        cell.abort()
      }
      cancel()
      return aborted
    },
  }
}

/** A ref keeps its cell while that lives, and finds the next one when it does not. */
class Address<P extends Protocol<P>, State> implements Ref<P> {
  private cell: Cell<P, State> | null = null
  constructor(
    private readonly id: string,
    private readonly cellOf: (id: string) => Cell<P, State>,
  ) {}
  tell<Call extends keyof P & string>(call: Call, input: Input<P, Call>): void {
    this.reach().tell(call, input)
  }
  ask<Call extends keyof P & string>(
    call: Call,
    input: Input<P, Call>,
    options: { readonly timeoutMs: number },
  ): Promise<Reply<P, Call>> {
    return this.reach().ask(call, input, options)
  }
  private reach(): Cell<P, State> {
    if (this.cell === null || this.cell.isGone) this.cell = this.cellOf(this.id)
    return this.cell
  }
}

const addressOf = (kind: string, id: string): string => `${kind}/${id}`
