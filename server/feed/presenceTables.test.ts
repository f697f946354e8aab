/** Three nodes and what their people see of each other. What one says to another comes a moment later, in order. */
import { expect, test } from 'bun:test'
import { createSim, type Sim } from '@parley/actors/sim'
import { createCodec, interpreted, newEpoch, newUserId, type Presence, type UserId } from '@parley/protocol'
import { sha256 } from '../accounts/digest.ts'
import { openStore } from '../store/main.ts'
import type { Bus } from './bus.ts'
import { createHub } from './hub.ts'
import { createPresenceTables } from './presenceTables.ts'

const codec = createCodec(interpreted)
const settledMs = 5_000

function createNodes(sim: Sim, ...names: readonly string[]) {
  const words = new Map<string, (from: string, text: string) => void>()
  const state = { isLossy: false }
  let said = 0
  const nodes = names.map((name) => {
    const told: Presence[] = []
    const hub = createHub((_topic, text) => {
      const decoded = codec.decodeDown(text)
      if ('frame' in decoded && decoded.frame.t === 'presence') told.push(...decoded.frame.presences)
    })
    const store = openStore({ path: ':memory:', epoch: newEpoch(sim.env), sha256, boot: null, env: sim.env })
    const bus: Bus = {
      start: () => undefined,
      publish: () => undefined,
      listen: () => undefined,
      say(to, text) {
        said++
        if (state.isLossy) return
        for (const [other, hear] of words)
          if (other !== name && (to === null || to === other)) sim.env.after(1, () => hear(name, text))
      },
    }
    const tables = createPresenceTables({ hub, store, bus, env: sim.env })
    words.set(name, tables.onWord)
    return { ...tables, name, told, status: (user: UserId) => tables.presences.get(user).status }
  })
  const meet = (...there: readonly string[]): void => {
    for (const { name, onMembers } of nodes)
      if (there.includes(name)) onMembers(there.filter((other) => other !== name))
  }
  const [one, two, three] = nodes
  if (one === undefined || two === undefined || three === undefined) throw new Error('Three are needed.')
  return { one, two, three, nodes, state, meet, said: () => said }
}

function start() {
  const sim = createSim()
  const world = createNodes(sim, 'a', 'b', 'c')
  const ann = newUserId(sim.env)
  const seen = () => world.nodes.map((node) => node.status(ann))
  return { ...world, sim, ann, seen }
}

test('[CLU27] who is online on one node is so on all, also on a node that comes later', async () => {
  const { sim, one, three, ann, seen, meet } = start()
  meet('a', 'b')
  one.presences.set({ user: ann, status: 'online' })
  await sim.advance(100)
  expect(seen()).toEqual(['online', 'online', 'offline'])
  meet('a', 'b', 'c')
  await sim.advance(100)
  expect(seen()).toEqual(['online', 'online', 'online'])
  expect(three.told).toEqual([{ user: ann, status: 'online' }])
})

test('[CLU27] of a person with devices on several nodes counts what they said last, until the last one goes', async () => {
  const { sim, one, two, three, ann, seen, meet } = start()
  meet('a', 'b', 'c')
  one.presences.set({ user: ann, status: 'busy' }, 10)
  // A device that was just connected has said nothing.
  two.presences.set({ user: ann, status: 'online' })
  await sim.advance(100)
  expect(seen()).toEqual(['busy', 'busy', 'busy'])
  two.presences.set({ user: ann, status: 'offline' }, 20)
  await sim.advance(100)
  expect(seen()).toEqual(['offline', 'offline', 'offline'])
  two.presences.leave(ann, null)
  await sim.advance(100)
  expect(seen()).toEqual(['busy', 'busy', 'busy'])
  one.presences.leave(ann, 77)
  await sim.advance(100)
  expect(seen()).toEqual(['offline', 'offline', 'offline'])
  expect(three.told.map(({ status, lastSeen = 0 }) => `${status} ${lastSeen}`)).toEqual([
    'busy 0',
    'offline 0',
    'busy 0',
    'offline 77',
  ])
})

test('[CLU28] words that were lost are made good, also of more people than one word holds', async () => {
  const { sim, one, two, three, state, meet, said } = start()
  meet('a', 'b', 'c')
  await sim.advance(100)
  state.isLossy = true
  const people = Array.from({ length: 2_500 }, () => newUserId(sim.env))
  for (const user of people) one.presences.set({ user, status: 'online' })
  for (const user of people.slice(0, 100)) one.presences.leave(user, 5)
  await sim.advance(settledMs)
  expect(two.told).toEqual([])
  state.isLossy = false
  await sim.advance(settledMs)
  for (const node of [two, three]) {
    expect(people.filter((user) => node.status(user) === 'online')).toEqual(people.slice(100))
    expect(node.told).toHaveLength(2_400)
  }
  // When all is known, only the beats go on.
  const before = said()
  await sim.advance(10_000)
  expect(said() - before).toBe(15)
})

test('[CLU28] who fell so far behind that departures are forgotten gets everything anew, and hears what changed', async () => {
  const { sim, one, two, state, meet } = start()
  meet('a', 'b', 'c')
  const stays = newUserId(sim.env)
  const leaves = newUserId(sim.env)
  for (const user of [stays, leaves]) one.presences.set({ user, status: 'online' })
  await sim.advance(100)
  state.isLossy = true
  one.presences.leave(leaves, 5)
  for (let more = 0; more < 10_001; more++) {
    const user = newUserId(sim.env)
    one.presences.set({ user, status: 'online' })
    one.presences.leave(user, 6)
  }
  await sim.advance(settledMs)
  expect(two.status(leaves)).toBe('online')
  state.isLossy = false
  await sim.advance(settledMs)
  expect([two.status(leaves), two.status(stays)]).toEqual(['offline', 'online'])
  expect(two.told.map(({ user, status }) => [user, status])).toEqual([
    [stays, 'online'],
    [leaves, 'online'],
    [leaves, 'offline'],
  ])
})

test('[CLU29] people of a node that died are gone after a while, but for those who came back elsewhere', async () => {
  const { sim, one, two, three, ann, seen, meet } = start()
  const ben = newUserId(sim.env)
  meet('a', 'b', 'c')
  for (const user of [ann, ben]) one.presences.set({ user, status: 'online' })
  await sim.advance(1_000)
  meet('b', 'c')
  await sim.advance(1_000)
  two.presences.set({ user: ann, status: 'online' })
  await sim.advance(settledMs)
  expect(seen().slice(1)).toEqual(['online', 'online'])
  expect([two.status(ben), three.status(ben)]).toEqual(['offline', 'offline'])
  expect(three.told).toEqual([
    { user: ann, status: 'online' },
    { user: ben, status: 'online' },
    { user: ben, status: 'offline', lastSeen: 1_000 },
  ])
})

test('[CLU29] a node that only seemed to be dead loses nobody', async () => {
  const { sim, one, two, ann, meet } = start()
  meet('a', 'b', 'c')
  one.presences.set({ user: ann, status: 'online' })
  await sim.advance(1_000)
  meet('b', 'c')
  await sim.advance(1_000)
  meet('a', 'b', 'c')
  await sim.advance(settledMs)
  expect(two.told).toEqual([{ user: ann, status: 'online' }])
})

test('[CLU30] what is no word, or comes from a stranger, changes nothing', async () => {
  const { sim, two, ann, meet } = start()
  meet('a', 'b', 'c')
  await sim.advance(100)
  const page = { t: 'presences', from: 0, to: 1, isReset: false, more: false, changes: [[ann, 'online', 0]] }
  const bad: readonly unknown[] = [
    null,
    7,
    [],
    {},
    { t: 'presences' },
    { ...page, from: -1 },
    { ...page, from: 2 },
    { ...page, to: 1.5 },
    { ...page, more: 'no' },
    { ...page, changes: 7 },
    { ...page, changes: [[ann, 'dancing', 0]] },
    { ...page, changes: [['nobody', 'online', 0]] },
    { ...page, changes: [[ann, 'online', '0']] },
    { ...page, changes: Array.from({ length: 1_001 }, () => [ann, 'online', 0]) },
    { t: 'at', version: '1' },
    { t: 'want', after: -1 },
  ]
  for (const word of bad) two.onWord('a', JSON.stringify(word))
  two.onWord('a', '{')
  two.onWord('stranger', JSON.stringify(page))
  await sim.advance(settledMs)
  expect(two.told).toEqual([])
  two.onWord('a', JSON.stringify(page))
  expect(two.told).toEqual([{ user: ann, status: 'online' }])
})
