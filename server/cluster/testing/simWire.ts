/** A wire over a simulated clock: every message arrives after a millisecond, in order; who is down neither sends nor hears. */
import type { Sim } from '@parley/actors/sim'
import type { Arrival, Wire } from '../wire.ts'

interface Hearer {
  readonly wire: SimWire
  readonly subject: string
  readonly onArrival: (arrival: Arrival) => void
}

interface SimWire extends Wire {
  isUp: boolean
  /** As when the connection is lost. */
  cut(): void
  /** What this node sends is lost while it is so. */
  isLossy: boolean
  /** What it sent, by subjects. */
  readonly sent: string[]
}

export interface SimAir {
  wire(): SimWire
  /** As if some node, or whoever may speak to the servers, had sent it. */
  inject(subject: string, text: string, reply?: string): void
}

const latencyMs = 1

export function createSimAir({ env }: Sim): SimAir {
  const hearers = new Set<Hearer>()
  const covers = (pattern: string, subject: string): boolean =>
    pattern.endsWith('.>')
      ? subject.startsWith(pattern.slice(0, -1))
      : pattern.endsWith('.*')
        ? subject.startsWith(pattern.slice(0, -1)) && !subject.slice(pattern.length - 1).includes('.')
        : pattern === subject

  const deliver = (
    from: SimWire | null,
    subject: string,
    text: string,
    reply: string | null,
    isNobody: boolean,
  ): void => {
    env.after(latencyMs, () => {
      const found = [...hearers].filter(
        ({ wire, subject: pattern }) => wire !== from && wire.isUp && covers(pattern, subject),
      )
      for (const { subject: pattern, onArrival } of found)
        onArrival({ rest: subject.slice(pattern.replace(/[*>]$/, '').length), text, reply, isNobody })
      if (found.length === 0 && reply !== null) deliver(null, reply, '', null, true)
    })
  }

  return {
    inject: (subject, text, reply) => deliver(null, subject, text, reply ?? null, false),
    wire() {
      const downs: (() => void)[] = []
      const wire: SimWire = {
        isUp: true,
        onDown: (run) => void downs.push(run),
        cut() {
          wire.isUp = false
          for (const run of downs) run()
        },
        isLossy: false,
        sent: [],
        send(subject, text, reply) {
          if (!wire.isUp) return false
          wire.sent.push(subject)
          if (!wire.isLossy) deliver(wire, subject, text, reply ?? null, false)
          return true
        },
        hear(subject, onArrival) {
          const hearer = { wire, subject, onArrival }
          hearers.add(hearer)
          return () => void hearers.delete(hearer)
        },
        // There is one server.
        reconnect: () => undefined,
        async close() {
          wire.isUp = false
        },
      }
      return wire
    },
  }
}
