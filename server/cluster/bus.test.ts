import { expect, test } from 'bun:test'
import { createSim } from '@parley/actors/sim'
import { newChatId } from '@parley/protocol'
import { chatTopic } from '../feed/hub.ts'
import { createBus } from './bus.ts'
import { createSimAir } from './testing/simWire.ts'

function createBuses() {
  const sim = createSim()
  const air = createSimAir(sim)
  const topic = chatTopic(newChatId(sim.env))
  const at = (self: string, other: string) => {
    const heard: string[] = []
    const state = { subscribers: 1 }
    const wire = air.wire()
    const bus = createBus({ self, cluster: 'c', wire, env: sim.env, subscribers: () => state.subscribers })
    bus.setOthers([other])
    bus.start({
      onSignal: (_topic, text) => void heard.push(text),
      onWord: (from, text) => void heard.push(`${from}: ${text}`),
      onMembers: (others) => void heard.push(`members ${others.join(' ')}`),
    })
    return { ...bus, wire, heard, state }
  }
  return { sim, air, topic, one: at('a.1', 'b.1'), two: at('b.1', 'a.1') }
}

test('[CLU31] a signal goes to the nodes where somebody listens, and not back', async () => {
  const { sim, topic, one, two } = createBuses()
  one.publish(topic, 'nobody listens')
  await sim.advance(2)
  one.listen(topic)
  two.listen(topic)
  two.listen(topic)
  one.publish(topic, 'now')
  one.say(null, 'to all')
  one.say('b.1', 'to one')
  await sim.advance(2)
  expect(one.heard).toEqual(['members b.1'])
  expect(two.heard).toEqual(['members a.1', 'now', 'a.1: to all', 'a.1: to one'])
})

test('[CLU31] a topic to which no socket listens any more is let go', async () => {
  const { sim, topic, one, two } = createBuses()
  two.listen(topic)
  await sim.advance(3_000)
  one.publish(topic, 'heard')
  await sim.advance(2)
  two.state.subscribers = 0
  await sim.advance(3_000)
  one.publish(topic, 'missed')
  await sim.advance(2)
  two.listen(topic)
  one.publish(topic, 'heard again')
  await sim.advance(2)
  expect(two.heard).toEqual(['members a.1', 'heard', 'heard again'])
})

test('[CLU31] what is too long, or from nobody who could be a node, is not heard', async () => {
  const { sim, air, topic, one, two } = createBuses()
  two.listen(topic)
  one.publish(topic, 'x'.repeat(5_000))
  one.say(null, 'x'.repeat(300_000))
  for (const from of ['', 'x', 'b.1', 'a b.1', '*.1', 'a.1.2']) air.inject(`c.word.all.${from}`, 'hello')
  air.inject(`c.signal.${topic}`, 'x'.repeat(5_000))
  await sim.advance(2)
  expect(two.heard).toEqual(['members a.1'])
})
