import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createShell, type Shell } from '../testShell.ts'
import { refuse, TestServer } from '../testServer.ts'

let server: TestServer
let shell: Shell
beforeEach(async () => {
  server = new TestServer()
  server.start()
  shell = createShell({ PARLEY_SERVER: server.url })
  for (const [username, profile] of [
    ['bob', 'bob'],
    ['ann', 'default'],
  ] as const)
    await shell.parley(
      ['register', '--username', username, '--email', `${username}@x.org`, '--password-stdin', '--profile', profile],
      { input: 'correct horse' },
    )
  server.requests.length = 0
})
afterEach(async () => {
  await server.stop()
  shell.remove()
})

const send = (...args: string[]) => shell.parley(['send', ...args])
const ids = (): string[] => server.chats.flatMap((chat) => chat.messages.map(({ id }) => id))

describe('[CLI9] what send prints', () => {
  test('[CLI9] piped: the id of the message and nothing else', async () => {
    const { code, out, err } = await shell.parley(['send', '@bob'], { input: 'hi\n' })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.trim()).toBe(ids()[0] ?? '')
    expect(server.texts()).toEqual(['hi'])
  })

  test('[CLI9] --json: the message', async () => {
    const { out } = await send('@bob', 'hi', '--json')
    const chat = server.chats[0]
    expect(JSON.parse(out)).toEqual({
      chat: chat?.id,
      seq: 2,
      id: ids()[0],
      at: expect.any(Number),
      by: server.accounts[1]?.id,
      text: 'hi',
    })
  })

  test('[CLI9] the text may be "-" or stdin whole, with what lines it has', async () => {
    await shell.parley(['send', '@bob', '-'], { input: 'one\ntwo\n' })
    await shell.parley(['send', '@bob', 'three'], { input: 'not read' })
    expect(server.texts()).toEqual(['one\ntwo', 'three'])
  })

  test('[CLI9] an empty message is refused here', async () => {
    for (const input of ['', '\n', ' \n\t'])
      expect(await shell.parley(['send', '@bob'], { input })).toMatchObject({ code: 2, out: '' })
    expect(server.requests).toEqual([])
  })

  test('[CLI9] --reply-to names the message that is answered', async () => {
    await send('@bob', 'hi')
    await send('@bob', 'ho', '--reply-to', '2')
    expect(server.chats[0]?.messages[1]).toMatchObject({ text: 'ho', replyTo: 2 })
  })

  test('[CLI9] to a person who is known it takes one request', async () => {
    await send('@bob', 'hi')
    server.requests.length = 0
    await send('@bob', 'ho')
    expect(server.requests).toEqual([`POST /api/chats/${server.chats[0]?.id}/messages`])
  })

  test('[CLI9] a private chat that is gone is found or made again', async () => {
    await send('@bob', 'hi')
    server.chats.length = 0
    expect((await send('@bob', 'ho')).code).toBe(0)
    expect(server.texts()).toEqual(['ho'])
  })
})

describe('[CLI5] send guesses nothing', () => {
  test('[CLI5] by id and by exact title', async () => {
    const chat = server.addChat('group', 'ops', ['ann', 'bob'])
    expect((await send(chat.id, 'one')).code).toBe(0)
    expect((await send('ops', 'two')).code).toBe(0)
    expect(server.texts()).toEqual(['one', 'two'])
  })

  test('[CLI5] a title that two chats have sends nothing and names them', async () => {
    const chats = [server.addChat('group', 'ops', ['ann']), server.addChat('channel', 'ops', ['ann'])]
    const { code, out, err } = await send('ops', 'hi')
    expect({ code, out }).toEqual({ code: 6, out: '' })
    for (const { id } of chats) expect(err).toContain(id)
    expect(server.texts()).toEqual([])
  })

  test('[CLI5] nearly a title, nearly a name, and a chat of others are not found', async () => {
    server.addChat('group', 'operations', ['ann'])
    const secret = server.addChat('group', 'secret', ['bob'])
    for (const to of ['operation', 'Operations', 'secret', '@bo', '@bobby', secret.id])
      expect(await send(to, 'hi')).toMatchObject({ code: 6, out: '' })
    expect(server.texts()).toEqual([])
  })

  test('[CLI5] a title that another chat has by now goes to that one', async () => {
    const old = server.addChat('group', 'ops', ['ann'])
    await send('ops', 'one')
    server.chats.splice(server.chats.indexOf(old), 1)
    const now = server.addChat('group', 'ops', ['ann'])
    await send('ops', 'two')
    expect(now.messages.map(({ text }) => text)).toEqual(['two'])
  })
})

describe('[CLI10] a key is used once for ever', () => {
  test('[CLI10] running it again prints the same id and sends nothing', async () => {
    const first = await send('@bob', 'hi', '--key', 'job 17')
    const again = await send('@bob', 'hi', '--key', 'job 17')
    expect(again).toEqual(first)
    expect(again.code).toBe(0)
    expect(server.texts()).toEqual(['hi'])
  })

  test('[CLI10] another text under the same key says that nothing was sent', async () => {
    const first = await send('@bob', 'hi', '--key', 'k')
    const again = await send('@bob', 'ho', '--key', 'k')
    expect(again).toMatchObject({ code: 0, out: first.out })
    expect(again.err).toContain('nothing new was sent')
  })

  test('[CLI10] a key that cannot be one is refused here', async () => {
    for (const key of ['', ' k', 'k ', 'ü', 'x'.repeat(191)])
      expect(await send('@bob', 'hi', '--key', key)).toMatchObject({ code: 2 })
    expect(server.requests).toEqual([])
  })
})

test('[CLI11] a long text arrives as several messages in order, also twice', async () => {
  const lines = Array.from({ length: 2_000 }, (_, line) => `line ${line}`)
  for (let run = 0; run < 2; run++) {
    const { code, out } = await shell.parley(['send', '@bob', '--key', 'log'], { input: lines.join('\n') })
    expect(code).toBe(0)
    expect(out.trim().split('\n')).toEqual(ids())
  }
  expect(ids().length).toBe(3)
  expect(server.texts().join('\n').split('\n')).toEqual(lines)
})

describe('[CLI12] without the server a message waits', () => {
  test('[CLI12] it is kept, its id is told, and the exit code is 8', async () => {
    await send('@bob', 'hi')
    await server.stop()
    const { code, out, err } = await send('@bob', 'one', '--key', 'k')
    expect(code).toBe(8)
    expect(err).toContain('1 message waits in the outbox')
    const json = await send('@bob', 'two', '--json')
    expect(JSON.parse(json.out)).toMatchObject({ text: 'two', queued: true })
    expect(JSON.parse(json.err)).toMatchObject({ error: { code: 'queued', retryable: true } })
    server.start()
    await send('--flush')
    expect(ids()[1]).toBe(out.trim())
  })

  test('[CLI12] the next run delivers what waits, in order, then its own', async () => {
    await server.stop()
    for (const text of ['one', 'two', 'three']) expect((await send('@bob', text)).code).toBe(8)
    server.start()
    const { code, out, err } = await send('@bob', 'four')
    expect(server.texts()).toEqual(['one', 'two', 'three', 'four'])
    expect({ code, out: out.trim() }).toEqual({ code: 0, out: ids()[3] ?? '' })
    expect(err).toContain('3 waiting messages were delivered')
    expect((await send('--flush')).err).toContain('Nothing waits')
  })

  test('[CLI12] a message never overtakes one that waits', async () => {
    await server.stop()
    await send('@bob', 'one')
    server.start()
    let isAway = true
    server.rule = ({ method }) => (isAway && method === 'POST' ? refuse(503, 'unavailable', 'Away.') : undefined)
    expect((await send('@bob', 'two')).code).toBe(8)
    expect(server.texts()).toEqual([])
    isAway = false
    await send('--flush')
    expect(server.texts()).toEqual(['one', 'two'])
  })

  test('[CLI12] who never wrote to somebody may do so without the server', async () => {
    await server.stop()
    expect((await send('@bob', 'hello')).code).toBe(8)
    server.start()
    expect((await send('--flush')).code).toBe(0)
    expect(server.texts()).toEqual(['hello'])
  })

  test('[CLI12] a message whose answer was lost arrives once', async () => {
    await send('@bob', 'hi')
    server.isMute = true
    expect((await send('@bob', 'one')).code).toBe(8)
    expect(server.texts()).toEqual(['hi', 'one'])
    server.isMute = false
    expect((await send('@bob', 'two')).code).toBe(0)
    expect(server.texts()).toEqual(['hi', 'one', 'two'])
  })

  test('[CLI12] not logged in is no outage: nothing waits', async () => {
    server.logins.length = 0
    expect(await send('@bob', 'hi')).toMatchObject({ code: 4, out: '' })
    expect((await shell.parley(['doctor', '--json'])).out).toContain('"check":"outbox","state":"ok"')
  })
})

describe('[CLI13] runs at the same time', () => {
  test('[CLI13] neither reorder what waits nor double it', async () => {
    await server.stop()
    for (let place = 0; place < 5; place++) await send('@bob', `waiting ${place}`)
    server.start()
    const runs = await Promise.all(
      Array.from({ length: 5 }, (_, run) => send('@bob', `run ${run}`, '--key', `run ${run}`)),
    )
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0])
    expect(server.texts().slice(0, 5)).toEqual(['waiting 0', 'waiting 1', 'waiting 2', 'waiting 3', 'waiting 4'])
    expect(server.texts().slice(5).sort()).toEqual(['run 0', 'run 1', 'run 2', 'run 3', 'run 4'])
    expect(new Set(runs.map(({ out }) => out)).size).toBe(5)
  })

  test('[CLI13] one that is killed while it delivers loses nothing', async () => {
    await server.stop()
    for (const text of ['one', 'two', 'three']) await send('@bob', text)
    server.start()
    const child = shell.spawn(['send', '--flush'])
    let posts = 0
    server.rule = ({ path }) => {
      if (path.endsWith('/messages') && ++posts === 2) child.kill('SIGKILL')
      return undefined
    }
    await child.exited
    await send('--flush')
    expect(server.texts()).toEqual(['one', 'two', 'three'])
  })
})

describe('[CLI14] a waiting message that the server refuses', () => {
  test('[CLI14] is reported and kept, and the others go', async () => {
    await server.stop()
    await send('@nobody', 'lost')
    await send('@bob', 'kept')
    server.start()
    const { code, err } = await send('--flush')
    expect(code).toBe(1)
    expect(err).toContain('@nobody')
    expect(server.texts()).toEqual(['kept'])
    const doctor = await shell.parley(['doctor'])
    expect(doctor.code).toBe(1)
    expect(doctor.out).toContain('not delivered to @nobody: "lost"')
  })

  test('[CLI14] the run of its own says why, with the code of the refusal', async () => {
    await server.stop()
    await send('@bob', 'older')
    server.start()
    expect(await send('@nobody', 'lost')).toMatchObject({ code: 6, out: '' })
    expect(server.texts()).toEqual(['older'])
  })

  test('[CLI14] a short rate limit is waited out', async () => {
    await server.stop()
    for (const text of ['one', 'two']) await send('@bob', text)
    server.start()
    let posts = 0
    server.rule = ({ path }) =>
      path.endsWith('/messages') && ++posts === 2 ? refuse(429, 'rateLimited', 'Wait.', 1) : undefined
    expect((await send('--flush')).code).toBe(0)
    expect(server.texts()).toEqual(['one', 'two'])
  })
})
