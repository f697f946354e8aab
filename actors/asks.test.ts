/** What an asker learns, and when. */
import { expect, test } from 'bun:test'
import { array, assert, asyncProperty, integer } from 'fast-check'
import { Asks, tickMs } from './asks.ts'
import { createSim } from './sim.ts'
import { createWorld, notebook, outcome, soon } from './testing/notebook.ts'

test('[ACTOR9] a reply after its asker has gone is a dead letter', async () => {
  const { sim, system, lost } = createWorld()
  const ref = system.register(notebook())('a')
  const gate = Promise.withResolvers<void>()
  const slow = outcome(ref.ask('slow', { gate: gate.promise, text: 'x' }, { timeoutMs: 100 }))
  await sim.advance(100 + tickMs)
  expect(await slow).toBe('timeout')
  expect(lost).toEqual([])
  gate.resolve()
  await sim.settle()
  expect(lost).toEqual(['notebook/a slow'])
  expect(await ref.ask('note', 'y', soon)).toEqual(['x', 'y'])
})

test('[ACTOR9] so is a deferred one', async () => {
  const { sim, system, lost } = createWorld()
  const late = Promise.withResolvers<string>()
  const asked = outcome(system.register(notebook())('a').ask('later', late.promise, { timeoutMs: 100 }))
  await sim.advance(100 + tickMs)
  late.resolve('late')
  await sim.settle()
  expect([await asked, lost]).toEqual(['timeout', ['notebook/a later']])
})

test('[ACTOR10] an ask never times out before its time, and at most a tick after it', async () => {
  await assert(
    asyncProperty(array(integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 20 }), async (waits) => {
      const sim = createSim({ startsAt: 12_345 })
      const asks = new Asks(sim.env)
      const late: number[] = []
      for (const timeoutMs of waits) {
        const due = sim.env.now() + timeoutMs
        asks.start(timeoutMs).promise.catch(() => late.push(sim.env.now() - due))
        await sim.advance(timeoutMs % 97)
      }
      await sim.advance(2_000 + tickMs)
      expect(late).toHaveLength(waits.length)
      expect(Math.min(...late)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...late)).toBeLessThan(tickMs)
      expect([asks.waiting, sim.timers()]).toEqual([0, 0])
    }),
  )
})

test('[ACTOR10] every ask is answered once, also when asks of one tick end in any order', () => {
  const asks = new Asks(createSim().env)
  const [first, second, third] = [asks.start(1_000), asks.start(1_000), asks.start(1_000)]
  expect([second.answer(1), second.answer(2), second.fail(null)]).toEqual([true, false, false])
  expect([third.answer(1), first.answer(1), first.answer(2)]).toEqual([true, true, false])
  expect(asks.waiting).toBe(0)
})

test('[ACTOR10] the runtime handles a call once and retries neither tell nor ask', async () => {
  const { sim, system } = createWorld()
  let tries = 0
  const base = notebook()
  const kind = notebook({
    receive: {
      ...base.receive,
      crash() {
        tries++
        throw new Error('boom')
      },
    },
  })
  const ref = system.register(kind)('a')
  const asked = outcome(ref.ask('crash', '', soon))
  await sim.advance(5_000)
  ref.tell('crash', '')
  await sim.advance(5_000)
  expect([await asked, tries]).toEqual(['crashed', 2])
})

test('[ACTOR10] a reply that fails reaches its asker; where nobody asked, it is reported', async () => {
  const { sim, system, crashed } = createWorld()
  const ref = system.register(notebook())('a')
  expect(await outcome(ref.ask('later', Promise.reject(new Error('disk')), soon))).toBe('disk')
  ref.tell('later', Promise.reject(new Error('disk')))
  await sim.settle()
  expect(crashed).toEqual(['notebook/a disk'])
})
