import { expect, test } from 'bun:test'
import { newUserId } from '@parley/protocol'
import { createRig } from '../../protocol/client/testing/rig.ts'
import { createTelling, waitMs } from './telling.ts'

test('[LINEAR12] a line that names somebody unknown waits for the name, in order, but not for long', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  rig.chat([ann])
  const { client } = await rig.client(ann)
  await rig.clock.until(() => client.state.type === 'online')
  const said: string[] = []
  const { tell, person } = createTelling({ world: rig.clock, client, say: (line) => said.push(line) })
  tell(() => 'first')
  tell(() => `${person(ben.person.id)} and ${person(ann.person.id)}`)
  tell(() => 'last')
  expect(said).toEqual(['first'])
  await rig.clock.until(() => said.length > 1)
  expect(said).toEqual(['first', `${ben.person.name} and You`, 'last'])
  const nobody = newUserId(rig.clock)
  tell(() => person(nobody))
  await rig.clock.advance(waitMs)
  expect(said.at(-1)).toBe('Somebody')
})
