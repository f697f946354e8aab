import { expect, test } from 'bun:test'
import { createSim } from '@parley/actors/sim'
import { newChatId } from '@parley/protocol'
import { createHashes } from './hashes.ts'
import { createSimAir } from './testing/simWire.ts'

const names = ['a.1', 'b.1', 'c.1']
const hash = 'ab'.repeat(32)

test('[CLU41] each node says what its copy has in a place; who is silent, or no member, has no say', async () => {
  const sim = createSim()
  const air = createSimAir(sim)
  const chat = newChatId(sim.env)
  const [one, two] = names.map((self) =>
    createHashes({
      self,
      cluster: 'c',
      wire: air.wire(),
      env: sim.env,
      others: () => names.filter((name) => name !== self),
    }),
  )
  if (one === undefined || two === undefined) throw new Error('Three were made.')
  two.answer((_chat, seq) => (seq === 1 ? hash : null))
  const asked = one.ask(chat, 1)
  const missing = one.ask(chat, 2)
  for (const text of ['', '{', '[]', '{"node":"c.1"}', '{"node":"c.1","hash":"x"}', `{"node":"d.1","hash":"${hash}"}`])
    air.inject('c.hashes.a.1.1', text)
  for (const text of ['', '{', '{"chat":"x","seq":1}', `{"chat":"${chat}","seq":0}`])
    air.inject('c.hashAt', text, 'c.hashes.a.1.1')
  await sim.advance(3_000)
  expect(await asked).toEqual([{ node: 'b.1', hash }])
  expect(await missing).toEqual([{ node: 'b.1', hash: null }])
})
