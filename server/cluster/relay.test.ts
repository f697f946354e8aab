import { expect, test } from 'bun:test'
import { Fault, type Message } from '@parley/actors'
import { createSim } from '@parley/actors/sim'
import { failure, FailureError } from '@parley/protocol'
import { isRemoteCall } from '../chat/remoteCall.ts'
import { createRelay } from './relay.ts'
import { createSimAir } from './testing/simWire.ts'

const soon = { timeoutMs: 1_000 }
const call = (input: unknown): Message => ({ kind: 'chat', id: 'x', call: 'submit', input })

function createRoad(isCall: (message: Message) => boolean = () => true) {
  const sim = createSim()
  const air = createSimAir(sim)
  const nobody: string[] = []
  const nearWire = air.wire()
  const at = (self: string, wire = air.wire()) =>
    createRelay({
      self,
      cluster: 'c',
      wire,
      env: sim.env,
      isCall,
      onNobody: (node) => void nobody.push(node),
    })
  return { sim, air, nobody, near: at('a.1', nearWire), nearWire, far: at('b.1') }
}

/** What became of an ask, once the clock has gone on. */
const outcome = (asked: Promise<unknown>): Promise<unknown> =>
  asked.catch((error: unknown) => {
    if (!(error instanceof Fault)) throw error
    return error.cause instanceof FailureError ? `${error.code} ${error.cause.failure.message}` : error.code
  })

test('[CLU24] calls from one node to another come in their order, and their answers go back', async () => {
  const { sim, near, far } = createRoad()
  const heard: unknown[] = []
  far.serve({
    tell: ({ input }) => void heard.push(input),
    async ask({ input }) {
      heard.push(input)
      return { got: input }
    },
  })
  const asks = [1, 2, 3].map((input) => near.ask('b.1', call(input), soon))
  near.tell('b.1', call('told'))
  const last = near.ask('b.1', call(4), soon)
  await sim.advance(2)
  expect(await Promise.all(asks)).toEqual([{ got: 1 }, { got: 2 }, { got: 3 }])
  expect(await last).toEqual({ got: 4 })
  expect(heard).toEqual([1, 2, 3, 'told', 4])
})

test('[CLU24] a fault crosses by its code, and a refusal in it as the same refusal', async () => {
  const { sim, near, far } = createRoad()
  const thrown = [
    new Fault('overloaded', 'Full.'),
    new Fault('crashed', 'It crashed.', { cause: new FailureError(failure('storageFull', 'No room.')) }),
    new FailureError(failure('unavailable', 'Away.', 500)),
    new Error('What no peer needs to know.'),
  ]
  far.serve({
    tell: () => undefined,
    async ask({ input }) {
      throw thrown[Number(input)]
    },
  })
  const asks = thrown.map((_, place) => outcome(near.ask('b.1', call(place), soon)))
  await sim.advance(2)
  expect(await Promise.all(asks)).toEqual(['overloaded', 'crashed No room.', 'crashed Away.', 'crashed'])
})

test('[CLU25] where nobody listens an ask is unreachable at once, and the node is reported', async () => {
  const { sim, nobody, near } = createRoad()
  const asked = outcome(near.ask('c.1', call(1), soon))
  await sim.advance(2)
  expect(await asked).toBe('unreachable')
  expect(nobody).toEqual(['c.1'])
})

test('[CLU25] what waits for a node that is gone is unreachable; what waits for another goes on', async () => {
  const { sim, near, far } = createRoad()
  const gate = Promise.withResolvers<string>()
  far.serve({ tell: () => undefined, ask: () => gate.promise })
  const waiting = near.ask('b.1', call(1), soon)
  near.gone('c.1')
  gate.resolve('answered')
  await sim.advance(2)
  expect(await waiting).toBe('answered')
  const lost = outcome(near.ask('b.1', call(2), soon))
  near.gone('b.1')
  expect(await lost).toBe('unreachable')
})

test('[CLU25] a node that says nothing is a time-out, and one that does not serve is stopped', async () => {
  const { sim, near, far } = createRoad()
  const refused = outcome(near.ask('b.1', call(1), soon))
  await sim.advance(2)
  expect(await refused).toBe('stopped')
  far.serve({ tell: () => undefined, ask: () => new Promise(() => undefined) })
  const asked = outcome(near.ask('b.1', call(1), soon))
  await sim.advance(3_000)
  expect(await asked).toBe('timeout')
})

test('[CLU26] garbled calls, and calls that are not for other nodes, reach no actor', async () => {
  const { sim, air, far } = createRoad(isRemoteCall)
  const reached: Message[] = []
  far.serve({
    tell: (message) => void reached.push(message),
    async ask(message) {
      reached.push(message)
    },
  })
  const by = '01m87wsa028zcm87c6x4j483az'
  const good = {
    kind: 'chat',
    id: by,
    call: 'submit',
    input: { by, submission: { id: by, command: { type: 'leave' } } },
  }
  const bad: readonly unknown[] = [
    null,
    7,
    {},
    { ...good, kind: 'user' },
    { ...good, kind: 'session' },
    { ...good, call: 'appended', input: { flight: 1, outcome: { type: 'stored', entries: [] } } },
    { ...good, id: 'x' },
    { ...good, input: null },
    { ...good, input: { ...good.input, by: 'x' } },
    { ...good, input: { by, submission: { id: by, command: { type: 'obey' } } } },
  ]
  for (const way of ['ask', 'tell']) {
    for (const text of ['', '{', '[]']) air.inject(`c.node.b.1.${way}`, text, 'somewhere')
    for (const message of bad)
      air.inject(`c.node.b.1.${way}`, JSON.stringify({ message, timeoutMs: 1_000 }), 'somewhere')
    for (const timeoutMs of [-1, 1e9, '1', null])
      air.inject(`c.node.b.1.${way}`, JSON.stringify({ message: good, timeoutMs }), 'somewhere')
  }
  air.inject('c.node.b.1.dance', JSON.stringify({ message: good, timeoutMs: 1_000 }), 'somewhere')
  await sim.advance(5)
  expect(reached).toEqual([])
  air.inject('c.node.b.1.ask', JSON.stringify({ message: good, timeoutMs: 1_000 }), 'somewhere')
  await sim.advance(1)
  expect(reached).toEqual([good])
})

test('[CLU25] when the connection is lost what waits is unreachable at once, and so is what is asked meanwhile', async () => {
  const { sim, near, nearWire, far } = createRoad()
  far.serve({ tell: () => undefined, ask: () => new Promise(() => undefined) })
  const asked = outcome(near.ask('b.1', call(1), soon))
  await sim.advance(2)
  nearWire.cut()
  expect(await asked).toBe('unreachable')
  expect(await outcome(near.ask('b.1', call(2), soon))).toBe('unreachable')
})
