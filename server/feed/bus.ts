/**
 * The bus carries signals between nodes: typing, and the words by which nodes merge presences. All of it may be lost, and
 * none of it is ever a reason to believe that something is durable.
 *
 *     this node ── publish(topic) ──▶ the nodes that listen to the topic
 *               ── say(node) ───────▶ one node, or all others
 *
 * A composition hands in the adapter: NATS in a cluster (`server/cluster/bus.ts`), a simulated network in `sim`, and `noBus`
 * where there is one node.
 */
import type { Topic } from './hub.ts'

/** Who hears what comes. None of its methods may throw; what comes is checked there: it was a peer's, and may be garbled. */
export interface BusHearer {
  /** Of a topic that this node listens to, or listened to a moment ago. */
  onSignal(topic: string, text: string): void
  onWord(from: string, text: string): void
  /** The other nodes that are there now, by their ids; said at the start where there are any, and at every change. */
  onMembers(others: readonly string[]): void
}

/** Nothing comes back to who sent it. Texts: at most `wordCharsMax`; a longer one may be dropped. */
export interface Bus {
  /** Called once, before anything else. Nothing is heard before it, and nothing within the call itself. */
  start(hearer: BusHearer): void
  /** To the nodes where somebody listens to the topic; at most once, and in no order with what others publish. */
  publish(topic: Topic, text: string): void
  /** Somebody here listens to the topic. Cheap when it is said again, and never taken back: the bus looks for itself. */
  listen(topic: Topic): void
  /** To one node, or with `null` to all others; at most once. What one node says to another comes in order or not at all. */
  say(node: string | null, text: string): void
}

export const wordCharsMax = 262_144

/** For one node alone. */
export const noBus: Bus = {
  start: () => undefined,
  publish: () => undefined,
  listen: () => undefined,
  say: () => undefined,
}
