import { expect, test } from 'bun:test'
import { createSim } from './sim.ts'
import { createWorld, notebook, soon } from './testing/notebook.ts'

test('[ACTOR11] a timer is a message to self: it waits its turn in the mailbox', async () => {
  const { sim, system } = createWorld()
  const ref = system.register(notebook())('a')
  ref.tell('remind', { ms: 100, text: 'reminded' })
  const gate = Promise.withResolvers<void>()
  await sim.advance(50)
  ref.tell('slow', { gate: gate.promise, text: 'slow' })
  ref.tell('note', 'queued')
  await sim.advance(50)
  gate.resolve()
  await sim.settle()
  expect(await ref.ask('note', 'last', soon)).toEqual(['slow', 'queued', 'reminded', 'last'])
})

test('[ACTOR11] a cancelled timer is not handled, though its message was queued already', async () => {
  const { sim, system } = createWorld()
  const ref = system.register(notebook())('a')
  ref.tell('remind', { ms: 100, text: 'reminded' })
  const gate = Promise.withResolvers<void>()
  await sim.settle()
  ref.tell('slow', { gate: gate.promise, text: 'slow' })
  ref.tell('forget', null)
  await sim.advance(200)
  expect(system.inspect().kinds.get('notebook')?.queued).toBe(2)
  gate.resolve()
  await sim.settle()
  expect(await ref.ask('note', 'last', soon)).toEqual(['slow', 'last'])
})

test('[ACTOR11] a timer dies with its activation', async () => {
  const { sim, system } = createWorld()
  const ref = system.register(notebook())('a')
  for (const end of ['crash', 'end'] as const) {
    ref.tell('remind', { ms: 100, text: 'of another life' })
    if (end === 'crash') ref.tell('crash', 'boom')
    else ref.tell('end', null)
    await sim.advance(50)
    expect(await ref.ask('note', 'alive', soon)).toEqual(['alive'])
    ref.tell('end', null)
    await sim.advance(200)
  }
  expect(system.inspect().kinds.get('notebook')?.actors).toBe(0)
})

test('[ACTOR11] so does the message that it sent already: nobody starts again to hear it', async () => {
  const { sim, system, lost } = createWorld()
  const ref = system.register(notebook())('a')
  const gate = Promise.withResolvers<void>()
  ref.tell('remind', { ms: 100, text: 'reminded' })
  await sim.settle()
  ref.tell('slow', { gate: gate.promise, text: 'slow' })
  ref.tell('end', null)
  await sim.advance(100)
  gate.resolve()
  await sim.settle()
  expect(system.inspect().kinds.get('notebook')?.actors).toBe(0)
  expect(lost).toEqual([])
})

test('[ACTOR11] on the simulated clock timers run in the order of their times, each at its own', async () => {
  const sim = createSim({ startsAt: 1_000 })
  const { env } = sim
  const ran: string[] = []
  const set = (name: string, ms: number) => env.after(ms, () => void ran.push(`${name} ${env.now()}`))
  set('late', 30)
  set('early', 10)
  set('twin', 10)
  const cancel = set('never', 20)
  env.after(10, () => {
    cancel()
    set('nested', 5)
  })
  await sim.advance(29)
  expect([ran, env.now(), sim.timers()]).toEqual([['early 1010', 'twin 1010', 'nested 1015'], 1_029, 1])
  await sim.advance(1)
  expect(ran.at(-1)).toBe('late 1030')
})

test('[ACTOR11] one seed gives one run', () => {
  const draw = (seed: number) => {
    const { env } = createSim({ seed })
    return Array.from({ length: 1_000 }, () => env.random())
  }
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  expect(draw(7).every((value) => value >= 0 && value < 1)).toBe(true)
})
