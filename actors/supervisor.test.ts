/** What a throw costs, and whom. */
import { expect, test } from 'bun:test'
import { createWorld, notebook, outcome, soon } from './testing/notebook.ts'

test('[ACTOR4] a throw discards the state, and the next call meets a new one', async () => {
  const { sim, system, crashed } = createWorld()
  const ref = system.register(notebook())('a')
  ref.tell('note', 'lost')
  const failing = outcome(ref.ask('crash', 'boom', soon))
  const next = ref.ask('note', 'kept', soon)
  await sim.advance(10)
  expect(await failing).toBe('crashed')
  expect(await next).toEqual(['kept'])
  expect(crashed).toEqual(['notebook/a boom'])
})

test('[ACTOR4] past its restarts the address fails for a while, at once and with a fault, and then it may start again', async () => {
  const { sim, system, crashed } = createWorld()
  const ref = system.register(notebook({ restart: { restartsMax: 2, withinMs: 1_000, backoffMs: 10 } }))('a')
  for (const message of ['one', 'two', 'three']) {
    ref.tell('crash', message)
    await sim.advance(10)
  }
  expect(crashed).toHaveLength(3)
  expect(await outcome(ref.ask('note', 'too early', soon))).toBe('crashed')
  expect(system.inspect().kinds.get('notebook')).toMatchObject({ failed: 1, restarts: 2, crashes: 3 })
  await sim.advance(989)
  expect(await outcome(ref.ask('note', 'too early', soon))).toBe('crashed')
  await sim.advance(1)
  expect(await ref.ask('note', 'again', soon)).toEqual(['again'])
})

test('[ACTOR4] crashes that lie further apart than the window do not add up', async () => {
  const { sim, system } = createWorld()
  const ref = system.register(notebook())('a')
  for (const message of ['one', 'two', 'three', 'four']) {
    ref.tell('crash', message)
    await sim.advance(1_001)
  }
  expect(await ref.ask('note', 'alive', soon)).toEqual(['alive'])
})

test('[ACTOR4] a throw in start is a crash: the calls wait for the restart, or fail with the address', async () => {
  const { sim, system, lost } = createWorld()
  let starts = 0
  const kind = notebook({
    async start() {
      await Promise.resolve()
      if (starts++ < 1) throw new Error('not yet')
      return { texts: [], timer: null }
    },
  })
  const noted = system.register(kind)('a').ask('note', 'waited', soon)
  await sim.advance(10)
  expect(await noted).toEqual(['waited'])

  const never = notebook({
    kind: 'never',
    start() {
      throw new Error('never')
    },
  })
  const ref = system.register(never)('a')
  const asked = outcome(ref.ask('note', 'x', soon))
  ref.tell('note', 'y')
  await sim.advance(10)
  expect(await asked).toBe('crashed')
  expect(lost).toEqual(['never/a note'])
})

test('[ACTOR5] queued calls survive a restart, in order; only the failing one gets a fault', async () => {
  const { sim, system, lost } = createWorld()
  const ref = system.register(notebook())('a')
  const outcomes = Promise.all([
    outcome(ref.ask('note', 'before', soon)),
    outcome(ref.ask('crash', 'boom', soon)),
    outcome(ref.ask('note', 'first', soon)),
    outcome(ref.ask('note', 'second', soon)),
  ])
  await sim.advance(9)
  const during = ref.ask('note', 'third', soon)
  await sim.advance(1)
  expect(await outcomes).toEqual([['before'], 'crashed', ['first'], ['first', 'second']])
  expect(await during).toEqual(['first', 'second', 'third'])
  expect(lost).toEqual([])
})

test('[ACTOR5] a handler that fails late fails only its own call', async () => {
  const { sim, system } = createWorld()
  const ref = system.register(notebook())('a')
  const slow = outcome(ref.ask('slow', { gate: Promise.reject(new Error('late')), text: 'x' }, soon))
  const next = ref.ask('note', 'next', soon)
  await sim.advance(10)
  expect([await slow, await next]).toEqual(['crashed', ['next']])
})

test('[ACTOR5] replies that a crashed activation owed are faults, and what they become later changes nothing', async () => {
  const { sim, system, lost } = createWorld()
  const ref = system.register(notebook())('a')
  const late = Promise.withResolvers<string>()
  const owed = outcome(ref.ask('later', late.promise, soon))
  ref.tell('crash', 'boom')
  await sim.settle()
  late.resolve('too late')
  await sim.settle()
  expect(await owed).toBe('crashed')
  expect(lost).toEqual([])
})

test('[ACTOR12] a kind that says so refuses what is queued behind a crash, after what it owed and in order; a failed start keeps it', async () => {
  const { sim, system } = createWorld()
  let starts = 0
  const ends: string[] = []
  const { promise: never } = Promise.withResolvers<string>()
  interface Lending {
    lend(name: string): string
    crash(input: null): void
  }
  const ref = system.register<Lending, null>({
    kind: 'lending',
    mailbox: { capacity: 9, overflow: 'reject' },
    restart: { restartsMax: 3, withinMs: 1_000, backoffMs: 10, queued: 'refused' },
    idleMs: null,
    start() {
      if (starts++ === 1) throw new Error('not yet')
      return null
    },
    receive: {
      lend: (state) => ({ state, reply: never }),
      async crash() {
        await Promise.resolve()
        throw new Error('boom')
      },
    },
  })('a')
  const ask = (name: string): void =>
    void ref.ask('lend', name, soon).catch((error: unknown) => ends.push(`${name} ${String(error)}`))
  ask('owed')
  ref.ask('crash', null, soon).catch(() => ends.push('crash'))
  ask('queued')
  await sim.settle()
  expect(ends).toEqual(['owed Fault: lending a crashed.', 'crash', 'queued Fault: lending a crashed.'])
  ask('later')
  await sim.advance(50)
  expect([starts, ends.length]).toEqual([3, 3])
})
