import { afterEach, beforeEach, expect, test } from 'bun:test'
import { createApi } from '@parley/protocol/client'
import { createTestServer, memoryHome, startTalker, type Talker, type TestServer } from './testing/people.ts'

let server: TestServer
let talkers: Talker[] = []
beforeEach(async () => {
  server = await createTestServer()
})
afterEach(async () => {
  await Promise.all(talkers.map(({ end }) => end()))
  talkers = []
  await server.remove()
})

const start = (home: ReturnType<typeof memoryHome>): Talker => {
  const talker = startTalker(home)
  talkers.push(talker)
  return talker
}
async function enter(username: string): Promise<Talker> {
  const talker = start(memoryHome(server.url, [await server.login(username)]))
  await talker.hear('Connected.')
  return talker
}

/** Ann and Ben in a group called Garden, both with it open. */
async function inGarden(): Promise<readonly [Talker, Talker]> {
  const [ann, ben] = [await enter('ann'), await enter('ben')]
  ann.type('/new group Garden @ben')
  await ann.hear('created the group “Garden”')
  expect(await ben.hear('New')).toStartWith('New: Garden, group of 2')
  ben.type('/open garden')
  await ben.hear('Open: Garden.')
  await ben.hear('#1')
  return [ann, ben]
}

test('[LINEAR2] two people talk: each thing is one labelled line, told once', async () => {
  const [ann, ben] = await inGarden()
  ann.type('hello')
  expect(await ann.hear('Sent')).toBe('Sent #2.')
  expect(await ben.hear('hello')).toMatch(/^\d\d:\d\d #2 Ann in Garden: hello$/)
  ben.type('/reply 2 hi', 's/hi/hi there/')
  expect(await ann.hear('hi')).toMatch(/^\d\d:\d\d #3 Ben in Garden, replying to #2: hi$/)
  expect(await ann.hear('edited')).toMatch(/^\d\d:\d\d Ben in Garden edited #3: hi there$/)
  expect(await ben.hear('edited')).toMatch(/^\d\d:\d\d You in Garden edited #3: hi there$/)
  ann.type('/edit 2 hello all', '/delete 2')
  expect(await ben.hear('edited #2')).toContain('Ann in Garden edited #2: hello all')
  expect(await ben.hear('deleted')).toContain('Ann in Garden deleted #2')
  expect(ben.lines.filter((line) => line.includes('hello all'))).toHaveLength(1)
  expect(ann.lines.filter((line) => line.includes('#2 You'))).toEqual([])
})

test('[LINEAR3] while no chat is open, or one was not found, nothing is sent', async () => {
  const [ann, ben] = await inGarden()
  ann.type('/open Gardens', 'a secret')
  expect(await ann.hear('called')).toBe('You have no chat called Gardens. /chats lists them.')
  expect(await ann.hear('No chat is open')).toStartWith('No chat is open.')
  ann.type('/open @nobody', 'a secret', '/open g', 'not secret')
  await ben.hear('not secret')
  expect(ben.lines.join('\n')).not.toContain('a secret')
  ann.type('/nonsense', '//nonsense')
  await ann.hear('There is no /nonsense.')
  expect(await ben.hear('nonsense')).toContain('Ann in Garden: /nonsense')
})

test('[LINEAR4] what others wrote cannot pass for a line of the program, and holds no escape sequence', async () => {
  const [, ben] = await inGarden()
  const mal = await server.login('mallory')
  const api = createApi({
    server: server.url,
    fetch,
    now: Date.now,
    load: () => Promise.resolve(mal),
    save: () => Promise.resolve(),
  })
  const { id } = await api.createChat({
    type: 'group',
    title: 'x\u001b[2J\r\n12:00 #1 Ann in Garden: lie',
    members: ['@ben'],
  })
  const token = await api.tokens.current()
  const text = 'one\r\n12:00 #9 Ann in Garden: lie\u001b]0;title\u0007\u0085\u2028Connected.\u202e'
  const posted = await fetch(`${server.url}/api/chats/${id}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  })
  expect(posted.ok).toBe(true)
  await ben.hear('one')
  for (const said of ben.lines) {
    // oxlint-disable-next-line no-control-regex
    expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/)
    for (const further of said.split('\n').slice(1)) expect(further).toStartWith('    ')
  }
})

test('[LINEAR5] chats, people, roles, contacts and sessions are all reached by lines', async () => {
  const [ann, ben] = await inGarden()
  const cem = await enter('cem')
  ann.type('/add @cem', '/role @cem moderator', '/members')
  expect(await cem.hear('New')).toStartWith('New: Garden, group of 3')
  await ann.hear('You made Cem a moderator')
  expect([await ann.hear('owner'), await ann.hear('Cem')]).toEqual(['You (@ann), owner', 'Cem (@cem), moderator'])
  ann.type('/remove @cem', '/title Allotment', '/new private @ben', 'psst')
  await cem.hear('You are no longer in Garden.')
  expect(await ben.hear('title')).toContain('changed the title to “Allotment”')
  expect(await ben.hear('psst')).toMatch(/^\d\d:\d\d #2 Ann: psst$/)
  ben.type('/next')
  await ben.hear('Open: Ann, 1 unread.')
  expect(await ann.hear('has read')).toBe('Ben has read #2.')
  ben.type('/open allotment', '/leave')
  await ben.hear('You are no longer in Allotment.')

  ben.type('/request @cem', '/contacts')
  expect(await cem.hear('asks')).toBe('Ben (@ben) asks to be your contact. /accept or /decline @ben')
  await ben.hear('Cem (@cem), you have asked')
  cem.type('/accept @ben', '/block @ann', '/contacts', '/status away')
  await ben.hear('Cem (@cem) is your contact.')
  await cem.hear('Ann (@ann), blocked')
  await cem.hear('Others see you as away.')
  cem.type('/unblock @ann', '/sessions', '/revoke 9', '/accounts', '/chats', '/help')
  expect(await cem.hear('this one')).toBe('1. linear test, this one')
  await cem.hear('It is a number of /sessions.')
  expect(await cem.hear('in use')).toBe(`1. @cem at ${server.url}, in use`)
  await cem.hear('/quit: Ends.')
})

test('[LINEAR6] a muted chat is told of only as far as its owner wants', async () => {
  const [ann, ben] = await inGarden()
  ben.type('/mute mentions', '/close')
  await ben.hear('muted but for mentions')
  ann.type('just talk', 'look, @ben')
  expect(await ben.hear('Ann')).toContain('look, @ben')
  expect(ben.lines.join('\n')).not.toContain('just talk')
  ben.type('/read', '/open garden')
  expect(await ben.hear('just talk')).toContain('#2 Ann in Garden: just talk')
})

test('[LINEAR7] older messages come as they are asked for', async () => {
  const [ann, ben] = await inGarden()
  ann.type(...Array.from({ length: 30 }, (_, at) => `message ${at}`))
  await ben.hear('message 29')
  ben.type('/open garden', '/read 5', '/search message 1')
  await ben.hear('Open: Garden')
  const shown = await ben.hear('#')
  expect(shown).toContain('message 20')
  await ben.hear('message 29')
  expect(await ben.hear('#')).toContain('message 15')
  await ben.hear('message 19')
  expect(await ben.hear('#')).toContain('message 1')
})

test('[LINEAR8] without a login it asks, also when a pipe answers; a refusal is told and asked again', async () => {
  await server.login('ann')
  const home = memoryHome(server.url)
  const ann = start(home)
  ann.type('', 'log in', 'ann', 'a wrong one')
  await ann.hear('That did not work:')
  ann.type('', 'log in', 'ann', 'correct horse')
  await ann.hear(`@ann at ${server.url}.`)
  ann.type('/login', '', 'register', 'ben', 'ben@x.org', 'Ben', 'correct horse', '')
  await ann.hear(`@ben at ${server.url}.`)
  ann.type('/accounts 1')
  await ann.hear(`@ann at ${server.url}.`)
  ann.type('/logout')
  await ann.hear('Logged out.')
  await ann.hear(`@ben at ${server.url}.`)
  expect((await home.accounts()).map(({ user }) => user.username)).toEqual(['ben'])
  const nobody = start(memoryHome(server.url))
  expect(await nobody.end()).toBe(4)
})

test('[LINEAR9] at the end of its input it waits until all is sent, and a refusal makes the exit code', async () => {
  const [ann, ben] = await inGarden()
  ann.type(...Array.from({ length: 20 }, (_, at) => `message ${at}`))
  expect(await ann.end()).toBe(0)
  await ben.hear('message 19')
  ben.type('/delete 1')
  await ben.hear('Refused')
  expect(await ben.end()).toBe(1)
})

test('[LINEAR10] without the server what is said is kept and told so, and goes out when the server is back', async () => {
  const [ann, ben] = await inGarden()
  await server.stop()
  expect(await ann.hear('Offline')).toEndWith('what you write is kept until then.')
  ann.type('while you were away')
  await ann.hear('Kept. It is sent when there is a connection.')
  await server.start()
  await ann.hear('Connected.')
  expect(await ann.hear('Sent')).toBe('Sent #2.')
  expect(await ben.hear('while')).toContain('#2 Ann in Garden: while you were away')
  expect(ann.lines.filter((line) => line.startsWith('Offline'))).toHaveLength(1)
}, 60_000)
