/** The system of one node: which kinds there are, the roads between actors, what became of lost calls, and an orderly end. */
import type { ActorKind, Protocol, Ref } from './actor.ts'
import { Asks } from './asks.ts'
import type { Env } from './env.ts'
import { Fault } from './fault.ts'
import { type Census, type KindCensus, takeCensus } from './inspect.ts'
import { Lanes } from './lanes.ts'
import { Letter } from './mailbox.ts'
import { alwaysHere, type Message, type Placement, type Relay } from './placement.ts'
import { Reference, type Roads } from './reference.ts'
import { type Host, Residents } from './residents.ts'

export interface SystemOptions {
  readonly env: Env
  /** Default: every actor lives here. */
  readonly placement?: Placement
  /** Needed where the placement names other nodes. */
  readonly relay?: Relay
  /** A call that nobody will handle, or a reply that nobody waits for. Must not throw. */
  readonly onDeadLetter?: (kind: string, id: string, call: string, why: string) => void
  /** What an actor threw, and in which call; `null`: while it started or stopped. Must not throw. */
  readonly onCrash?: (kind: string, id: string, error: unknown, call: string | null) => void
}

export interface System {
  /** Makes a kind known, once; the answer reaches its actors by id. An actor starts with its first call. */
  register<P extends Protocol<P>, State>(kind: ActorKind<P, State>): (id: string) => Ref<P>
  /** What a relay brings from other nodes. Handled here whatever the placement says, so no call goes round in circles. */
  readonly incoming: Incoming
  inspect(): Census
  /**
   * Ends the actors in the reverse order of their starts. Each handles what is queued, pays the replies it owes, and takes no
   * new calls; one that started before it still serves it until its own turn, and no actor starts anew. What is not over
   * after `deadlineMs` is aborted: its askers get `stopped`, and the answer names it as `kind/id`.
   */
  stop(options: { readonly deadlineMs: number }): Promise<readonly string[]>
}

export interface Incoming {
  tell(message: Message): void
  /** Rejects with a `Fault`, which the relay carries back by its code. */
  ask(message: Message, options: { readonly timeoutMs: number }): Promise<unknown>
}

/** Residents of whatever kind. */
interface AnyKind {
  readonly kind: unknown
  reach(id: string): { readonly isGone: boolean; deliver(letter: Letter): void }
  understands(call: string): boolean
  all(): Iterable<Closing>
  census(): KindCensus
}

interface Closing {
  readonly id: string
  readonly startedAs: number
  readonly home: { readonly kind: { readonly kind: string } }
  close(): Promise<void>
  abort(): void
}

export function createSystem(options: SystemOptions): System {
  const { env, placement = alwaysHere, relay = null, onDeadLetter, onCrash } = options
  const kinds = new Map<string, AnyKind>()
  const asks = new Asks(env)
  let deadLetters = 0
  let starts = 0
  let stopped: Promise<readonly string[]> | null = null

  const deadLetter: Roads['deadLetter'] = (kind, id, call, why) => {
    deadLetters++
    onDeadLetter?.(kind, id, call, why)
  }
  const lanes = placement === alwaysHere ? null : new Lanes(placement)
  const roads: Roads = { asks, placement, relay, lanes, deadLetter }
  const host: Host = {
    env,
    asks,
    deadLetter,
    get isStopping() {
      return stopped !== null
    },
    ref(kind, id) {
      const home = kinds.get(kind.kind)
      if (home?.kind !== kind) throw new Error(`The kind "${kind.kind}" is not the one registered here.`)
      return new Reference(kind.kind, id, home, roads)
    },
    nextStart: () => ++starts,
    crashed: (kind, id, error, call) => onCrash?.(kind, id, error, call),
  }

  /** Where a message from another node goes; `null` where nobody here understands it. */
  const recipient = ({ kind, id, call }: Message) => {
    const home = kinds.get(kind)
    return home?.understands(call) === true ? home.reach(id) : null
  }

  const incoming: Incoming = {
    tell(message) {
      const { kind, id, call, input } = message
      const cell = recipient(message)
      if (cell === null) deadLetter(kind, id, call, 'Nobody here understands it.')
      else cell.deliver(new Letter(call, input, null))
    },
    ask(message, { timeoutMs }) {
      const cell = recipient(message)
      const ask = asks.start(timeoutMs)
      if (cell === null) ask.fail(new Fault('unreachable', `Nobody here understands "${message.call}".`))
      else cell.deliver(new Letter(message.call, message.input, ask))
      return ask.promise
    },
  }

  const stop = async (deadlineMs: number): Promise<readonly string[]> => {
    const { promise: deadline, resolve } = Promise.withResolvers<'deadline'>()
    const cancel = env.after(deadlineMs, () => resolve('deadline'))
    const cells = [...kinds.values()].flatMap((kind) => [...kind.all()])
    const aborted: string[] = []
    for (const cell of cells.sort((a, b) => b.startedAs - a.startedAs)) {
      if ((await Promise.race([cell.close(), deadline])) !== 'deadline') continue
      aborted.push(`${cell.home.kind.kind}/${cell.id}`)
      cell.abort()
    }
    cancel()
    asks.close()
    return aborted
  }

  return {
    register<P extends Protocol<P>, State>(kind: ActorKind<P, State>) {
      if (kinds.has(kind.kind)) throw new Error(`The kind "${kind.kind}" is registered already.`)
      if (kind.mailbox.capacity < 1) throw new Error(`The mailbox of "${kind.kind}" must hold a call.`)
      const home = new Residents(kind, host)
      kinds.set(kind.kind, home)
      return (id: string) => new Reference<P>(kind.kind, id, home, roads)
    },
    incoming,
    inspect: () => takeCensus(kinds, { waiting: asks.waiting, deadLetters }),
    stop({ deadlineMs }) {
      // In a later turn: when the first actor ends, the system must be seen as stopping.
      stopped ??= Promise.resolve().then(() => stop(deadlineMs))
      return stopped
    },
  }
}
