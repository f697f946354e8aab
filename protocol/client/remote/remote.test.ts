import { expect, test } from 'bun:test'
import { failure } from '../../failure.ts'
import { newChatId, newSubmissionId } from '../../ids.ts'
import { limits } from '../../limits.ts'
import type { Settled } from '../outbox.ts'
import { createRig, failureOf } from '../testing/rig.ts'
import { createRemoteClient } from './createRemoteClient.ts'
import { unlookAfterMs } from './looks.ts'
import { serveClient } from './serveClient.ts'
import { createHost, expectSame } from './testing/mirrors.ts'
import { createPorts } from './testing/ports.ts'

const post = (text: string) => ({ type: 'post', content: { kind: 'text', text } }) as const

test('[REMOTE6] a submission has its id at once, is seen when it is stored, and settles as the client says', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const host = await createHost(rig, ann)
  const [tab, other] = [await host.tab(), await host.tab()]
  const refusal = failure('forbidden', 'Not now.')
  const one = tab.client.submit(chat, post('yes'))
  const two = tab.client.submit(chat, post('no'))
  expect(tab.client.submit(chat, post('yes'), { id: one.id })).toBe(one)
  rig.server.settings.refuse = (id) => (id === two.id ? refusal : null)
  await Promise.all([one.stored, two.stored])
  expect([...(tab.client.chat(chat)?.pending ?? [])]).toEqual([one.id, two.id])
  let isFlushed = false
  void tab.client.flushed().then(() => (isFlushed = true))
  await rig.clock.advance(0)
  expect(isFlushed).toBe(false)
  await rig.clock.advance(100)
  const [stored, failed] = await Promise.all([one.settled, two.settled])
  expect(stored).toMatchObject({ type: 'stored', entry: { cause: one.id } })
  expect(failed).toEqual({ type: 'failed', failure: refusal })
  expect([isFlushed, tab.client.chat(chat)?.pending.size]).toEqual([true, 0])
  const rejected = { type: 'rejected', chat, id: two.id, failure: refusal } as const
  for (const { events } of [tab, other]) expect(events.filter(({ type }) => type === 'rejected')).toEqual([rejected])
  const empty = tab.client.submit(chat, post(' '))
  expect((await failureOf(empty.stored))?.code).toBe('invalid')
  expect(await empty.settled).toMatchObject({ type: 'failed', failure: { code: 'invalid' } })
})

test('[REMOTE7] a setting is seen here at once, in the other tabs a moment later, and the last one of all counts', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const host = await createHost(rig, ann)
  const [tab, other] = [await host.tab(), await host.tab()]
  const told = (): unknown[] => tab.events.flatMap((event) => (event.type === 'settings' ? [event.keys] : []))
  expect(tab.client.setSetting('draft/a', 'one')).toBeNull()
  expect([tab.client.setting('draft/a'), tab.client.settings('draft/').size]).toEqual(['one', 1])
  expect(told()).toEqual([['draft/a']])
  await rig.clock.advance(0)
  expect([host.client.setting('draft/a'), other.client.setting('draft/a')]).toEqual(['one', 'one'])
  expect(told()).toEqual([['draft/a']])

  const seen: (string | null)[] = []
  tab.ports.tab.listen(() => seen.push(tab.client.setting('draft/a')))
  host.client.setSetting('draft/a', 'theirs')
  tab.client.setSetting('draft/a', 'two')
  tab.client.setSetting('draft/a', 'three')
  await rig.clock.advance(0)
  // The host told what it had before it heard of these, and that is not shown any more.
  expect(JSON.stringify(tab.ports.fromHost)).toContain('theirs')
  expect(new Set(seen)).toEqual(new Set(['three']))
  for (const { client } of [host, other, tab]) expect(client.setting('draft/a')).toBe('three')

  tab.client.setSetting('draft/a', null)
  await rig.clock.advance(5_000)
  for (const { client } of [host, other, tab]) expect(client.setting('draft/a')).toBeNull()
  expect(rig.server.kept.of(ann.person.id).get('draft/a')?.[1]).toBeNull()
})

test('[REMOTE7] a setting that cannot be is refused at once; what only the host knows to be too much is told', async () => {
  const rig = createRig()
  const host = await createHost(rig, rig.server.user('ann'))
  const [tab, other] = [await host.tab(), await host.tab()]
  expect(tab.client.setSetting('no key', 'x')?.code).toBe('invalid')
  expect(tab.client.setSetting('long', 'x'.repeat(limits.settingBytesMax))?.code).toBe('tooLarge')
  for (let count = 0; count < limits.settingsPerUserMax - 1; count++) host.client.setSetting(`key/${count}`, 'x')
  await rig.clock.advance(0)
  expect([tab.client.setSetting('last', 'x'), other.client.setSetting('one-more', 'x')]).toEqual([null, null])
  await rig.clock.advance(0)
  expect(other.client.setting('one-more')).toBeNull()
  expect(other.events.flatMap((event) => (event.type === 'failure' ? [event.failure.code] : []))).toEqual(['tooLarge'])
  expect(tab.client.setSetting('beyond', 'x')?.code).toBe('tooLarge')
})

test('[REMOTE8] a visit is mirrored, joins the chat, and is closed with its tab', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  for (let count = 0; count < 500; count++) rig.post(ben, chat, `${count}`)
  const host = await createHost(rig, ann)
  const tab = await host.tab()
  const settled = async <Value>(promise: Promise<Value>): Promise<Value> => {
    await rig.clock.advance(500)
    return promise
  }
  const visit = await settled(tab.client.visit(chat, { seq: 250 }))
  expect([visit.target, visit.hasNewer, visit.hasOlder, tab.client.isLooked(chat)]).toEqual([250, true, true, true])
  const { messages } = visit
  expect(visit.messages).toBe(messages)
  expect(messages.some(({ seq }) => seq === 250)).toBe(true)
  rig.server.submit(ben.person.id, chat, newSubmissionId(rig.clock), { type: 'delete', seq: 250 })
  await rig.clock.advance(100)
  expect(visit.messages.find(({ seq }) => seq === 250)?.content.kind).toBe('deleted')
  expect(tab.events.some((event) => event.type === 'visit' && event.chat === chat)).toBe(true)

  expect(await settled(visit.loadOlder())).toBe(true)
  while (visit.hasNewer) await settled(visit.loadNewer())
  expect(visit.messages).toBe(tab.client.chat(chat)?.messages ?? [])
  expect(visit.messages).toEqual(host.client.chat(chat)?.messages ?? [])
  expect(await settled(visit.loadNewer())).toBe(false)
  const { length } = visit.messages
  await settled(visit.loadOlder())
  expect(visit.messages.length).toBeGreaterThan(length)
  visit.close()
  await rig.clock.advance(unlookAfterMs)
  expect([tab.client.isLooked(chat), visit.hasNewer]).toEqual([false, false])

  const nowhere = failureOf(tab.client.visit(newChatId(rig.clock), { seq: 1 }))
  expect((await settled(nowhere))?.code).toBe('notFound')
})

test('[REMOTE8] the visits of a tab that went are closed', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  for (let count = 0; count < 300; count++) rig.post(ben, chat, `${count}`)
  const host = await createHost(rig, ann)
  for (let count = 0; count < 80; count++) {
    const tab = await host.tab()
    const opening = tab.client.visit(chat, { seq: 20 })
    opening.catch(() => undefined)
    // Some are still being opened when the tab goes.
    if (count % 2 === 0) {
      await rig.clock.advance(200)
      expect((await opening).target).toBe(20)
    } else await rig.clock.advance(0)
    if (count % 3 === 0) tab.stop()
    else tab.client.close()
    await rig.clock.advance(200)
  }
})

test('[REMOTE9] a chat that is gone goes; looked at, it is whole again when it comes back', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ben, ann])
  const host = await createHost(rig, ann)
  for (const text of ['a', 'b', 'c']) rig.post(ben, chat, text)
  await rig.clock.advance(100)
  const tab = await host.tab()
  tab.client.look(chat)
  await rig.clock.advance(0)
  const seen: unknown[] = []
  tab.client.on((event) => {
    if (event.type === 'gone') seen.push([event.chat, tab.client.chat(chat), tab.client.chats()])
  })
  const submit = (type: 'removeMember' | 'addMembers'): unknown =>
    rig.server.submit(
      ben.person.id,
      chat,
      newSubmissionId(rig.clock),
      type === 'addMembers' ? { type, members: [ann.person.id] } : { type, member: ann.person.id },
    )
  rig.server.network.isUp = false
  rig.server.network.cut()
  submit('removeMember')
  rig.server.network.isUp = true
  await rig.clock.until(() => seen.length > 0)
  expect(seen).toEqual([[chat, null, []]])
  expect([tab.client.isLooked(chat), tab.client.chats()]).toEqual([false, []])
  submit('addMembers')
  rig.post(ben, chat, 'd')
  await rig.clock.advance(100)
  expectSame(tab.client, host.client, () => true)
  expect(tab.client.chat(chat)?.messages.length).toBeGreaterThan(1)
})

test('[REMOTE10] whom a tab sees named it knows; whom it asks for it is told of', async () => {
  const rig = createRig()
  const [ann, ben, cid] = [rig.server.user('ann'), rig.server.user('ben'), rig.server.user('cid')]
  const [chat, pair] = [rig.chat([ann, ben]), rig.chat([ann, cid], 'private')]
  rig.post(ben, chat, 'hi')
  const host = await createHost(rig, ann)
  const { host: end, tab: port, fromTab } = createPorts()
  serveClient(host.client, end)
  const tab = createRemoteClient(port, rig.clock)
  await rig.clock.advance(1_000)
  for (const { person } of [ann, ben, cid]) expect(tab.person(person.id)).toEqual(host.client.person(person.id))
  expect(tab.chat(pair)?.peer).toBe(cid.person.id)
  expect(fromTab.length).toBe(1)

  const dan = rig.server.user('dan')
  const told: unknown[] = []
  tab.on((event) => {
    if (event.type === 'people') told.push(...event.people)
  })
  expect([tab.person(dan.person.id), tab.presenceOf(dan.person.id), tab.person(dan.person.id)]).toEqual([
    null,
    null,
    null,
  ])
  await rig.clock.advance(1_000)
  expect(told).toEqual([dan.person])
  expect(tab.person(dan.person.id)).toBe(tab.person(dan.person.id))
  expect(fromTab.length).toBe(2)
  rig.server.say({ t: 'presence', presences: [{ user: dan.person.id, status: 'busy' }] })
  await rig.clock.advance(100)
  expect(tab.presenceOf(dan.person.id)?.status).toBe('busy')
  rig.server.network.cut()
  await rig.clock.advance(0)
  expect(tab.presenceOf(dan.person.id)).toBeNull()
})

test('[REMOTE11] what waits at a closed port is rejected, whoever closed it; what was stored is sent', async () => {
  for (const isHostFirst of [true, false]) {
    const rig = createRig()
    const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
    const chat = rig.chat([ann, ben])
    const host = await createHost(rig, ann)
    const { client, stop } = await host.tab()
    const stored = client.submit(chat, post('stored'))
    await stored.stored
    const lost = isHostFirst ? null : client.submit(chat, post('perhaps'))
    const codeOf = async (promise: Promise<unknown>): Promise<unknown> => (await failureOf(promise))?.code
    const waiting = [client.ask({ type: 'marks', chat }), client.loadOlder(chat), client.visit(chat, { seq: 1 })]
    const codes = Promise.all([...waiting, client.flushed()].map(codeOf))
    if (isHostFirst) stop()
    else client.close()
    client.close()
    stop()
    await rig.clock.advance(500)
    expect(await codes).toEqual(['unavailable', 'unavailable', 'unavailable', 'unavailable'])
    if (lost !== null) {
      expect(await codeOf(lost.stored)).toBe('unavailable')
      expect(await lost.settled).toMatchObject({ type: 'failed', failure: { code: 'unavailable' } })
    }
    expect(rig.server.messages(chat).some(({ id }) => id === stored.id)).toBe(true)
    let settled: Settled | null = null
    void stored.settled.then((how) => (settled = how))
    const after = client.submit(chat, post('late'))
    expect(await codeOf(after.stored)).toBe('unavailable')
    expect(await codeOf(client.loadOlder(chat))).toBe('unavailable')
    expect(client.setSetting('key', 'x')?.code).toBe('unavailable')
    expect([settled, client.chat(chat)?.id]).toEqual([null, chat])
  }
})

test('[REMOTE11] a tab that is closed before it opened says so; another one at its port begins anew', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const host = await createHost(rig, ann)
  const { host: end, tab: port } = createPorts()
  serveClient(host.client, end)
  const first = createRemoteClient(port, rig.clock)
  first.close()
  expect((await failureOf(first.opened))?.code).toBe('unavailable')
  const second = createRemoteClient(port, rig.clock)
  second.look(chat)
  await rig.clock.advance(0)
  expectSame(second, host.client, () => true)
  // As when a page is loaded again.
  const third = createRemoteClient(port, rig.clock)
  await rig.clock.advance(0)
  rig.post(ben, chat, 'x')
  await rig.clock.advance(100)
  expectSame(third, host.client, () => false)
})

test('[REMOTE12] a real channel of another thread carries it', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const host = await createHost(rig, ann)
  const { port1, port2 } = new MessageChannel()
  const portOf = (end: MessagePort) => ({
    post: (message: unknown) => end.postMessage(message, []),
    listen(listener: (message: unknown) => void) {
      end.addEventListener('message', ({ data }) => listener(data))
      end.start()
      return () => end.close()
    },
  })
  const stop = serveClient(host.client, portOf(port1))
  const tab = createRemoteClient(portOf(port2), rig.clock)
  await tab.opened
  const { stored } = tab.submit(chat, post('over'))
  await stored
  const unlook = tab.look(chat)
  const isWhole = new Promise<void>((resolve) => {
    tab.on(() => {
      if (tab.isLooked(chat)) resolve()
    })
  })
  await isWhole
  expectSame(tab, host.client, () => true)
  unlook()
  tab.close()
  stop()
})

test('[REMOTE14] a port carries other things too: what is not understood is passed over', async () => {
  const rig = createRig()
  const host = await createHost(rig, rig.server.user('ann'))
  const tab = await host.tab()
  const { length } = tab.ports.fromHost
  for (const strange of [null, 'open', 7, [], {}, { t: 7 }, { t: 'constructor' }, { t: 'later' }]) {
    tab.ports.tab.post(strange)
    tab.ports.host.post(strange)
  }
  await rig.clock.advance(0)
  expect(tab.ports.fromHost.length).toBe(length + 8)
  expectSame(tab.client, host.client, () => false)
})
