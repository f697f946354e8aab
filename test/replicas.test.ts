/** Copies of the truth that were away, or were thrown away, and are equal to it again. */
import { expect, test } from 'bun:test'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChatId, type Command, limits, protocolVersion, protocolVersionMin } from '@parley/protocol'
import { type Client, memoryStorage } from '@parley/protocol/client'
import { historyOf, membersOf, shownBy } from './testing/a-history.ts'
import { seedLog } from './testing/a-log.ts'
import { online, register, type Tester } from './testing/a-person.ts'
import { startServer } from './testing/a-server.ts'
import { seeded, until } from './testing/a-until.ts'

/** What a screen shows of a chat, with all its older pages. */
async function shown(client: Client, chat: ChatId): Promise<object> {
  const lines = await shownBy(client, chat)
  const view = client.chat(chat)
  if (view === null) return { gone: true }
  const { title, description, seq, role, memberCount, unread, read, delivered } = view
  return {
    title,
    description,
    seq,
    role,
    memberCount,
    unread,
    read,
    delivered,
    members: membersOf(client, chat),
    lines,
  }
}

/** Its next submissions, made of what it posted before: mostly texts, also edits, deletions, members and titles. */
function storm(count: number, guests: readonly Tester[], seed: number): (posted: readonly number[]) => Command {
  const random = seeded(seed)
  const inside = new Set<Tester>()
  let made = 0
  return (posted) => {
    made += 1
    const pick = posted[Math.floor(random() * posted.length)]
    const guest = guests[made % guests.length]
    const dice = random()
    // The last ones are texts, so that the end of the chat is unread.
    if (made < count - 10) {
      if (dice < 0.15 && pick !== undefined)
        return { type: 'edit', seq: pick, content: { kind: 'text', text: `edited ${made}` } }
      if (dice < 0.2 && guest !== undefined) {
        const isInside = inside.delete(guest)
        if (isInside) return { type: 'removeMember', member: guest.id }
        inside.add(guest)
        return { type: 'addMembers', members: [guest.id] }
      }
      if (dice < 0.22) return { type: 'changeInfo', title: `Title ${made}` }
      if (dice < 0.3 && pick !== undefined) return { type: 'delete', seq: pick }
    }
    return { type: 'post', content: { kind: 'text', text: `text ${made}` } }
  }
}

/** Exactly `count` entries more in this chat. */
async function send(client: Client, chat: ChatId, count: number, next: (posted: readonly number[]) => Command) {
  const posted: number[] = []
  for (let left = count; left > 0; left--) {
    const command = next(posted)
    const settled = await client.submit(chat, command).settled
    if (settled.type === 'failed') throw new Error(`${command.type}: ${settled.failure.message}`)
    if (command.type === 'post') posted.push(settled.entry.seq)
    if (command.type === 'delete') posted.splice(posted.indexOf(command.seq), 1)
  }
}

test('[WHOLE3] two clients of one user are equal after one of them was away for 1,000 entries', async () => {
  const home = mkdtempSync(join(tmpdir(), 'parley-away-'))
  const server = await startServer(join(home, 'data'))
  const [ann, ben, ...guests] = await Promise.all(
    ['ann', 'ben', 'cleo', 'dan', 'eve'].map((name) => register(server.url, name)),
  )
  if (ann === undefined || ben === undefined) throw new Error('Nobody is there.')
  const chats: ChatId[] = []
  // One chat ends where a resume still sends entries, one where it sends a snapshot; from the third she is removed.
  for (const title of ['Entries', 'Snapshot', 'Removed'])
    chats.push((await ben.api.createChat({ type: 'group', title, members: [ann.id] })).id)
  const [byEntries, bySnapshot, removed] = chats
  if (byEntries === undefined || bySnapshot === undefined || removed === undefined) throw new Error('No chats.')

  const storage = memoryStorage()
  const awayBefore = ann.client(storage)
  const here = ann.client()
  const writer = ben.client()
  for (const client of [awayBefore, here, writer]) await client.start()
  for (const client of [awayBefore, here, writer]) await online(client, chats)
  await Promise.all([byEntries, bySnapshot].map((chat, at) => send(writer, chat, 30, storm(30, guests, at))))
  for (const chat of [byEntries, bySnapshot]) {
    await until(() => awayBefore.chat(chat)?.seq === 31 && here.chat(chat)?.seq === 31)
    awayBefore.mark(chat, { read: 31 })
  }
  await until(() => [byEntries, bySnapshot].every((chat) => here.chat(chat)?.unread === 0))
  await awayBefore.stop()

  const gaps = [
    [byEntries, limits.catchUpEntriesMax],
    [bySnapshot, limits.catchUpEntriesMax + 1],
  ] as const
  const strangers = await Promise.all(['flo', 'gus'].map((name) => register(server.url, name)))
  await Promise.all(gaps.map(([chat, gap], at) => send(writer, chat, gap, storm(gap, strangers, at + 10))))
  await send(writer, removed, 1, () => ({ type: 'removeMember', member: ann.id }))
  await until(() => gaps.every(([chat, gap]) => here.chat(chat)?.seq === 31 + gap) && here.chat(removed) === null)

  const away = ann.client(storage)
  await away.start()
  expect(gaps.map(([chat]) => away.chat(chat)?.seq)).toEqual([31, 31])
  expect(away.chat(removed)).not.toBeNull()
  await online(away)
  await until(() => gaps.every(([chat, gap]) => away.chat(chat)?.seq === 31 + gap) && away.chat(removed) === null)
  // How far each has been delivered is said a little later.
  await until(() => gaps.every(([chat, gap]) => [away, here].every((it) => it.chat(chat)?.delivered === 31 + gap)))

  for (const [chat] of gaps) {
    const its = await shown(away, chat)
    expect(its).toEqual(await shown(here, chat))
    expect(its).toHaveProperty('lines', await historyOf(ann, chat))
    expect(here.chat(chat)?.unread).toBeGreaterThan(100)
    expect(await ann.get(`/api/chats/${chat}`)).toMatchObject({ unread: away.chat(chat)?.unread })
  }
  expect(away.chats().map(({ id }) => id)).toEqual(here.chats().map(({ id }) => id))
  for (const client of [away, here, writer]) await client.stop()
  expect(await server.stop()).toBe(0)
  rmSync(home, { recursive: true })
}, 60_000)

const gapEntries = 100_000

test('[WHOLE4] a gap of 100,000 entries is a snapshot of one frame, not a flood', async () => {
  const home = mkdtempSync(join(tmpdir(), 'parley-gap-'))
  const data = join(home, 'data')
  const before = await startServer(data)
  const ann = await register(before.url, 'ann')
  const ben = await register(before.url, 'ben')
  const { id: chat, epoch } = await ben.api.createChat({ type: 'group', title: 'Long', members: [ann.id] })
  const storage = memoryStorage()
  const away = ann.client(storage)
  await away.start()
  await online(away, [chat])
  await away.stop()
  expect(await before.stop()).toBe(0)
  const texts = Array.from({ length: gapEntries }, (_, at) => `text ${at + 1}`)
  await seedLog(data, chat, ben.id, texts)

  const server = await startServer(data, before.port)
  const frames: string[] = []
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`)
  socket.addEventListener('message', ({ data }) => frames.push(String(data)))
  await until(() => socket.readyState === WebSocket.OPEN)
  const token = await ann.api.tokens.current()
  const versions = [protocolVersionMin, protocolVersion]
  socket.send(JSON.stringify({ t: 'hello', versions, token, cursors: { [epoch]: { [chat]: 1 } } }))
  const kinds = (): readonly (string | undefined)[] => frames.map((frame) => /^\{"t":"(\w+)"/.exec(frame)?.[1])
  await until(() => kinds().includes('ready'))
  const bytes = frames.reduce((sum, frame) => sum + Buffer.byteLength(frame), 0)
  console.log(`${frames.length} frames, ${bytes} bytes: ${kinds().join(' ')}`)
  expect(kinds().filter((kind) => kind === 'entries')).toEqual([])
  expect(kinds().filter((kind) => kind === 'chats')).toHaveLength(1)
  expect(frames.length).toBeLessThan(10)
  expect(bytes).toBeLessThan(8_192)
  socket.close()

  const client = ann.client(storage)
  await client.start()
  expect(client.chat(chat)?.seq).toBe(1)
  await online(client)
  await until(() => client.chat(chat)?.seq === gapEntries + 1)
  expect(client.chat(chat)?.last?.content).toEqual({ kind: 'text', text: `text ${gapEntries}` })
  expect(await client.loadOlder(chat)).toBe(true)
  const { messages = [] } = client.chat(chat) ?? {}
  expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, at) => gapEntries + 2 - messages.length + at))
  await client.stop()
  expect(await server.stop()).toBe(0)
  rmSync(home, { recursive: true })
}, 60_000)

test('[WHOLE5] a server whose store.db was deleted answers as before', async () => {
  const home = mkdtempSync(join(tmpdir(), 'parley-store-'))
  const data = join(home, 'data')
  let server = await startServer(data)
  const { url, port } = server
  const names = ['ann', 'ben', 'cleo', 'dan', 'eve']
  const everybody = await Promise.all(names.map((name) => register(url, name)))
  const [ann, ben, cleo, ...guests] = everybody
  if (ann === undefined || ben === undefined || cleo === undefined) throw new Error('Nobody is there.')
  const [dan, eve] = guests
  if (dan === undefined || eve === undefined) throw new Error('No guests.')
  await ann.api.requestContact('@ben')
  await ben.api.acceptContact(ann.id)
  await cleo.api.requestContact('@ann')
  await ann.api.blockContact(dan.id)
  await ann.api.requestContact('@eve')
  await eve.api.declineContact(ann.id)
  const group = await ben.api.createChat({ type: 'group', title: 'Group', description: 'Old', members: [ann.id] })
  const channel = await ann.api.createChat({ type: 'channel', title: 'News', members: [ben.id, cleo.id] })
  const aside = await ann.api.createChat({ type: 'private', members: [cleo.id] })

  const annClient = ann.client()
  const benClient = ben.client()
  await annClient.start()
  await benClient.start()
  await online(annClient, [group.id, channel.id, aside.id])
  await online(benClient, [group.id, channel.id])
  await Promise.all([
    send(benClient, group.id, 300, storm(300, [cleo, eve], 1)),
    send(annClient, channel.id, 100, storm(100, [eve], 2)),
    send(annClient, aside.id, 20, () => ({ type: 'post', content: { kind: 'text', text: 'hello' } })),
  ])
  await send(benClient, group.id, 1, () => ({ type: 'changeRole', member: ann.id, role: 'administrator' }))
  annClient.mark(group.id, { read: 100 })
  await until(() => annClient.chat(group.id)?.read === 100)
  // What others wrote was delivered; of her own words nobody needs to say so.
  const isDelivered = (client: Client, chat: ChatId): boolean => client.chat(chat)?.seq === client.chat(chat)?.delivered
  await until(() => isDelivered(annClient, group.id) && isDelivered(benClient, channel.id))
  for (const client of [annClient, benClient]) await client.stop()

  const answers = async (): Promise<object> => {
    const paths = ['/api/me', '/api/chats', '/api/contacts', ...names.map((name) => `/api/users?query=${name}`)]
    const found: Record<string, unknown> = {}
    for (const person of everybody) {
      for (const path of paths) found[`${person.username} ${path}`] = await person.get(path)
      for (const chat of [group.id, channel.id, aside.id])
        for (const part of ['', '/members']) {
          const path = `/api/chats/${chat}${part}`
          found[`${person.username} ${path}`] = await person.call('GET', path)
        }
    }
    for (const chat of [group.id, channel.id, aside.id]) found[`history ${chat}`] = await historyOf(ann, chat)
    return found
  }
  // The clients' ends are told to all, and stored, a little after they closed.
  const ends = await startedAgain()
  const before = await answers()
  expect(before).toHaveProperty(['ann /api/contacts', 'contacts', 'length'], 3)
  expect(before).toHaveProperty([`ann /api/chats/${group.id}`, 'value', 'read'], 100)
  expect(await ends.stop()).toBe(0)
  expect(existsSync(join(data, 'store.db'))).toBe(true)
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(data, `store.db${suffix}`), { force: true })
  server = await startServer(data, port)
  expect(await answers()).toEqual(before)
  expect(await server.stop()).toBe(0)
  rmSync(home, { recursive: true })

  async function startedAgain() {
    expect(await server.stop()).toBe(0)
    return startServer(data, port)
  }
}, 60_000)
