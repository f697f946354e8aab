import { expect, test } from 'bun:test'
import { createSim } from '@parley/actors/sim'
import { joinMembership, tickMs } from './membership.ts'
import { createPlacement } from './placement.ts'
import { createSimAir } from './testing/simWire.ts'

function createMembers(...names: readonly string[]) {
  const sim = createSim()
  const air = createSimAir(sim)
  const nodes = names.map((self) => {
    const wire = air.wire()
    const gone: string[] = []
    const membership = joinMembership({
      self,
      cluster: 'c',
      wire,
      env: sim.env,
      onChange: () => undefined,
      onGone: (node) => void gone.push(node),
    })
    // As the relay does: a node that runs is listening.
    const stopListening = wire.hear(`c.node.${self}.*`, () => undefined)
    return { ...membership, wire, gone, stopListening, seen: () => membership.members().join(' ') }
  })
  const [one, two, three] = nodes
  if (one === undefined || two === undefined || three === undefined) throw new Error('Three are needed.')
  return { sim, air, one, two, three, views: () => nodes.map(({ seen }) => seen()) }
}

const all = 'a.1 b.1 c.1'

test('[CLU20] a node is a member on all nodes from its announcement to its farewell', async () => {
  const { sim, one, two, three, views } = createMembers('a.1', 'b.1', 'c.1')
  await sim.advance(5_000)
  expect(views()).toEqual(['', '', ''])
  one.announce()
  two.announce()
  three.announce()
  await sim.advance(3)
  expect(views()).toEqual([all, all, all])
  two.leave()
  await sim.advance(1)
  expect(views()).toEqual(['a.1 c.1', 'a.1 c.1', 'a.1 c.1'])
  expect([one.gone, three.gone]).toEqual([[], []])
})

test('[CLU21] who is silent is gone after two seconds, and back with its next word', async () => {
  const { sim, one, two, three, views } = createMembers('a.1', 'b.1', 'c.1')
  for (const node of [one, two, three]) node.announce()
  await sim.advance(2 * tickMs)
  three.wire.isLossy = true
  await sim.advance(3 * tickMs)
  expect(views()).toEqual([all, all, all])
  await sim.advance(2 * tickMs)
  expect(views()).toEqual(['a.1 b.1', 'a.1 b.1', all])
  expect(one.gone).toEqual(['c.1'])
  three.wire.isLossy = false
  await sim.advance(tickMs + 1)
  expect(views()).toEqual([all, all, all])
})

test('[CLU21] a silent node at which nobody listens is gone with the next question', async () => {
  const { sim, one, two, three, views } = createMembers('a.1', 'b.1', 'c.1')
  for (const node of [one, two, three]) node.announce()
  await sim.advance(2 * tickMs)
  three.stop()
  three.stopListening()
  await sim.advance(2 * tickMs + 2)
  expect(views().slice(0, 2)).toEqual(['a.1 b.1', 'a.1 b.1'])
})

test('[CLU21] a node without a connection buries nobody', async () => {
  const { sim, one, two, three, views } = createMembers('a.1', 'b.1', 'c.1')
  for (const node of [one, two, three]) node.announce()
  await sim.advance(2 * tickMs)
  one.wire.isUp = false
  await sim.advance(20 * tickMs)
  expect(views()).toEqual([all, 'b.1 c.1', 'b.1 c.1'])
})

test('[CLU22] what is no word of a node makes no member', async () => {
  const { sim, air, one, views } = createMembers('a.1', 'b.1', 'c.1')
  one.announce()
  for (const text of ['', '{', 'null', '7', '{"node":"b.1"}', '{"node":7,"isLeaving":false}'])
    air.inject('c.alive', text)
  for (const node of ['', 'b', 'b.1.2', 'b 1', '*.1', 'x'.repeat(60)])
    air.inject('c.alive', JSON.stringify({ node, isLeaving: false }))
  await sim.advance(1)
  expect(views()).toEqual(['a.1', 'a.1', 'a.1'])
})

const chats = Array.from({ length: 3_000 }, (_, place) => ({ kind: 'chat', id: `chat${place * 7_919}` }))

function placesSeenBy(self: string, members: readonly string[]): readonly string[] {
  const placement = createPlacement(self)
  placement.setMembers(members)
  return chats.map((chat) => {
    const place = placement.of(chat)
    return place === 'here' ? self : place.node
  })
}

test('[CLU23] nodes that see the same members place every chat alike, and about as many on each', () => {
  const members = ['a.1', 'b.1', 'c.1']
  const places = placesSeenBy('a.1', members)
  for (const self of ['b.1', 'c.1', 'outside.1']) expect(placesSeenBy(self, members)).toEqual(places)
  for (const node of members) {
    const share = places.filter((place) => place === node).length / chats.length
    expect(share).toBeGreaterThan(0.28)
    expect(share).toBeLessThan(0.39)
  }
})

test('[CLU23] only chats of a node that comes or goes move', () => {
  const before = placesSeenBy('a.1', ['a.1', 'b.1', 'c.1'])
  const after = placesSeenBy('a.1', ['a.1', 'c.1'])
  before.forEach((place, at) => {
    if (place !== 'b.1') expect(after[at]).toBe(place)
  })
})

test('[CLU23] sessions and people live where their sockets are, and everything does while nobody is known or can be reached', () => {
  let isCut = false
  const placement = createPlacement('a.1', () => isCut)
  expect(chats.every((chat) => placement.of(chat) === 'here')).toBe(true)
  placement.setMembers(['b.1'])
  expect(placement.of({ kind: 'chat', id: 'x' })).toEqual({ node: 'b.1' })
  for (const kind of ['session', 'user']) expect(placement.of({ kind, id: 'x' })).toBe('here')
  isCut = true
  expect(placement.of({ kind: 'chat', id: 'x' })).toBe('here')
})
