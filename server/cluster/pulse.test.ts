import { expect, test } from 'bun:test'
import { createSim } from '@parley/actors/sim'
import { failure, FailureError } from '@parley/protocol'
import { createMemoryRecords } from '../records/memory.ts'
import type { Records } from '../records/records.ts'
import { startPulse } from './pulse.ts'

const elsewhere = (): void => undefined

test('[CLU32] a node that can store nothing is read-only after 6 s and cut off after 17 s, until it can again', async () => {
  const sim = createSim()
  const kept = createMemoryRecords(() => undefined)
  let isAway = false
  const records: Records = {
    ...kept,
    put: (...put) =>
      isAway ? Promise.reject(new FailureError(failure('unavailable', 'The log is away.'))) : kept.put(...put),
  }
  const told: string[] = []
  const pulse = startPulse({
    records,
    name: 'a',
    env: sim.env,
    lag: async () => (isAway ? null : 3),
    onChange: (state) => void told.push(`${Math.floor(sim.env.now() / 1_000)} ${state}`),
    elsewhere,
  })
  await sim.advance(60_000)
  expect([pulse.state(), pulse.lag(), told]).toEqual(['writable', 3, []])
  isAway = true
  await sim.advance(4_000)
  expect(pulse.state()).toBe('writable')
  await sim.advance(16_000)
  expect([pulse.state(), pulse.lag()]).toEqual(['cutOff', null])
  isAway = false
  await sim.advance(1_000)
  expect(pulse.state()).toBe('writable')
  expect(told.map((text) => text.split(' ')[1])).toEqual(['readOnly', 'cutOff', 'writable'])
  pulse.stop()
  expect(sim.timers()).toBe(0)
})

test('[CLU32] two nodes of one name both have their pulse', async () => {
  const sim = createSim()
  const records = createMemoryRecords(() => undefined)
  const onChange = (): void => undefined
  const options = { records, name: 'a', env: sim.env, lag: async () => 0, onChange, elsewhere }
  const pulses = [startPulse(options), startPulse(options)]
  await sim.advance(60_000)
  expect(pulses.map((pulse) => pulse.state())).toEqual(['writable', 'writable'])
})

test('[FAULT32] a node that can store nothing for longer than an election takes tries other servers until it can', async () => {
  const sim = createSim()
  const kept = createMemoryRecords(() => undefined)
  let server = 0
  const isCutOff = (): boolean => server < 2
  const pulse = startPulse({
    records: {
      ...kept,
      put: (...put) =>
        isCutOff() ? Promise.reject(new FailureError(failure('unavailable', 'The log is away.'))) : kept.put(...put),
    },
    name: 'a',
    env: sim.env,
    lag: async () => 0,
    onChange: () => undefined,
    elsewhere: () => void (server += 1),
  })
  await sim.advance(9_000)
  expect(server).toBe(0)
  await sim.advance(51_000)
  expect([server, pulse.state()]).toEqual([2, 'writable'])
})
