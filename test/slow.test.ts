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

  // From there its cursor brings the rest, if need be in several parts: a return is under the same bound.
  const epoch = textAt((await slow.ask('GET', `/api/chats/${chat}`)).json, 'epoch')
  for (let isThere = false; !isThere;) {
    const again = await openSocket(server.url)
    const cursors = { [epoch]: { [chat]: read.length + 1 } }
    again.send({ t: 'hello', versions: [1, 1], token: slow.token, cursors })
    isThere = await again
      .next(({ t }) => t === 'ready')
      .then(
        () => true,
        () => false,
      )
    const missed = seqsOf(again.frames)
    expect(missed.length).toBeGreaterThan(0)
    read = [...read, ...missed]
    again.close()
  }
  expect(read).toEqual(seqs)
}, 60_000)

const seqsOf = (frames: readonly DownFrame[]): number[] =>
  frames.flatMap((frame) => (frame.t === 'entries' ? frame.entries.map(({ seq }) => seq) : []))
