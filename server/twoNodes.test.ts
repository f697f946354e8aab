import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import { type DownFrame, encode, type Epoch, newSubmissionId } from '@parley/protocol'
import { realEnv } from '@parley/actors'
import { password, toSession, type Session } from './http/testing/edge.ts'
import { chatIdOf, say } from './testing/live.ts'
import { openTwoNodes, type TwoNodes } from './testing/twoNodes.ts'

let nodes: TwoNodes
let ann: Session
let ben: Session
// One pair for all: a password costs more than everything else here.
beforeAll(async () => {
  nodes = await openTwoNodes()
  ann = await nodes.register('ann')
  ben = await nodes.register('ben')
})
afterEach(() => nodes.release())
afterAll(() => nodes.close())

const isThere = (frames: readonly DownFrame[], ...kinds: readonly DownFrame['t'][]): boolean =>
  frames.some(({ t }) => kinds.includes(t))
const kinds = (frames: readonly DownFrame[]): readonly DownFrame['t'][] =>
  frames.map(({ t }) => t).filter((kind) => kind !== 'presence' && kind !== 'settings')

async function makeGroup(members: readonly string[] = []): Promise<ReturnType<typeof chatIdOf>> {
  const { status, json } = await nodes.one.ask('POST', '/api/chats', ann, { type: 'group', title: 'Tea', members })
  expect(status).toBe(201)
  return chatIdOf(json.text('id'))
}
const post = (text: string, chat: string) =>
  nodes.one.ask('POST', `/api/chats/${chat}/messages`, ann, { text }).then(({ status }) => expect(status).toBe(201))
/** Follows the chats that it has cursors of. */
const comeBack = (as: Session, epoch: Epoch, cursors: Readonly<Record<string, number>>) => {
  const line = nodes.other.connect()
  line.send({
    t: 'hello',
    versions: [1, 1],
    token: as.token,
    chats: Object.keys(cursors).map(chatIdOf),
    cursors: { [epoch]: { ...cursors } },
  })
  return line.until((frames) => isThere(frames, 'ready', 'failure'))
}

test('[SESSION50] a client that saw more on another node gets what it missed when its new node has caught up, and no snapshot', async () => {
  const chat = await makeGroup()
  nodes.hold()
  await post('one', chat)
  await post('two', chat)
  // It knows the first message, its new node none.
  expect(kinds(await comeBack(ann, nodes.log.epoch, { [chat]: 2 }))).toEqual(['welcome', 'entries', 'ready'])
  nodes.hold()
  const other = await makeGroup()
  expect(kinds(await comeBack(ann, nodes.log.epoch, { [chat]: 3, [other]: 1 }))).toEqual(['welcome', 'ready'])
})

test('[SESSION50] where the log does not go as far as the client, it gets a snapshot', async () => {
  const chat = await makeGroup()
  nodes.hold()
  await post('one', chat)
  const frames = await comeBack(ann, nodes.log.epoch, { [chat]: 9 })
  expect(kinds(frames)).toEqual(['welcome', 'chats', 'ready'])
  expect(encode(frames.find(({ t }) => t === 'chats') ?? { t: 'pong' })).toContain('"seq":2')
})

test('[SESSION50] a client that is not ahead makes its node look at nothing', async () => {
  const chat = await makeGroup()
  const before = nodes.looks()
  expect(kinds(await comeBack(ann, nodes.log.epoch, { [chat]: 1 }))).toEqual(['welcome', 'ready'])
  expect(nodes.looks()).toBe(before)
})

test('[SESSION51] a login at one node is good at the next at once, for a socket and for a request; one that ended is not', async () => {
  nodes.hold()
  const cat = await nodes.register('cat')
  expect(kinds(await comeBack(cat, nodes.log.epoch, {}))).toEqual(['welcome', 'ready'])
  nodes.hold()
  const login = await nodes.one.ask('POST', '/api/auth/login', null, { username: 'cat', password })
  const again = toSession(login.json)
  expect((await nodes.other.ask('GET', '/api/chats', again)).status).toBe(200)
  expect((await nodes.one.ask('POST', '/api/auth/logout', again)).status).toBe(204)
  expect((await nodes.other.ask('GET', '/api/chats', again)).json.text('code')).toBe('revoked')
  expect(kinds(await comeBack(again, nodes.log.epoch, {}))).toEqual(['failure'])
})

test('[SESSION53] what one node answered is found at the next: a chat, its messages, its members, a person by name and id', async () => {
  for (const path of ['', '/messages', '/members', '/chain']) {
    nodes.hold()
    const chat = await makeGroup()
    expect((await nodes.other.ask('GET', `/api/chats/${chat}${path}`, ann)).status).toBe(200)
  }
  for (const isNamed of [true, false]) {
    nodes.hold()
    const cat = await nodes.register(isNamed ? 'dora' : 'dan')
    const named = isNamed ? `@${cat.username}` : cat.id
    expect((await nodes.other.ask('POST', '/api/contacts', ann, { user: named })).status).toBe(201)
  }
  nodes.hold()
  const chat = await makeGroup()
  expect((await nodes.other.ask('POST', `/api/chats/${chat}/read`, ann, { seq: 1 })).status).toBe(204)
  await post('one', chat)
  nodes.hold()
  await post('two', chat)
  expect((await nodes.other.ask('POST', `/api/chats/${chat}/read`, ann, { seq: 3 })).status).toBe(204)
})

test('[SESSION53] who is no member and what is not there stay unknown, after one look', async () => {
  const chat = await makeGroup()
  const before = nodes.looks()
  expect((await nodes.other.ask('GET', `/api/chats/${chat}`, ben)).status).toBe(404)
  expect(nodes.looks()).toBe(before + 1)
})

test('[SESSION53] a question by the socket about a chat that the node has yet to hear of is answered', async () => {
  const line = nodes.other.connect()
  line.send({ t: 'hello', versions: [1, 1], token: ann.token })
  await line.until((frames) => isThere(frames, 'ready'))
  nodes.hold()
  const chat = await makeGroup()
  line.send({ t: 'ask', id: 1, query: { type: 'members', chat, limit: 10 } })
  line.send({ t: 'mark', chat, read: 1 })
  const frames = await line.until((heard) => isThere(heard, 'answer', 'refused'))
  expect(isThere(frames, 'refused', 'failure')).toBe(false)
})

test('[SESSION54] a submission that the store would refuse for its people is looked at again, and overtaken by none', async () => {
  const contact = `/api/contacts/${ben.id}`
  const { json } = await nodes.one.ask('POST', '/api/chats', ann, { type: 'private', members: [ben.id] })
  const chat = chatIdOf(json.text('id'))
  expect((await nodes.one.ask('POST', `${contact}/block`, ann)).status).toBe(200)
  const line = nodes.other.connect()
  line.send({ t: 'hello', versions: [1, 1], token: ann.token })
  await line.until((frames) => isThere(frames, 'ready'))
  nodes.holdRecords()
  expect((await nodes.one.ask('POST', `${contact}/unblock`, ann)).status).toBe(200)
  for (const text of ['1', '2', '3']) line.send({ t: 'submit', chat, id: newSubmissionId(realEnv), command: say(text) })
  const entries = () => line.frames.flatMap((frame) => (frame.t === 'entries' ? frame.entries : []))
  await line.until((frames) => isThere(frames, 'rejected') || entries().length >= 3)
  expect(line.frames.filter(({ t }) => t === 'rejected')).toEqual([])
  const texts = entries().map(({ event }) => JSON.stringify(event))
  expect(texts.map((text) => /"text":"(\d)"/.exec(text)?.[1])).toEqual(['1', '2', '3'])

  nodes.hold()
  const eve = await nodes.register('eve')
  const made = await nodes.other.ask('POST', '/api/chats', ann, { type: 'group', title: 'Tea', members: [eve.id] })
  expect(made.status).toBe(201)
})
