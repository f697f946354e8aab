import { expect, test } from 'bun:test'
import { newChatId, newSubmissionId, type UpFrame } from '@parley/protocol'
import { openSessions } from './testing/sessions.ts'

/** A log of which the store hears nothing, and somebody who knows its only chat. */
async function openAhead() {
  const sessions = openSessions()
  const { sim, log } = sessions
  const user = sessions.person('ann')
  const chat = newChatId(sim.env)
  const event = { type: 'chatCreated', chatType: 'group', title: 'Tea', members: [{ user, role: 'owner' }] } as const
  await log.append(chat, 0, [{ at: 1, by: user, cause: newSubmissionId(sim.env), event }])
  const token = sessions.token(user, sessions.login(user), 900_000)
  const hello: UpFrame = { t: 'hello', versions: [1, 1], token, cursors: { [log.epoch]: { [chat]: 1 } } }
  return { ...sessions, chat, hello, device: await sessions.connect() }
}

test('[SESSION52] a node that does not catch up within five seconds sends its client elsewhere, and forgets the hello’s time', async () => {
  const { sim, hello, device } = await openAhead()
  await device.say(hello)
  await sim.advance(4_990)
  expect(device.link.heard).toEqual([])
  await sim.advance(20)
  expect(device.link.heard).toMatchObject([{ t: 'failure', failure: { code: 'unavailable' } }])
  expect(device.link.closed).toMatchObject([{ code: 1012 }])
})

test('[SESSION52] a client that leaves while its node catches up is nobody any more', async () => {
  const { sim, hub, hello, device, defects } = await openAhead()
  await device.say(hello)
  await device.leave()
  await sim.advance(6_000)
  expect([hub.size(), defects]).toEqual([0, []])
})
