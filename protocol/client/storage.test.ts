import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCodec, interpreted } from '../codec.ts'
import { newChatId, newEpoch, newSubmissionId, newUserId, type UserId } from '../ids.ts'
import type { Role } from '../permission.ts'
import { memoryStorage } from './memory.ts'
import { advance, replicaOf } from './replica.ts'
import { sqliteStorage } from './sqlite.ts'
import { storageContract } from './storage.contract.ts'
import { chatToRow, rowToChat } from './stored.ts'
import { createClock } from './testing/clock.ts'
import { createRig } from './testing/rig.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'parley-storage-'))

storageContract('memory', () => {
  const storage = memoryStorage()
  return { open: () => storage, remove: () => undefined }
})

storageContract('sqlite', () => {
  const path = folder()
  return { open: () => sqliteStorage(join(path, 'client.sqlite')), remove: () => rmSync(path, { recursive: true }) }
})

test('[CLIENT21] sqlite: two processes share a file, and every submission of both is kept', async () => {
  const path = folder()
  const file = join(path, 'client.sqlite')
  const clock = createClock()
  const chat = newChatId(clock)
  const script = `
    import { sqliteStorage } from ${JSON.stringify(join(import.meta.dir, 'sqlite.ts'))}
    const storage = sqliteStorage(${JSON.stringify(file)})
    for (const id of process.argv.slice(1)) await storage.addSubmission({ chat: ${JSON.stringify(chat)}, id, at: 1, command: '{}' })
    await storage.close()`
  const ids = Array.from({ length: 60 }, () => newSubmissionId(clock))
  const run = (part: readonly string[]): Promise<number> =>
    Bun.spawn([process.execPath, '-e', script, ...part], { stdio: ['ignore', 'ignore', 'inherit'] }).exited
  // Half of them are said by both.
  expect(await Promise.all([run(ids.slice(0, 40)), run(ids.slice(20))])).toEqual([0, 0])
  const storage = sqliteStorage(file)
  expect(new Set((await storage.outbox()).map(({ id }) => id))).toEqual(new Set(ids))
  await storage.close()
  rmSync(path, { recursive: true })
  // Two processes start, and each submission is flushed to disk.
}, 30_000)

test('[CLIENT21] two clients of one account on one storage send each submission once', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const storage = memoryStorage()
  const first = await rig.client(ann, { storage })
  await rig.clock.until(() => first.client.state.type === 'online')
  rig.server.network.isUp = false
  rig.server.network.cut()
  for (const text of ['a', 'b', 'c']) first.client.submit(chat, { type: 'post', content: { kind: 'text', text } })
  await rig.clock.advance(100)
  const second = await rig.client(ann, { storage })
  second.client.submit(chat, { type: 'post', content: { kind: 'text', text: 'd' } })
  rig.server.network.isUp = true
  await rig.clock.advance(60_000)
  const texts = rig.server.messages(chat).flatMap(({ content }) => (content.kind === 'text' ? [content.text] : []))
  expect(texts.filter((text) => text !== 'd')).toEqual(['a', 'b', 'c'])
  expect(texts).toHaveLength(4)
  expect(await storage.outbox()).toEqual([])
  expect(first.client.chat(chat)?.messages).toEqual(second.client.chat(chat)?.messages ?? [])
})

test('[CLIENT21] a stored row that is not whole is left out, and a command of a newer client waits for that one', async () => {
  const rig = createRig()
  const ann = rig.server.user('ann')
  const chat = rig.chat([ann])
  const storage = memoryStorage()
  const first = await rig.client(ann, { storage })
  await rig.clock.until(() => first.client.state.type === 'online')
  await first.client.stop()
  const row = { chat, id: newSubmissionId(rig.clock), at: 1, command: '{"type":"dance"}' }
  await storage.addSubmission(row)
  for (const known of await storage.chats()) await storage.putChat({ ...known, state: '{"snapshot":' })
  const { client } = await rig.client(ann, { storage })
  expect(client.chats()).toEqual([])
  await rig.clock.advance(1_000)
  expect(client.chats()).toHaveLength(1)
  expect(await storage.outbox()).toEqual([row])
})

test('[CLIENT35] who was put out of a chat is out of it after a restart too, before the server says so', () => {
  const clock = createClock()
  const [chat, owner, reader] = [newChatId(clock), newUserId(clock), newUserId(clock)]
  const members: [UserId, Role][] = [
    [owner, 'owner'],
    [reader, 'member'],
  ]
  const about = { type: 'group', title: 'Tea', description: null, createdAt: 1, memberCount: 2, members } as const
  const counts = { unread: 0, delivered: 0, read: 0 }
  const snapshot = { ...about, ...counts, chat, epoch: newEpoch(clock), seq: 1, role: 'member', members } as const
  const removed = { type: 'memberRemoved', member: reader } as const
  const entry = { seq: 2, at: 2, by: owner, cause: newSubmissionId(clock), event: removed }
  const { replica } = advance(replicaOf(snapshot, null, reader), [entry])
  const stored = rowToChat(chatToRow({ replica, delivered: 0, marks: new Map() }), reader, createCodec(interpreted))
  expect([...(stored?.replica.confirmed.chat.members ?? [])]).toEqual([[owner, 'owner']])
  expect(stored?.replica.confirmed.chat.memberCount).toBe(1)
})
