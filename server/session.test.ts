import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type ChatId, type FailureCode, failures, limits, type UpFrame } from '@parley/protocol'
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
      for (const versions of [
        [2, 9],
        [0, 0],
        [9, 2],
      ] satisfies [number, number][]) {
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

describe('strangers', () => {
  test('[SESSION6] cannot ask, mark, type or submit, and a chat that is there looks like one that is not', async () => {
    const chat = await live.group(ann, 'Secret', ben)
    await live.post(ann, chat, 'hidden words')
    const member = await live.enter(ben, { chats: [chat] })
    member.forget()
    const heardOf = async (chat: ChatId): Promise<unknown> => {
      const line = await live.enter(eve)
      line.forget()
      line.send(
        { t: 'ask', id: 1, query: { type: 'history', chat, limit: 10 } },
        { t: 'ask', id: 2, query: { type: 'entries', chat, after: 0, limit: 10 } },
        { t: 'ask', id: 3, query: { type: 'members', chat, limit: 10 } },
        { t: 'ask', id: 4, query: { type: 'marks', chat } },
        { t: 'mark', chat, read: 1 },
        { t: 'typing', chat, on: true },
        { t: 'ping' },
      )
      await line.next('pong')
      const id = newSubmission()
      line.send({ t: 'submit', chat, id, command: say('let me in') })
      const { failure } = await line.next('rejected')
      return [line.frames.filter(({ t }) => t !== 'rejected'), failure]
    }
    const there = await heardOf(chat)
    const notThere = await heardOf(newChat())
    expect(there).toEqual(notThere)
    const failure = { code: 'notFound', message: expect.any(String) }
    expect(there).toEqual([
      [
        ...[1, 2, 3, 4].map((id) => ({ t: 'refused', id, failure })),
        { t: 'failure', failure },
        { t: 'failure', failure },
        { t: 'pong' },
      ],
      failure,
    ])
    await member.settled()
    expect(member.kinds()).toEqual(['pong'])
    expect((await live.ask('GET', `/api/chats/${chat}`, ann.token)).at('seq').value).toBe(2)
  })

  test('[SESSION6] are also those who were members: the socket hears the end, then nothing, and cannot act', async () => {
    const chat = await live.group(ann, 'Secret', ben)
    const line = await live.enter(ben, { chats: [chat] })
    await live.ask('DELETE', `/api/chats/${chat}/members/${ben.id}`, ann.token)
    await line.next('gone')
    line.forget()
    await live.post(ann, chat, 'he is gone')
    line.send(
      { t: 'typing', chat, on: true },
      { t: 'mark', chat, read: 1 },
      { t: 'ask', id: 1, query: { type: 'history', chat, limit: 10 } },
      { t: 'ping' },
    )
    await line.next('pong')
    expect(line.kinds()).toEqual(['failure', 'failure', 'refused', 'pong'])
  })

  test('[SESSION6] a member may ask, mark and type: the others hear it, the own socket does not', async () => {
    const chat = await live.group(ann, 'Open', ben)
    const seq = await live.post(ann, chat, 'words')
    const [one, other] = [await live.enter(ann, { chats: [chat] }), await live.enter(ben, { chats: [chat] })]
    other.send({ t: 'ask', id: 7, query: { type: 'history', chat, limit: 1 } })
    expect((await other.next('answer')).answer).toMatchObject({ type: 'history', messages: [{ seq }], more: true })
    other.send({ t: 'typing', chat, on: true }, { t: 'mark', chat, read: seq })
    expect(await one.next('typing')).toEqual({ t: 'typing', chat, user: ben.id, on: true })
    expect(await one.next('marks')).toEqual({ t: 'marks', chat, marks: [{ user: ben.id, delivered: seq, read: seq }] })
    expect(await other.next('unread')).toMatchObject({ chat, read: seq, unread: 0 })
    expect(other.kinds()).not.toContain('typing')
  })
})

describe('frames that are none', () => {
  test('[SESSION7] bytes, text that is no frame and an unknown kind are answered and close nothing', async () => {
    for (const line of [await live.line(), await live.enter(ann)]) {
      line.forget()
      line.sendRaw(new TextEncoder().encode('{"t":"ping"}'))
      for (const text of [
        '',
        'ping',
        '[]',
        'null',
        '{}',
        '{"t":1}',
        '{"t":"ask"}',
        '{"t":"dance"}',
        '{"t":"__proto__"}',
      ])
        line.sendRaw(text)
      const codes = (): string[] => line.frames.flatMap((frame) => (frame.t === 'failure' ? [frame.failure.code] : []))
      await line.until(() => codes().length === 10)
      expect(codes()).toEqual([...Array<string>(8).fill('invalid'), 'unsupported', 'unsupported'])
      line.forget()
      line.send(hello(ann.token))
      // Who had not said hello may still, who had is told so: neither socket was closed.
      await Promise.race([line.next('ready'), line.next('failure', ({ failure }) => failure.code === 'conflict')])
    }
  })

  test('[SESSION7] a frame that is too long closes the socket', async () => {
    const line = await live.enter(ann)
    line.sendRaw('x'.repeat(limits.frameBytesMax + 1))
    expect([1006, 1009]).toContain((await line.closed).code)
  })
})

describe('following some chats', () => {
  test('[SESSION8] a hello with chats follows only these, and is told nothing of others', async () => {
    const [followed, other] = [await live.group(ann, 'Followed', ben), await live.group(ann, 'Other', ben)]
    const strange = await live.group(ann, 'Strange')
    const line = await live.enter(ben, { chats: [followed, strange, newChat()] })
    expect(line.kinds()).toEqual(['welcome', 'chats', 'ready'])
    expect((await line.next('chats')).chats.map(({ chat }) => chat)).toEqual([followed])
    line.forget()
    await live.post(ann, other, 'not for this socket')
    await live.post(ann, strange, 'not for him')
    const made = await live.group(ann, 'Made later', ben)
    await live.post(ann, made, 'nor this')
    const whole = await live.enter(ben)
    whole.send({ t: 'mark', chat: other, read: 2 })
    await whole.next('unread', ({ chat }) => chat === other)
    const seq = await live.post(ann, followed, 'this')
    const { chat, entries } = await line.next('entries')
    expect({ chat, seqs: entries.map(({ seq }) => seq) }).toEqual({ chat: followed, seqs: [seq] })
    await line.settled()
    expect(line.kinds()).toEqual(['entries', 'pong'])
  })

  test('[SESSION8] the end of a membership in a chat that is not followed is not told either', async () => {
    const [followed, other] = [await live.group(ann, 'Followed', ben), await live.group(ann, 'Other', ben)]
    const line = await live.enter(ben, { chats: [followed] })
    await live.ask('DELETE', `/api/chats/${other}/members/${ben.id}`, ann.token)
    await live.post(ann, followed, 'after it')
    await line.next('entries')
    expect(line.kinds()).toEqual(['welcome', 'chats', 'ready', 'entries'])
  })

  test('[SESSION8] of cursors only those of the named chats are looked at', async () => {
    const [followed, other] = [newChat(), newChat()]
    const epoch = newChat()
    const line = await live.enter(ben, { chats: [followed], cursors: { [epoch]: { [followed]: 1, [other]: 1 } } })
    expect(line.frames.slice(1)).toEqual([{ t: 'gone', chat: followed }, { t: 'ready' }])
  })

  test('[SESSION8] an empty list follows nothing', async () => {
    const line = await live.enter(ben, { chats: [] })
    expect(line.kinds()).toEqual(['welcome', 'ready'])
  })

  test('[SESSION8] to a chat that is not followed one may still write, and hears the own entry', async () => {
    const chat = await live.group(ben, 'Written')
    const line = await live.enter(ben, { chats: [] })
    const id = newSubmission()
    line.send({ t: 'submit', chat, id, command: say('hear me') })
    const { entries } = await line.next('entries')
    expect(entries).toMatchObject([{ seq: 2, cause: id }])
    await live.post(ben, chat, 'by another road')
    await line.settled()
    expect(line.kinds().filter((kind) => kind === 'entries')).toHaveLength(1)
  })
})

describe('saying it again', () => {
  test('[SESSION9] a repeated submission is answered with its entry, and stands once in the log', async () => {
    const chat = await live.group(ann, 'Twice', ben)
    const [line, other] = [await live.enter(ann, { chats: [chat] }), await live.enter(ben, { chats: [chat] })]
    const id = newSubmission()
    const submit: UpFrame = { t: 'submit', chat, id, command: say('once') }
    line.send(submit)
    const first = await line.next('entries')
    line.forget()
    line.send(submit)
    expect(await line.next('entries')).toEqual(first)
    // The words of a repeat do not count.
    line.forget()
    line.send({ ...submit, command: say('something else') })
    expect(await line.next('entries')).toEqual(first)
    // From another device as well.
    const device = await live.enter(await live.login('ann'), { chats: [] })
    device.send(submit)
    expect(await device.next('entries')).toEqual(first)

    const last = await live.post(ann, chat, 'the end')
    await other.next('entries', ({ entries }) => entries.some(({ seq }) => seq === last))
    const seqs = other.frames.flatMap((frame) => (frame.t === 'entries' ? frame.entries.map(({ seq }) => seq) : []))
    expect(seqs).toEqual([2, 3])
  })

  test('[SESSION9] sent twice at once it is one entry', async () => {
    const chat = await live.group(ann, 'Twice')
    const line = await live.enter(ann, { chats: [chat] })
    const submit: UpFrame = { t: 'submit', chat, id: newSubmission(), command: say('once') }
    line.send(submit, submit, submit)
    await line.next('entries')
    expect(await live.post(ann, chat, 'next')).toBe(3)
    await line.next('entries', ({ entries }) => entries.some(({ seq }) => seq === 3))
    const told = line.frames.flatMap((frame) => (frame.t === 'entries' ? frame.entries : []))
    expect(new Set(told.map(({ seq }) => seq))).toEqual(new Set([2, 3]))
  })

  test('[SESSION9] the same id of another author is another submission', async () => {
    const chat = await live.group(ann, 'Two', ben)
    const id = newSubmission()
    for (const [person, seq] of [
      [ann, 2],
      [ben, 3],
    ] satisfies [Person, number][]) {
      const line = await live.enter(person, { chats: [] })
      line.send({ t: 'submit', chat, id, command: say('mine') })
      expect((await line.next('entries')).entries).toMatchObject([{ seq, by: person.id, cause: id }])
    }
  })
})
