import { expect, test } from 'bun:test'
import { newSubmissionId } from '../ids.ts'
import { createClient } from './createClient.ts'
import { sayAgainMs } from './marks.ts'
import { memoryStorage } from './memory.ts'
import type { ClientStorage } from './storage.ts'
import { createRig } from './testing/rig.ts'

test('[CLIENT31] a mark that was refused while its reader was out for a moment is said again', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const submit = (command: Parameters<typeof rig.server.submit>[3]): void =>
    void rig.server.submit(ann.person.id, chat, newSubmissionId(rig.clock), command)
  rig.post(ann, chat, 'x')
  const { client } = await rig.client(ben)
  await rig.clock.until(() => client.state.type === 'online')
  submit({ type: 'removeMember', member: ben.person.id })
  client.mark(chat, { read: 2 })
  await rig.clock.advance(1_000)
  submit({ type: 'addMembers', members: [ben.person.id] })
  await rig.clock.advance(1_000)
  const read = (): number => rig.server.chats.get(chat)?.marks.get(ben.person.id)?.read ?? 0
  expect([client.chat(chat)?.read, read()]).toEqual([2, 0])
  await rig.clock.advance(sayAgainMs)
  expect(read()).toBe(2)
  const said = rig.server.heard.length
  await rig.clock.advance(10 * sayAgainMs)
  expect(rig.server.heard.slice(said).filter(({ frame }) => frame.t === 'mark')).toEqual([])
})

test('[CLIENT34] what was read does not survive a crash without the mark that tells the server', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const storage = memoryStorage()
  const first = await rig.client(ben, { storage })
  await rig.clock.until(() => first.client.state.type === 'online')
  await rig.clock.advance(5_000)
  rig.post(ann, chat, 'x')
  await rig.clock.advance(450)
  // Nothing gets through any more, and the chat is about to be stored.
  rig.server.network.freeze()
  first.client.mark(chat, { read: 2 })
  await rig.clock.advance(100)
  const isChatStored = (await storage.chats()).some(({ state }) => state.includes('"read":2'))
  expect([isChatStored, await storage.marks()]).toEqual([true, [{ chat, delivered: 0, read: 2 }]])
})

/** A storage that takes a second to give the chats. */
function slowly(storage: ClientStorage, clock: ReturnType<typeof createRig>['clock']): ClientStorage {
  return {
    ...storage,
    async chats() {
      await new Promise<void>((resolve) => void clock.after(1_000, resolve))
      return storage.chats()
    },
  }
}

test('[CLIENT32] a client that is asked to try at once before it has read its storage reads it first', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const storage = memoryStorage()
  const first = await rig.client(ben, { storage })
  await rig.clock.until(() => first.client.state.type === 'online')
  await first.client.stop()
  rig.post(ann, chat, 'x')
  const { transport } = rig.server.network
  const client = createClient({
    url: 'ws://test',
    transport,
    storage: slowly(storage, rig.clock),
    env: rig.clock,
    tokens: ben.tokens,
  })
  const started = client.start()
  await rig.clock.advance(500)
  client.retry()
  await rig.clock.advance(400)
  expect(rig.server.network.lines()).toBe(0)
  await rig.clock.advance(1_000)
  await started
  expect(client.chat(chat)?.seq).toBe(2)
})

test('[CLIENT32] a client that is stopped while it reads its storage, or asked to try after that, stays stopped', async () => {
  const rig = createRig()
  const ben = rig.server.user('ben')
  const { transport } = rig.server.network
  const storage = slowly(memoryStorage(), rig.clock)
  await storage.setValue('me', JSON.stringify(ben.person))
  const client = createClient({ url: 'ws://test', transport, storage, env: rig.clock, tokens: ben.tokens })
  const started = client.start()
  await rig.clock.advance(500)
  await client.stop()
  await rig.clock.advance(10_000)
  await started
  client.retry()
  await rig.clock.advance(1_000)
  expect([client.state.type, rig.server.network.tries.length]).toEqual(['stopped', 0])
})
