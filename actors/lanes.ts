/**
 * The asks that this node has under way to one actor are all in one place. When the placement changes its mind, what comes
 * later waits until what went before is answered: otherwise the second of two asks could be handled first, elsewhere.
 */
import type { Address, NodeId, Placement } from './placement.ts'

type Place = 'here' | { readonly node: NodeId }

/** Settles when the ask is over; must not reject. */
type Go = (place: Place) => Promise<void>

interface Lane {
  readonly place: Place
  asks: number
  readonly waiting: { readonly address: Address; readonly go: Go }[]
}

/** Asks that wait in one lane. */
const waitingMax = 8_192

export class Lanes {
  private readonly lanes = new Map<string, Lane>()
  constructor(private readonly placement: Placement) {}

  /** Calls `go` with the place, now or in its turn. `false`: too many wait, and it is not called. */
  enter(address: Address, go: Go): boolean {
    const key = `${address.kind}/${address.id}`
    const place = this.placement.of(address)
    const lane = this.lanes.get(key)
    if (lane === undefined) {
      const opened = { place, asks: 0, waiting: [] }
      this.lanes.set(key, opened)
      void this.ride(key, opened, go)
      return true
    }
    if (lane.waiting.length === 0 && isSame(lane.place, place)) void this.ride(key, lane, go)
    else if (lane.waiting.length < waitingMax) lane.waiting.push({ address, go })
    else return false
    return true
  }

  private async ride(key: string, lane: Lane, go: Go): Promise<void> {
    lane.asks++
    await go(lane.place)
    if (--lane.asks > 0) return
    this.lanes.delete(key)
    for (const next of lane.waiting) this.enter(next.address, next.go)
  }
}

const isSame = (one: Place, other: Place): boolean =>
  one === 'here' || other === 'here' ? one === other : one.node === other.node
