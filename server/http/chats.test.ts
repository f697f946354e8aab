import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Edge, openEdge, type Session } from './testing/edge.ts'

let edge: Edge
let ann: Session
let ben: Session
let cem: Session
beforeAll(async () => {
  edge = await openEdge()
  ann = await edge.register('ann')
  ben = await edge.register('ben')
  cem = await edge.register('cem')
})
afterAll(() => edge.close())

const createGroup = async (title: string): Promise<string> =>
  (await edge.ask('POST', '/api/chats', { as: ann, body: { type: 'group', title, members: ['@ben'] } })).json.text('id')

test('[HTTP20] a group is made with @names and ids, and both see it', async () => {
  const body = { type: 'group', title: 'Rowing', description: 'Early', members: ['@ben', cem.id] }
  const { status, json } = await edge.ask('POST', '/api/chats', { as: ann, body })
  expect(status).toBe(201)
  expect(json.at('title').value).toBe('Rowing')
  expect(json.at('memberCount').value).toBe(3)
  expect(json.at('role').value).toBe('owner')
  for (const as of [ben, cem]) {
    expect((await edge.ask('GET', `/api/chats/${json.text('id')}`, { as })).json.text('title')).toBe('Rowing')
    const list = (await edge.ask('GET', '/api/chats', { as })).json.list('chats')
    expect(list.map((chat) => chat.text('id'))).toContain(json.text('id'))
  }
})

test('[HTTP21] two people have one private chat, whoever makes it and however often', async () => {
  const one = await edge.ask('POST', '/api/chats', { as: ann, body: { type: 'private', members: ['@ben'] } })
  const other = await edge.ask('POST', '/api/chats', { as: ben, body: { type: 'private', members: [ann.id] } })
  expect([one.status, other.status]).toEqual([201, 200])
  expect(other.json.text('id')).toBe(one.json.text('id'))
  const racers = await Promise.all(
    [ann, cem].map((as) =>
      edge.ask('POST', '/api/chats', { as, body: { type: 'private', members: [as === ann ? '@cem' : '@ann'] } }),
    ),
  )
  expect(new Set(racers.map(({ json }) => json.text('id'))).size).toBe(1)
  expect(racers.every(({ status }) => status === 200 || status === 201)).toBe(true)
})

test.each([
  ['with nobody', { type: 'private', members: [] }, 400],
  ['with two others', { type: 'private', members: ['@ben', '@cem'] }, 400],
  ['with oneself', { type: 'private', members: ['me'] }, 400],
  ['with somebody who is not here', { type: 'private', members: ['@nobody'] }, 404],
])('[HTTP22] a private chat %s is refused', async (_, body, status) => {
  expect((await edge.ask('POST', '/api/chats', { as: ann, body })).status).toBe(status)
})

test('[HTTP23] a chat made again with the same id or the same key is the same chat', async () => {
  const body = { type: 'channel', title: 'News', id: '01hvnews000000000000000000' }
  expect((await edge.ask('POST', '/api/chats', { as: ann, body })).status).toBe(201)
  expect((await edge.ask('POST', '/api/chats', { as: ann, body })).status).toBe(200)
  expect((await edge.ask('POST', '/api/chats', { as: ben, body })).status).toBe(409)
  const keyed = { as: ann, body: { type: 'group', title: 'Once' }, headers: { 'idempotency-key': 'k 1' } }
  const [first, second] = [await edge.ask('POST', '/api/chats', keyed), await edge.ask('POST', '/api/chats', keyed)]
  expect([first.status, second.status]).toEqual([201, 200])
  expect(second.json.text('id')).toBe(first.json.text('id'))
  const theirs = await edge.ask('POST', '/api/chats', { ...keyed, as: ben })
  expect(theirs.status).toBe(201)
  expect(theirs.json.text('id')).not.toBe(first.json.text('id'))
})

test('[HTTP24] a message is posted, read, answered, edited and deleted', async () => {
  const chat = await createGroup('Talk')
  const messages = `/api/chats/${chat}/messages`
  const posted = await edge.ask('POST', messages, { as: ann, body: { text: 'hello' } })
  expect(posted.status).toBe(201)
  const seq = Number(posted.json.at('seq').value)
  expect(posted.json.value).toMatchObject({ chat, seq: 2, by: ann.id, kind: 'text', text: 'hello' })
  const reply = await edge.ask('POST', messages, { as: ben, body: { text: 'hi', replyTo: seq } })
  expect(reply.json.at('replyTo').value).toBe(seq)
  expect((await edge.ask('PATCH', `${messages}/${seq}`, { as: ben, body: { text: 'mine' } })).status).toBe(403)
  const edited = await edge.ask('PATCH', `${messages}/${seq}`, { as: ann, body: { text: 'hello!' } })
  expect(edited.json.value).toMatchObject({ seq, text: 'hello!' })
  expect(edited.json.at('editedAt').value).toBeNumber()
  const deleted = await edge.ask('DELETE', `${messages}/${seq}`, { as: ann })
  expect(deleted.json.value).toMatchObject({ seq, kind: 'deleted', text: '', deleted: true })
  const history = (await edge.ask('GET', messages, { as: ben })).json
  expect(history.list('messages').map((one) => one.text('text'))).toEqual(['', '', 'hi'])
  expect(history.list('messages')[0]?.text('event', 'type')).toBe('chatCreated')
})

test('[HTTP25] a post with an Idempotency-Key happens once for ever, by each author', async () => {
  const chat = await createGroup('Once')
  const post = (as: Session) =>
    edge.ask('POST', `/api/chats/${chat}/messages`, { as, body: { text: 'x' }, headers: { 'idempotency-key': 'K' } })
  const [first, second, third] = [await post(ann), await post(ann), await post(ben)]
  expect(second.json.value).toEqual(first.json.value)
  expect(third.json.at('seq').value).not.toBe(first.json.at('seq').value)
  const { json } = await edge.ask('GET', `/api/chats/${chat}/messages`, { as: ann })
  expect(json.list('messages')).toHaveLength(3)
})

test('[HTTP25] the key that made a chat may post into it', async () => {
  const headers = { 'idempotency-key': 'daily report' }
  const body = { type: 'group', title: 'Reports' }
  const chat = (await edge.ask('POST', '/api/chats', { as: ann, body, headers })).json.text('id')
  const posted = await edge.ask('POST', `/api/chats/${chat}/messages`, { as: ann, body: { text: 'all well' }, headers })
  expect(posted.json.text('text')).toBe('all well')
})

test('[HTTP26] history is paged by seq, both ways, with more told', async () => {
  const chat = await createGroup('Long')
  for (let at = 0; at < 6; at++)
    await edge.ask('POST', `/api/chats/${chat}/messages`, { as: ann, body: { text: `${at}` } })
  const page = async (query: string) => {
    const { json } = await edge.ask('GET', `/api/chats/${chat}/messages?${query}`, { as: ben })
    return [json.list('messages').map((one) => one.at('seq').value), json.at('more').value]
  }
  expect(await page('limit=2')).toEqual([[6, 7], true])
  expect(await page('before=6&limit=2')).toEqual([[4, 5], true])
  expect(await page('before=3')).toEqual([[1, 2], false])
  expect(await page('after=5&limit=2')).toEqual([[6, 7], false])
  for (const bad of ['limit=0', 'limit=101', 'before=-1', 'before=x', 'after=1.5'])
    expect((await edge.ask('GET', `/api/chats/${chat}/messages?${bad}`, { as: ben })).status).toBe(400)
})

test('[HTTP27] members are added, listed, given roles and removed; the last word is the rules of the chat', async () => {
  const chat = await createGroup('Crew')
  const members = `/api/chats/${chat}/members`
  expect((await edge.ask('POST', members, { as: ben, body: { members: ['@cem'] } })).status).toBe(200)
  const page = (await edge.ask('GET', `${members}?limit=2`, { as: ann })).json
  expect(page.list('members').map((one) => one.text('person', 'username'))).toEqual(['ann', 'ben'])
  expect(page.at('more').value).toBe(true)
  const rest = (await edge.ask('GET', `${members}?after=${page.text('members', 1, 'user')}`, { as: ann })).json
  expect(rest.list('members').map((one) => one.text('role'))).toEqual(['member'])
  const role = (as: Session, user: string, body: object) => edge.ask('PUT', `${members}/${user}`, { as, body })
  expect((await role(ben, '@cem', { role: 'owner' })).status).toBe(403)
  expect((await role(ann, '@ben', { role: 'moderator' })).status).toBe(200)
  expect((await role(ann, '@ben', { role: 'emperor' })).status).toBe(400)
  expect((await edge.ask('DELETE', `${members}/@cem`, { as: ben })).status).toBe(204)
  expect((await edge.ask('DELETE', `${members}/me`, { as: ben })).status).toBe(204)
  expect((await edge.ask('GET', `/api/chats/${chat}`, { as: ben })).status).toBe(404)
})

test('[HTTP28] title and description are changed by those who may', async () => {
  const chat = await createGroup('Old')
  const change = (as: Session, body: object) => edge.ask('PATCH', `/api/chats/${chat}`, { as, body })
  expect((await change(ben, { title: 'New' })).status).toBe(403)
  expect((await change(ann, { title: 'New', description: 'Now' })).json.value).toMatchObject({
    title: 'New',
    description: 'Now',
  })
  expect((await change(ann, { title: 'New' })).status).toBe(409)
})

test('[HTTP29] contacts are asked, accepted and blocked by @name', async () => {
  const verb = (as: Session, method: string, path: string, body?: object) =>
    edge.ask(method, `/api/contacts${path}`, body === undefined ? { as } : { as, body })
  expect((await verb(ann, 'POST', '', { user: '@cem' })).json.text('state')).toBe('requested')
  const incoming = (await verb(cem, 'GET', '')).json.list('contacts')
  expect(incoming.map((one) => [one.text('person', 'username'), one.text('state')])).toEqual([['ann', 'incoming']])
  expect((await verb(cem, 'POST', '/@ann/accept')).json.text('state')).toBe('accepted')
  expect((await verb(cem, 'POST', `/${ann.id}/block`)).json.text('state')).toBe('blocked')
  expect((await verb(ann, 'GET', '')).json.list('contacts')).toEqual([])
  expect((await verb(ann, 'POST', '', { user: '@cem' })).json.text('state')).toBe('requested')
  expect((await verb(cem, 'POST', '/@ann/unblock')).json.text('state')).toBe('none')
  expect((await verb(ann, 'DELETE', '/@cem')).json.text('state')).toBe('none')
  expect((await verb(ann, 'POST', '', { user: '@nobody' })).status).toBe(404)
})

test('[HTTP30] people are found by the beginning of their name', async () => {
  const find = async (query: string) =>
    (await edge.ask('GET', `/api/users?${query}`, { as: ann })).json.list('users').map((one) => one.text('username'))
  expect(await find('query=@be')).toEqual(['ben'])
  expect(await find('query=')).toEqual([])
  expect((await edge.ask('GET', '/api/users', { as: ann })).status).toBe(400)
})
