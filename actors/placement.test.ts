/** Two nodes and a road between them. */
import { expect, test } from 'bun:test'
import type { Placement, Relay, System } from './main.ts'
import { createWorld, notebook, outcome, soon } from './testing/notebook.ts'

const there: Placement = { of: ({ kind, id }) => (kind === 'notebook' && id === 'far' ? { node: 'b' } : 'here') }

/** What goes over it is copied as text, as between processes. */
const roadTo = (system: () => System): Relay => ({
  tell: (_node, message) => system().incoming.tell(JSON.parse(JSON.stringify(message))),
  ask: (_node, message, options) => system().incoming.ask(JSON.parse(JSON.stringify(message)), options),
})

test('[ACTOR1] a call to an actor elsewhere goes there as plain data, and is handled there', async () => {
  const far = createWorld({ placement: there })
  const near = createWorld({ placement: there, relay: roadTo(() => far.system) })
  far.system.register(notebook())
  const open = near.system.register(notebook())
  open('far').tell('note', 'told')
  expect(await open('far').ask('note', 'asked', soon)).toEqual(['told', 'asked'])
  expect(await open('near').ask('note', 'here', soon)).toEqual(['here'])
  expect([near.system, far.system].map((system) => system.inspect().kinds.get('notebook')?.actors)).toEqual([1, 1])
})

test('[ACTOR10] where no road leads an ask is unreachable and a tell is a dead letter', async () => {
  const { system, lost } = createWorld({ placement: there })
  const ref = system.register(notebook())('far')
  expect(await outcome(ref.ask('note', 'x', soon))).toBe('unreachable')
  ref.tell('note', 'x')
  expect(lost).toEqual(['notebook/far note'])
})

test('[ACTOR10] the asker keeps the time also when the other node says nothing', async () => {
  const answer = Promise.withResolvers<string[]>()
  const relay: Relay = { tell: () => undefined, ask: () => answer.promise }
  const { sim, system, lost } = createWorld({ placement: there, relay })
  const asked = outcome(system.register(notebook())('far').ask('note', 'x', { timeoutMs: 500 }))
  await sim.advance(750)
  answer.resolve(['late'])
  await sim.settle()
  expect([await asked, lost]).toEqual(['timeout', ['notebook/far note']])
})

test('[ACTOR10] a call that nobody here understands is refused by name', async () => {
  const { system, lost } = createWorld()
  system.register(notebook())
  for (const [kind, call] of [
    ['unknown', 'note'],
    ['notebook', 'toString'],
  ] as const) {
    const message = { kind, id: 'a', call, input: null }
    expect(await outcome(system.incoming.ask(message, soon))).toBe('unreachable')
    system.incoming.tell(message)
  }
  expect(lost).toEqual(['unknown/a note', 'notebook/a toString'])
})

test('[ACTOR13] when an actor moves, later asks wait until earlier ones are answered where they went', async () => {
  const gate = Promise.withResolvers<unknown>()
  let place: ReturnType<Placement['of']> = 'here'
  const far = createWorld()
  const near = createWorld({ placement: { of: () => place }, relay: roadTo(() => far.system) })
  const note = near.system.register(notebook())('moving')
  far.system.register(notebook())
  const slow = note.ask('slow', { gate: gate.promise, text: 'first' }, soon)
  place = { node: 'b' }
  const order: string[] = []
  const asks = ['second', 'third'].map(async (text) => {
    const texts = await note.ask('note', text, soon)
    order.push(texts.join())
  })
  await near.sim.settle()
  expect(far.system.inspect().kinds.get('notebook')?.actors).toBe(0)
  gate.resolve(null)
  expect(await slow).toEqual(['first'])
  await Promise.all(asks)
  expect(order).toEqual(['second', 'second,third'])
})
