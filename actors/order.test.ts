import { expect, test } from 'bun:test'
import { array, assert, asyncProperty, integer, nat, record } from 'fast-check'
import { createWorld, notebook } from './testing/notebook.ts'

test('[ACTOR2] calls from one sender to one actor arrive in order, whatever the handlers wait for', async () => {
  const step = record({ actor: nat(2), sender: nat(2), waits: nat(3), pauses: integer({ min: 0, max: 2 }) })
  await assert(
    asyncProperty(array(step, { maxLength: 60 }), async (steps) => {
      const { sim, system } = createWorld()
      const open = system.register(notebook())
      for (const [at, { actor, sender, waits, pauses }] of steps.entries()) {
        const text = `${sender}:${at}`
        // Half of the senders hold one ref, the others make one for each call.
        if (waits === 0) open(`${actor}`).tell('note', text)
        else open(`${actor}`).tell('slow', { gate: turns(waits), text })
        await turns(pauses)
      }
      await sim.settle()
      for (const actor of [0, 1, 2]) {
        const noted = open(`${actor}`).ask('note', 'end', { timeoutMs: 1_000 })
        await sim.settle()
        const expected = steps.flatMap((step, at) => (step.actor === actor ? [`${step.sender}:${at}`] : []))
        expect(await noted).toEqual([...expected, 'end'])
      }
    }),
    { numRuns: 200 },
  )
})

test('[ACTOR2] a call waits for the handler before it, and no other actor does', async () => {
  const { sim, system } = createWorld()
  const open = system.register(notebook())
  const gate = Promise.withResolvers<void>()
  const slow = open('a').ask('slow', { gate: gate.promise, text: 'first' }, { timeoutMs: 1_000 })
  const behind = open('a').ask('note', 'second', { timeoutMs: 1_000 })
  expect(await open('b').ask('note', 'elsewhere', { timeoutMs: 1_000 })).toEqual(['elsewhere'])
  await sim.settle()
  gate.resolve()
  expect([await slow, await behind]).toEqual([['first'], ['first', 'second']])
})

test('[ACTOR2] a reply that comes later does not keep the mailbox waiting', async () => {
  const { system } = createWorld()
  const ref = system.register(notebook())('a')
  const durable = Promise.withResolvers<string>()
  const first = ref.ask('later', durable.promise, { timeoutMs: 1_000 })
  expect(await ref.ask('note', 'meanwhile', { timeoutMs: 1_000 })).toEqual(['meanwhile'])
  durable.resolve('stored')
  expect(await first).toBe('stored')
})

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve()
}
