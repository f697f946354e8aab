/** Signals over the wire: a subject for each topic, subscribed to only while somebody here listens; and words from node to node. */
import { type Bus, type BusHearer, wordCharsMax } from '../feed/bus.ts'
import type { Topic } from '../feed/hub.ts'
import { isNodeId } from './membership.ts'
import type { Wire } from './wire.ts'

export interface NatsBusOptions {
  readonly self: string
  readonly cluster: string
  readonly wire: Wire
  readonly env: { after(ms: number, run: () => void): () => void }
  /** How many sockets here listen to a topic. */
  subscribers(topic: Topic): number
}

export interface NatsBus extends Bus {
  setOthers(others: readonly string[]): void
  stop(): void
}

/** Topics that this node listens to. Beyond them signals of other nodes are missed, which is what signals may be. */
const topicsMax = 100_000
/** Each sweep looks at so many topics, oldest first, and lets go of those that nobody listens to. */
const sweepMs = 1_000
const sweepTopics = 2_000
/** Frames of signals are small. */
const signalCharsMax = 4_096

export function createBus({ self, cluster, wire, env, subscribers }: NatsBusOptions): NatsBus {
  /** What ends each subscription, in the order in which the topics were looked at last. */
  const listening = new Map<Topic, () => void>()
  let others: readonly string[] = []
  let hearer: BusHearer | null = null
  const words = (to: string): string => `${cluster}.word.${to}`
  const onWord = ({ rest, text }: { readonly rest: string; readonly text: string }): void => {
    if (isNodeId(rest) && rest !== self && text.length <= wordCharsMax) hearer?.onWord(rest, text)
  }
  const stops = [wire.hear(`${words('all')}.>`, onWord), wire.hear(`${words(self)}.>`, onWord)]

  const sweep = (): void => {
    stopSweep = env.after(sweepMs, sweep)
    for (const [topic, stop] of listening.entries().take(sweepTopics).toArray()) {
      listening.delete(topic)
      if (subscribers(topic) > 0) listening.set(topic, stop)
      else stop()
    }
  }
  let stopSweep = env.after(sweepMs, sweep)

  return {
    start(given) {
      hearer = given
      if (others.length > 0) env.after(0, () => given.onMembers(others))
    },
    publish(topic, text) {
      if (others.length > 0 && text.length <= signalCharsMax) wire.send(`${cluster}.signal.${topic}`, text)
    },
    listen(topic) {
      if (listening.has(topic) || listening.size >= topicsMax) return
      const stop = wire.hear(`${cluster}.signal.${topic}`, ({ text }) => {
        if (text.length <= signalCharsMax) hearer?.onSignal(topic, text)
      })
      listening.set(topic, stop)
    },
    say(node, text) {
      if (text.length <= wordCharsMax) wire.send(`${words(node ?? 'all')}.${self}`, text)
    },
    setOthers(nodes) {
      others = nodes
      hearer?.onMembers(nodes)
    },
    stop() {
      hearer = null
      stopSweep()
      for (const stop of [...stops, ...listening.values()]) stop()
      listening.clear()
    },
  }
}
