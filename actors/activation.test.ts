/** From a call that finds nobody to an actor that has gone. */
import { expect, test } from 'bun:test'
import { createWorld, notebook, outcome, soon } from './testing/notebook.ts'

test('[ACTOR1] however many refs and calls, an address has one activation', async () => {
  const { sim, system } = createWorld()
  let starts = 0
  const open = system.register(
    notebook({
      async start() {
        starts++
        await Promise.resolve()
        return { texts: [], timer: null }
      },
    }),
  )
  open('a').tell('note', 'one')
  open('a').tell('note', 'two')
  await sim.settle()
  expect(await open('a').ask('note', 'three', soon)).toEqual(['one', 'two', 'three'])
  expect(starts).toBe(1)
})

test('[ACTOR1] a ref, and an actor, that outlived an activation reach the next one and start no second', async () => {
  const { sim, system } = createWorld()
  const old: { tell(text: string): void }[] = []
  const kind = notebook({
    start({ self }) {
      old.push({ tell: (text) => self.tell('note', text) })
      return { texts: [], timer: null }
    },
  })
  const ref = system.register(kind)('a')
  ref.tell('end', null)
  await sim.settle()
  expect(system.inspect().kinds.get('notebook')?.actors).toBe(0)
  old[0]?.tell('from the first activation')
  ref.tell('note', 'from outside')
  await sim.settle()
  expect(await ref.ask('note', 'last', soon)).toEqual(['from the first activation', 'from outside', 'last'])
  expect(old).toHaveLength(2)
})

test('[ACTOR3] start completes before the first call, however long it takes', async () => {
  const { sim, system } = createWorld()
  const opened = Promise.withResolvers<string>()
  const kind = notebook({ start: async () => ({ texts: [await opened.promise], timer: null }) })
  const noted = system.register(kind)('a').ask('note', 'second', soon)
  await sim.settle()
  opened.resolve('first')
  expect(await noted).toEqual(['first', 'second'])
})

test('[ACTOR3] nothing of an actor runs on the stack of its caller', async () => {
  const { sim, system } = createWorld()
  const order: string[] = []
  const kind = notebook({
    start() {
      order.push('start')
      return { texts: [], timer: null }
    },
  })
  system.register(kind)('a').tell('note', 'x')
  order.push('told')
  await sim.settle()
  expect(order).toEqual(['told', 'start'])
})

test('[ACTOR6] a call that arrives while its actor ends starts the next activation', async () => {
  const { sim, system } = createWorld()
  const written = Promise.withResolvers<void>()
  const ref = system.register(notebook({ stop: () => written.promise }))('a')
  ref.tell('note', 'of the first')
  ref.tell('end', null)
  await sim.settle()
  const noted = ref.ask('note', 'of the second', soon)
  await sim.settle()
  written.resolve()
  expect(await noted).toEqual(['of the second'])
})

test('[ACTOR6] what was queued behind the call that ended it starts the next activation', async () => {
  const { system } = createWorld()
  const ref = system.register(notebook())('a')
  ref.tell('note', 'of the first')
  ref.tell('end', null)
  expect(await ref.ask('note', 'of the second', soon)).toEqual(['of the second'])
})

test('[ACTOR6] an actor without calls ends after its idle time, not before, and not while it owes a reply', async () => {
  const { sim, system } = createWorld()
  const reasons: string[] = []
  const kind = notebook({ idleMs: 5_000, stop: (_notes, reason) => void reasons.push(reason) })
  const open = system.register(kind)
  const owed = Promise.withResolvers<string>()
  open('busy').ask('later', owed.promise, { timeoutMs: 60_000 }).then(String, String)
  open('a').tell('note', 'x')
  await sim.advance(4_999)
  open('a').tell('note', 'y')
  await sim.advance(4_999)
  expect(reasons).toEqual([])
  await sim.advance(1_001)
  expect(reasons).toEqual(['idle'])
  expect(system.inspect().kinds.get('notebook')?.actors).toBe(1)
  owed.resolve('paid')
  await sim.advance(6_000)
  expect(reasons).toEqual(['idle', 'idle'])
  expect(sim.timers()).toBe(1)
})

test('[ACTOR6] an actor that ends leaves no reply owed in silence', async () => {
  const { system } = createWorld()
  const ref = system.register(notebook())('a')
  const owed = outcome(ref.ask('later', new Promise<string>(() => undefined), soon))
  ref.tell('end', null)
  expect(await owed).toBe('stopped')
})
