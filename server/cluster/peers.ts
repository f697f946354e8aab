/** What a node shares with the other nodes of its cluster: who is there, which chat lives where, calls and signals. */
import type { Incoming, Message, Placement, Relay } from '@parley/actors'
import type { Bus } from '../feed/bus.ts'
import type { Topic } from '../feed/hub.ts'
import { createBus } from './bus.ts'
import { createHashes, type Hashes } from './hashes.ts'
import { joinMembership } from './membership.ts'
import { createPlacement } from './placement.ts'
import { createRelay } from './relay.ts'
import type { Wire } from './wire.ts'

export interface PeersOptions {
  readonly wire: Wire
  readonly cluster: string
  /** What this node is called. */
  readonly name: string
  readonly env: { random(): number; after(ms: number, run: () => void): () => void }
  /** May this call come from another node, in this form? */
  isCall(message: Message): boolean
  /** How many sockets here listen to a topic. */
  subscribers(topic: Topic): number
  /** Who takes work now. */
  onMembers(members: readonly string[]): void
}

export interface Peers {
  /** This node's id: a restart has another one. */
  readonly self: string
  readonly placement: Placement
  readonly relay: Relay
  readonly bus: Bus
  /** Words to all other nodes about what was spent of limits that count for the whole cluster. */
  readonly spending: { tell(text: string): void; hear(onSpent: (text: string) => void): void }
  readonly hashes: Pick<Hashes, 'ask' | 'answer'>
  members(): readonly string[]
  /** This node can do its work: from now on chats are placed here, and calls are handled. */
  announce(incoming: Incoming): void
  /** Chats are placed elsewhere from now on. What is under way is still answered. */
  leave(): void
  /** Ends what `leave` left. */
  close(): Promise<void>
}

export function joinPeers({ wire, cluster, name, env, isCall, subscribers, onMembers }: PeersOptions): Peers {
  const self = `${name}.${Math.floor(env.random() * 2 ** 48).toString(36)}`
  const placement = createPlacement(self, () => !wire.isUp)
  const bus = createBus({ self, cluster, wire, env, subscribers })
  const relay = createRelay({ self, cluster, wire, env, isCall, onNobody: (node) => membership.bury(node) })
  const membership = joinMembership({
    self,
    cluster,
    wire,
    env,
    onChange() {
      placement.setMembers(membership.members())
      bus.setOthers(membership.others())
      onMembers(membership.members())
    },
    onGone: relay.gone,
  })
  const hashes = createHashes({ self, cluster, wire, env, others: membership.others })
  return {
    self,
    spending: {
      tell: (text) => void wire.send(`${cluster}.spent`, text),
      hear: (onSpent) => void wire.hear(`${cluster}.spent`, ({ text }) => onSpent(text)),
    },
    hashes,
    placement,
    relay,
    bus,
    members: membership.members,
    announce(incoming) {
      relay.serve(incoming)
      membership.announce()
    },
    leave: membership.leave,
    async close() {
      membership.leave()
      membership.stop()
      hashes.stop()
      relay.stop()
      bus.stop()
      await wire.close()
    },
  }
}
