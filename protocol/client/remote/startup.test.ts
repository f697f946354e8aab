import { expect, test } from 'bun:test'
import type { ChatId } from '../../ids.ts'
import { createRig } from '../testing/rig.ts'
import { unlookAfterMs } from './looks.ts'
import { createRemoteClient } from './createRemoteClient.ts'
import { serveClient } from './serveClient.ts'
import { createHost, expectSame } from './testing/mirrors.ts'
import { createPorts } from './testing/ports.ts'
import { chatsPerBatchMax, unlookedMessagesMax } from './toldChats.ts'

test('[REMOTE4] the newest chats come first with all that a screen needs, the others after them, batch by batch', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chats: ChatId[] = []
  for (let count = 0; count < 2 * chatsPerBatchMax + 50; count++) {
    chats.push(rig.chat([ann, ben]))
    await rig.clock.advance(1)
  }
  const host = await createHost(rig, ann)
  host.client.setSetting('notify', 'no')
  const { host: end, tab: port } = createPorts()
  serveClient(host.client, end)
  const tab = createRemoteClient(port, rig.clock)
  const counts: number[] = []
  tab.on(({ type }) => {
    if (type === 'chats') counts.push(tab.chats().length)
  })
  const first = tab.opened.then(() => ({ ids: tab.chats().map(({ id }) => id), state: tab.state, me: tab.me }))
  await rig.clock.advance(0)
  const { ids, state, me } = await first
  expect(ids).toEqual(chats.slice(-chatsPerBatchMax).toReversed())
  expect([state, me]).toEqual([{ type: 'online' }, host.client.me])
  expect(tab.setting('notify')).toBe('no')
  expect(counts).toEqual([chatsPerBatchMax, 2 * chatsPerBatchMax, chats.length])
  expectSame(tab, host.client, () => false)
})

test('[REMOTE4] what happens in a chat while the list comes, is told with that chat', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const oldest = rig.chat([ann, ben])
  for (let count = 0; count < 3 * chatsPerBatchMax; count++) {
    await rig.clock.advance(1)
    rig.chat([ann, ben])
  }
  const host = await createHost(rig, ann)
  const { host: end, tab: port, fromTab } = createPorts()
  serveClient(host.client, end)
  // A tab that is too busy to ask for more.
  const tab = createRemoteClient(
    { ...port, post: (message) => (fromTab.length < 1 ? port.post(message) : null) },
    rig.clock,
  )
  const seen: unknown[] = []
  tab.on((event) => {
    if (event.type === 'typing') seen.push(tab.chat(event.chat)?.typing)
  })
  await rig.clock.advance(0)
  expect([tab.chats().length, tab.chat(oldest)]).toEqual([chatsPerBatchMax, null])
  rig.server.say({ t: 'typing', chat: oldest, user: ben.person.id, on: true })
  await rig.clock.advance(100)
  expect(seen).toEqual([[ben.person.id]])
})

test('[REMOTE2] a message in a chat that is looked at costs one message; a chat that is not, shows its unread ones, at most fifty', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const [looked, other] = [rig.chat([ann, ben]), rig.chat([ann, ben])]
  const host = await createHost(rig, ann)
  for (let count = 0; count < 300; count++) for (const chat of [looked, other]) rig.post(ben, chat, `${count}`)
  await rig.clock.advance(1_000)
  const tab = await host.tab()
  const unlook = tab.client.look(looked)
  const again = tab.client.look(looked)
  await rig.clock.advance(0)
  expect(tab.client.chat(looked)?.messages.length).toBe(301)
  expect(tab.client.chat(other)?.messages.length).toBe(unlookedMessagesMax)
  const before = tab.client.chat(looked)?.messages ?? []

  const { length } = tab.ports.fromHost
  rig.post(ben, looked, 'x')
  rig.post(ben, other, 'y')
  await rig.clock.advance(100)
  const said = JSON.stringify(tab.ports.fromHost.slice(length))
  expect(said.match(/"insert":\[\{/g)?.length).toBe(2)
  expect(said.match(/"content"/g)?.length).toBe(4)
  tab.client
    .chat(looked)
    ?.messages.slice(0, -1)
    .forEach((message, at) => expect(message).toBe(before[at] ?? message))

  unlook()
  unlook()
  await rig.clock.advance(unlookAfterMs)
  expect(tab.client.isLooked(looked)).toBe(true)
  again()
  await rig.clock.advance(unlookAfterMs)
  expect(tab.client.isLooked(looked)).toBe(false)
  expect(tab.client.chat(looked)?.messages.length).toBe(unlookedMessagesMax)
  tab.client.mark(looked, { read: 1_000 })
  await rig.clock.advance(100)
  expect(tab.client.chat(looked)).toMatchObject({ unread: 0, messages: [{ content: { text: 'x' } }], hasOlder: true })
})

test('[REMOTE16] whoever looks away and soon back finds the messages where they were', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const host = await createHost(rig, ann)
  for (const text of ['a', 'b', 'c']) rig.post(ben, chat, text)
  await rig.clock.advance(100)
  host.client.mark(chat, { read: 4 })
  const tab = await host.tab()
  tab.client.look(chat)()
  await rig.clock.advance(unlookAfterMs - 1)
  const messages = tab.client.chat(chat)?.messages
  expect(messages?.length).toBe(4)
  const { length } = tab.ports.fromTab
  const end = tab.client.look(chat)
  await rig.clock.advance(2 * unlookAfterMs)
  expect(tab.client.chat(chat)?.messages).toBe(messages ?? [])
  expect(tab.ports.fromTab.length).toBe(length)
  end()
  await rig.clock.advance(unlookAfterMs)
  expect(tab.client.chat(chat)?.messages.length).toBe(1)
})

test('[REMOTE3] one turn is one batch', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const host = await createHost(rig, ann)
  const tab = await host.tab()
  const { length } = tab.ports.fromHost
  for (let count = 0; count < 20; count++) host.client.setSetting(`key/${count}`, 'on')
  host.client.mark(chat, { read: 1 })
  await rig.clock.advance(0)
  expect(tab.ports.fromHost.length).toBe(length + 1)
  expect(tab.client.settings('key/').size).toBe(20)
})
