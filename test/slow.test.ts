/** One who stops reading costs the server its bound and nobody anything else, and misses nothing. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createCodec, type DownFrame, interpreted } from '@parley/protocol'
import { textAt } from './testing/b-json.ts'
import { makeGroup, type Person, register } from './testing/b-person.ts'
import { openRawSocket } from './testing/b-rawSocket.ts'
import { openSocket } from './testing/b-socket.ts'
import { type Server, startServer } from './testing/b-server.ts'

let server: Server
let ann: Person
let ben: Person
let slow: Person
beforeAll(async () => {
  server = await startServer({ PARLEY_LOG: 'error' })
  ann = await register(server.url, 'ann')
  ben = await register(server.url, 'ben')
  slow = await register(server.url, 'slow')
})
afterAll(() => server.stop(), 20_000)

const codec = createCodec(interpreted)
/** As long in JSON as a message can be, so that few of them fill every buffer of the systems between: 24 MB in all. */
const text = '\u0001'.repeat(8_000)
const posts = 500
const postsAtOnce = 20
const seqs = Array.from({ length: posts }, (_, place) => place + 2)

test('[WHOLE12] a slow reader is cut off at its bound while others go on, and catches up by its cursor', async () => {
  const chat = await makeGroup(ann, 'Noise', [ben, slow])
  const fast = await ben.connect()
  const socket = await openRawSocket(server.url)
  socket.sendText(JSON.stringify({ t: 'hello', versions: [1, 1], token: slow.token }))
  await socket.next((frame) => textAt(JSON.parse(frame), 't') === 'ready')
  socket.stopReading()

  for (let posted = 0; posted < posts; posted += postsAtOnce)
    await Promise.all(
      Array.from({ length: postsAtOnce }, () => ann.ask('POST', `/api/chats/${chat}/messages`, { text })),
    )
  // Others hear all of it.
  await fast.next((frame) => frame.t === 'entries' && frame.entries.some(({ seq }) => seq === posts + 1))
  expect(seqsOf(fast.frames)).toEqual(seqs)
  fast.close()

  // What it has got when it reads again is a beginning without gaps, and then its end: the server did not wait.
  socket.goOnReading()
  await socket.ended
  const frames = socket.texts.flatMap((frame) => {
    const decoded = codec.decodeDown(frame)
    return 'frame' in decoded ? [decoded.frame] : []
  })
  let read = seqsOf(frames)
  expect(read).toEqual(seqs.slice(0, read.length))
  expect(read.length).toBeLessThan(posts)

  // So far behind it gets a snapshot, and asks from its cursor for the entries in between: each page fits the same bound.
  const epoch = textAt((await slow.ask('GET', `/api/chats/${chat}`)).json, 'epoch')
  const again = await openSocket(server.url)
  again.send({ t: 'hello', versions: [1, 1], token: slow.token, cursors: { [epoch]: { [chat]: read.length + 1 } } })
  await again.next(({ t }) => t === 'ready')
  expect(again.frames.some((frame) => frame.t === 'chats' && frame.chats[0]?.seq === posts + 1)).toBe(true)
  for (let page = 0, isMore = true; isMore; page++) {
    again.send({ t: 'ask', id: page, query: { type: 'entries', chat, after: read.length + 1, limit: 500 } })
    const frame = await again.next((frame) => frame.t === 'answer' && frame.id === page)
    if (frame.t !== 'answer' || frame.answer.type !== 'entries') throw new Error('It was asked for entries.')
    expect(frame.answer.entries.length).toBeGreaterThan(0)
    read = [...read, ...frame.answer.entries.map(({ seq }) => seq)]
    isMore = frame.answer.more
  }
  again.close()
  expect(read).toEqual(seqs)
}, 60_000)

const seqsOf = (frames: readonly DownFrame[]): number[] =>
  frames.flatMap((frame) => (frame.t === 'entries' ? frame.entries.map(({ seq }) => seq) : []))
