import { expect, test } from 'bun:test'
import { appOf, createRig } from '../app/testing/rig.ts'
import { readBindings } from '../keys/bindings.ts'
import { foundSections } from './found.ts'
import { chatEntries, commandEntries, knownPeople, messageEntries, personEntry } from './offers.ts'

test('[WEBK22] among equals the chats with unread messages come first, and then the latest', async () => {
  const rig = createRig()
  const [ann, ben, cleo] = [rig.server.user('ann'), rig.server.user('ben'), rig.server.user('cleo')]
  const [quiet, waiting, latest] = [rig.chat([ann, ben]), rig.chat([ann, cleo], 'private'), rig.chat([ann, ben])]
  const entry = rig.post(cleo, waiting, 'Are you there?')
  await rig.clock.advance(1_000)
  rig.post(ann, latest, 'Nobody waits here')
  const { app } = await appOf(rig, ann)
  await rig.clock.until(() => app.client.chat(waiting)?.seq === entry.seq && app.nameOf(cleo.person.id) !== 'Someone')
  const [section] = foundSections('', { chat: chatEntries(app), person: [], command: [], message: [] })
  expect(section?.matches.map(({ entry }) => entry.id)).toEqual([waiting, latest, quiet])
  expect(section?.matches[0]?.entry.label).toBe(cleo.person.name)
})

test('[WEBK23] people of groups are offered once, and not who has a private chat or oneself', async () => {
  const rig = createRig()
  const [ann, ben, cleo] = [rig.server.user('ann'), rig.server.user('ben'), rig.server.user('cleo')]
  rig.chat([ann, ben, cleo])
  rig.chat([ann, ben, cleo])
  rig.chat([ann, ben], 'private')
  const { app } = await appOf(rig, ann)
  await rig.clock.until(() => app.nameOf(cleo.person.id) !== 'Someone')
  expect(knownPeople(app).map(({ id }) => id)).toEqual([cleo.person.id])
  expect(personEntry(cleo.person)).toMatchObject({ label: cleo.person.name, detail: `@${cleo.person.username}` })
})

test('[WEBK24] commands are those that somebody does now, from anywhere, with their keys', () => {
  const done = new Set<string>(['app.settings', 'app.switcher', 'composer.bold', 'chat.mute'])
  const entries = commandEntries(readBindings(null, false), (id) => done.has(id))
  expect(entries.map(({ id, detail }) => [id, detail])).toEqual([
    ['app.settings', 'Ctrl+,'],
    ['chat.mute', ''],
  ])
})

test('[WEBK25] messages are the loaded texts of the open chat, the latest first, without those on their way', async () => {
  const rig = createRig()
  const [ann, ben] = [rig.server.user('ann'), rig.server.user('ben')]
  const chat = rig.chat([ann, ben])
  const { app } = await appOf(rig, ann)
  app.client.look(chat)
  rig.post(ben, chat, 'one')
  const last = rig.post(ben, chat, '**two** \u202e')
  await rig.clock.until(() => messageEntries(app, chat).length === 2)
  app.desk(chat).post('three, on its way')
  expect(messageEntries(app, chat).map(({ id, label }) => [id, label])).toEqual([
    [String(last.seq), 'two ⟦RLO⟧'],
    [String(last.seq - 1), 'one'],
  ])
  expect(messageEntries(app, null)).toEqual([])
})
