import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type FailureCode, failures, type UpFrame } from '@parley/protocol'
import { type Line, type Live, newChat, newSubmission, openLive, type Person, say } from './testing/live.ts'

let live: Live
let ann: Person
let ben: Person
let eve: Person
beforeAll(async () => {
  live = await openLive()
  ann = await live.register('ann')
  ben = await live.register('ben')
  eve = await live.register('eve')
})
afterAll(() => live.close())

const hello = (token: string): Extract<UpFrame, { t: 'hello' }> => ({ t: 'hello', versions: [1, 1], token })

/** The socket's last words and its close are those of the table. */
async function endsWith(line: Line, code: FailureCode): Promise<void> {
  const { failure } = await line.next('failure')
  expect(failure.code).toBe(code)
  const closed = await line.closed
  expect(closed).toEqual({ code: failures[code].close ?? 0, reason: failure.message })
  expect(line.kinds()).toEqual(['failure'])
}

describe('the first frame', () => {
  const chat = newChat()
  const others: readonly UpFrame[] = [
    { t: 'ping' },
    { t: 'submit', chat, id: newSubmission(), command: say('before hello') },
    { t: 'ask', id: 1, query: { type: 'people', ids: [] } },
    { t: 'mark', chat, read: 1 },
    { t: 'typing', chat, on: true },
    { t: 'presence', status: 'away' },
    { t: 'renew', token: 'x' },
  ]
  test.each(others.map((frame) => ({ frame, kind: frame.t })))(
    '[SESSION1] must be a hello: $kind is refused',
    async ({ frame }) => {
      const line = await live.line()
      line.send(frame, hello(ann.token))
      await endsWith(line, 'unauthenticated')
    },
  )

  test('[SESSION1] with a bad token is refused', async () => {
    for (const token of ['', 'x', `${ann.token}x`, ann.token.split('.').slice(0, 2).join('.')]) {
      const line = await live.line()
      line.send(hello(token))
      await endsWith(line, 'unauthenticated')
    }
  })

  test('[SESSION1] of another version is refused, whatever its token', async () => {
    for (const token of [ann.token, 'x'])
      for (const versions of [[2, 9], [0, 0], [9, 2]] satisfies [number, number][]) {
        const line = await live.line()
        line.send({ ...hello(token), versions })
        await endsWith(line, 'unsupported')
      }
  })

  test('[SESSION1] of a session that was ended is refused', async () => {
    const other = await live.login('ben')
    await live.ask('POST', '/api/auth/logout', other.token)
    const line = await live.line()
    line.send(hello(other.token))
    await endsWith(line, 'revoked')
  })

  test('[SESSION1] that is good is welcomed, and a second one is refused and closes nothing', async () => {
    const line = await live.enter(ann)
    expect(line.kinds()).toEqual(['welcome', 'ready'])
    const { user, version } = await line.next('welcome')
    expect({ id: user.id, version }).toEqual({ id: ann.id, version: 1 })
    line.send(hello(ben.token))
    expect((await line.next('failure')).failure.code).toBe('conflict')
    await line.settled()
    expect(line.kinds().filter((kind) => kind === 'welcome')).toHaveLength(1)
  })
})

describe('coming back', () => {
  test('[SESSION4] only what moved is sent: entries where near, nothing where nothing happened, then ready', async () => {
    const [still, moved] = [await live.group(ben, 'Still'), await live.group(ben, 'Moved')]
    const before = await live.enter(ben, { chats: [still, moved] })
    const snapshots = (await before.next('chats')).chats
    const epoch = snapshots[0]?.epoch ?? ''
    const cursors = { [epoch]: Object.fromEntries(snapshots.map(({ chat, seq }) => [chat, seq])) }
    await before.close()
    const seqs = [await live.post(ben, moved, 'one'), await live.post(ben, moved, 'two')]
    const back = await live.enter(ben, { chats: [still, moved], cursors })
    expect(back.kinds()).toEqual(['welcome', 'entries', 'ready'])
    const { chat, entries } = await back.next('entries')
    expect({ chat, seqs: entries.map(({ seq }) => seq) }).toEqual({ chat: moved, seqs })
  })
})
