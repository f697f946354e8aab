/** A ref: decides for each call where the actor lives, and keeps the cell it found while that lasts. */
import type { Input, Protocol, Ref, Reply } from './actor.ts'
import type { Ask, Asks } from './asks.ts'
import { crossing } from './crossing.ts'
import { Fault } from './fault.ts'
import type { Lanes } from './lanes.ts'
import { Letter } from './mailbox.ts'
import type { Address, Message, NodeId, Placement, Relay } from './placement.ts'

/** What a ref needs of the cell behind it. */
interface Door {
  readonly isGone: boolean
  deliver(letter: Letter): void
}

export interface Roads {
  readonly asks: Asks
  readonly placement: Placement
  readonly relay: Relay | null
  /** Of asks; `null` where every actor lives here. */
  readonly lanes: Lanes | null
  deadLetter(kind: string, id: string, call: string, why: string): void
}

export class Reference<P extends Protocol<P>> implements Ref<P>, Address {
  private door: Door | null = null
  constructor(
    readonly kind: string,
    readonly id: string,
    private readonly home: { reach(id: string): Door },
    private readonly roads: Roads,
  ) {}

  tell<Call extends keyof P & string>(call: Call, input: Input<P, Call>): void {
    const place = this.roads.placement.of(this)
    if (place === 'here') this.reach().deliver(new Letter(call, input, null))
    else this.send(place.node, { kind: this.kind, id: this.id, call, input })
  }

  ask<Call extends keyof P & string>(
    call: Call,
    input: Input<P, Call>,
    { timeoutMs }: { readonly timeoutMs: number },
  ): Promise<Reply<P, Call>> {
    const ask = this.roads.asks.start(timeoutMs)
    const { lanes } = this.roads
    if (lanes === null) this.reach().deliver(new Letter(call, input, ask))
    else if (!lanes.enter(this, (place) => this.go(place, call, input, ask, timeoutMs)))
      ask.fail(new Fault('overloaded', 'Too many asks wait for an actor that moved.'))
    return crossing(ask.promise)
  }

  private go(place: 'here' | { readonly node: NodeId }, call: string, input: unknown, ask: Ask, timeoutMs: number) {
    if (place === 'here') this.reach().deliver(new Letter(call, input, ask))
    else void this.inquire(place.node, { kind: this.kind, id: this.id, call, input }, ask, timeoutMs)
    return ask.promise.then(over, over)
  }

  private reach(): Door {
    if (this.door === null || this.door.isGone) this.door = this.home.reach(this.id)
    return this.door
  }

  private send(node: NodeId, message: Message): void {
    const { relay } = this.roads
    try {
      if (relay === null) throw noRoad(node)
      relay.tell(node, message)
    } catch (error) {
      this.roads.deadLetter(this.kind, this.id, message.call, `It could not be sent to ${node}: ${String(error)}`)
    }
  }

  private async inquire(node: NodeId, message: Message, ask: Ask, timeoutMs: number): Promise<void> {
    const { relay } = this.roads
    try {
      if (relay === null) throw noRoad(node)
      const reply = await relay.ask(node, message, { timeoutMs })
      if (!ask.answer(reply))
        this.roads.deadLetter(this.kind, this.id, message.call, 'The reply came after its asker had gone.')
    } catch (error) {
      const fault =
        error instanceof Fault ? error : new Fault('unreachable', `${node} could not be asked.`, { cause: error })
      ask.fail(fault)
    }
  }
}

const over = (): void => undefined
const noRoad = (node: NodeId): Fault => new Fault('unreachable', `There is no road to ${node}.`)
