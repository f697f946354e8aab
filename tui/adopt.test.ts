import { expect, test } from 'bun:test'
import { memoryStorage } from '@parley/protocol/client'
import { createRig } from '../protocol/client/testing/rig.ts'
import { adoptOutbox } from './adopt.ts'

test('[LINEAR1] what another program of the account kept and did not send is sent, once and in order', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const storage = memoryStorage()
  const one = await rig.client(ann, { storage })
  const other = await rig.client(ann, { storage })
  const stop = adoptOutbox(rig.clock, other.client, storage)
  await rig.clock.until(() => other.client.state.type === 'online' && one.client.state.type === 'online')
  rig.server.network.isUp = false
  rig.server.network.cut()
  for (const text of ['a', 'b', 'c']) one.client.submit(chat, { type: 'post', content: { kind: 'text', text } })
  await rig.clock.advance(1_000)
  await one.client.stop()
  rig.server.network.isUp = true
  await rig.clock.advance(60_000)
  const texts = rig.server.messages(chat).flatMap(({ content }) => (content.kind === 'text' ? [content.text] : []))
  expect(texts).toEqual(['a', 'b', 'c'])
  expect(await storage.outbox()).toEqual([])
  stop()
})
