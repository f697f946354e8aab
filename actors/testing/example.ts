import { type ActorKind, createSystem } from '@parley/actors'
import { createSim } from '@parley/actors/sim'

interface Counter {
  add(input: { readonly by: number }): number
}

const counterKind: ActorKind<Counter, number> = {
  kind: 'counter',
  mailbox: { capacity: 100, overflow: 'reject' },
  restart: { restartsMax: 3, withinMs: 10_000, backoffMs: 50 },
  idleMs: 60_000,
  start: () => 0,
  receive: { add: (count, { by }) => ({ state: count + by, reply: count + by }) },
}

const counter = createSystem({ env: createSim().env }).register(counterKind)
counter('apples').tell('add', { by: 2 })
export const apples = await counter('apples').ask('add', { by: 3 }, { timeoutMs: 1_000 })
