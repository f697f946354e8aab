import { expect, test } from 'bun:test'
import { failure, limits } from '@parley/protocol'
import { appOf, createRig } from './testing/rig.ts'

const textsOf = (messages: readonly { readonly content: object }[]): unknown[] =>
  messages.flatMap(({ content }) => ('text' in content ? [content.text] : []))

test('[WEB2] a desk posts as its purpose says: new words, an answer, another text', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const asked = rig.post(ben, chat, 'Tea?')
  const { app } = await appOf(rig, ann)
  app.client.look(chat)
  await rig.clock.until(() => app.client.chat(chat)?.seq === asked.seq)
  const desk = app.desk(chat)
  let posted = 0
  desk.onPosted(() => posted++)

  const [question] = app.client.chat(chat)?.messages.slice(-1) ?? []
  if (question === undefined) throw new Error('The question is there.')
  desk.reply(question)
  expect(desk.post('Yes')).toBeNull()
  expect(desk.state.get().purpose).toEqual({ type: 'post' })
  await rig.clock.advance(1_000)
  const [answer] = rig.server.messages(chat).slice(-1)
  expect(answer).toMatchObject({ by: ann.person.id, replyTo: asked.seq, content: { text: 'Yes' } })
  if (answer === undefined) throw new Error('The answer is there.')

  desk.edit(answer)
  expect(desk.post('Yes, green')).toBeNull()
  await rig.clock.advance(1_000)
  expect(textsOf(rig.server.messages(chat))).toEqual(['Tea?', 'Yes, green'])
  expect(posted).toBe(1)
})

test('[WEB3] a long text becomes several messages in order; an edit that is too long is refused and stays an edit', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const { app } = await appOf(rig, ann)
  const desk = app.desk(chat)
  const long = 'word '.repeat(limits.textBytesMax / 4)
  expect(desk.post(long)).toBeNull()
  await rig.clock.advance(2_000)
  const texts = textsOf(rig.server.messages(chat))
  expect(texts.length).toBeGreaterThan(1)
  expect(texts.join('').replace(/\s/g, '')).toBe(long.replace(/\s/g, ''))
  const [message] = rig.server.messages(chat).slice(-1)
  if (message === undefined) throw new Error('A message is there.')
  desk.edit(message)
  expect(desk.post(long)?.code).toBe('tooLarge')
  expect(desk.state.get().purpose.type).toBe('edit')
})

test('[WEB4] what the server refuses is kept with its words, also across a reload, until it is tried again or dropped', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const { app, kept } = await appOf(rig, ann)
  app.client.look(chat)
  const desk = app.desk(chat)
  rig.server.settings.refuse = () => failure('forbidden', 'Not here.')
  desk.post('Are you there?')
  await rig.clock.advance(5_000)
  expect([...desk.state.get().refused.values()].map(({ content }) => content.text)).toEqual(['Are you there?'])

  const later = await appOf(rig, ann, kept)
  const again = later.app.desk(chat)
  const [id] = again.state.get().refused.keys()
  expect(id).toBeDefined()
  if (id === undefined) return
  again.drop(id)
  expect(again.state.get().refused.size).toBe(0)
  expect(kept.size).toBe(0)
})

test('[WEB5] what the server refused stays with the account that wrote it', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const { app, kept } = await appOf(rig, ann)
  app.client.look(chat)
  rig.server.settings.refuse = () => failure('forbidden', 'Not here.')
  app.desk(chat).post('Mine alone')
  await rig.clock.advance(5_000)
  expect(app.desk(chat).state.get().refused.size).toBe(1)
  // Somebody else logs in on the same browser.
  const other = await appOf(rig, ben, kept)
  expect(other.app.desk(chat).state.get().refused.size).toBe(0)
  const again = await appOf(rig, ann, kept)
  expect(again.app.desk(chat).state.get().refused.size).toBe(1)
})
