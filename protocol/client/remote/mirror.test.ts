/** Whatever happens, a tab shows what the client shows. */
import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Command } from '../../command.ts'
import { failure } from '../../failure.ts'
import { type ChatId, newSubmissionId } from '../../ids.ts'
import type { ClientEvent } from '../events.ts'
import { createRig } from '../testing/rig.ts'
import type { ChatView } from '../view.ts'
import type { Visit } from '../visit.ts'
import { createHost, expectSame, type Tab } from './testing/mirrors.ts'
import { throughClone, throughJson } from './testing/ports.ts'

const kinds = [
  'post',
  'post',
  'burst',
  'say',
  'say',
  'edit',
  'sayEdit',
  'delete',
  'refused',
  'look',
  'look',
  'unlook',
  'visit',
  'visitOlder',
  'visitNewer',
  'closeVisit',
  'older',
  'read',
  'typing',
  'presence',
  'set',
  'setElsewhere',
  'remove',
  'add',
  'create',
  'title',
  'join',
  'marks',
  'cut',
  'wait',
  'tab',
] as const

interface Look {
  readonly chat: ChatId
  readonly end: () => void
}

interface Open {
  readonly tab: Tab
  readonly looks: Look[]
  readonly visits: { readonly here: Visit; readonly there: Visit }[]
  /** What it showed when it was last checked, and how many events it had told. */
  shown: ReadonlyMap<ChatId, ChatView>
  told: number
}

test('[REMOTE1] [REMOTE3] [REMOTE5] after each turn the tabs show what the client shows, and were told the same events after it', async () => {
  const step = fc.record({ kind: fc.constantFrom(...kinds), tab: fc.nat({ max: 5 }), of: fc.nat({ max: 40 }) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat(), async (steps, seed) => {
      const rig = createRig(seed)
      const { clock, server } = rig
      const [ann, ben, cid] = [server.user('ann'), server.user('ben'), server.user('cid')]
      const chats = [rig.chat([ann, ben]), rig.chat([ben, ann]), rig.chat([ann, ben], 'private')]
      for (let count = 0; count < 130; count++) rig.post(ben, chats[0] ?? rig.chat([ann]), `old ${count}`)
      const host = await createHost(rig, ann)
      const open: Open[] = []
      const quiet = (promise: Promise<unknown>): void => void promise.catch(() => undefined)

      async function openTab(): Promise<void> {
        const tab = await host.tab(open.length % 2 === 0 ? throughClone : throughJson)
        tab.client.on((event) => expectState(tab, event))
        open.push({ tab, looks: [], visits: [], shown: new Map(), told: 0 })
      }

      /** What the event speaks of is there, or was overtaken. */
      function expectState({ client }: Tab, event: ClientEvent): void {
        if (event.type === 'entry')
          expect(client.chat(event.chat)?.seq ?? event.entry.seq).toBeGreaterThanOrEqual(event.entry.seq)
      }

      async function visit({ tab, visits }: Open, chat: ChatId, seq: number): Promise<void> {
        const { length } = host.visits
        const opening = tab.client.visit(chat, { seq })
        opening.catch(() => undefined)
        await clock.advance(500)
        const there = host.visits[length]
        if (there === undefined) return
        visits.push({ here: await opening, there })
      }

      /** A view is another only where that was told. */
      function expectTold(one: Open): void {
        const { client, events } = one.tab
        const told = new Set(events.slice(one.told).flatMap((event) => (event.type === 'chats' ? event.chats : [])))
        const shown = new Map(client.chats().map((view) => [view.id, view]))
        for (const id of new Set([...shown.keys(), ...one.shown.keys()]))
          if (!told.has(id)) expect(shown.get(id)).toBe(one.shown.get(id))
        one.shown = shown
        one.told = events.length
      }

      function check(isLater = false): void {
        for (const one of open) {
          expectTold(one)
          const { tab, looks, visits } = one
          /** For a while also where the look has ended. */
          const looked = (chat: ChatId): boolean =>
            looks.some((look) => look.chat === chat) ||
            visits.some(({ here }) => here.chat === chat) ||
            (!isLater && tab.client.isLooked(chat))
          expectSame(tab.client, host.client, looked)
          for (const { here, there } of visits) {
            const { messages, target, hasOlder, hasNewer } = there
            expect([here.messages, here.target, here.hasOlder, here.hasNewer]).toEqual([
              messages,
              target,
              hasOlder,
              hasNewer,
            ])
          }
          expect(tab.events.filter(isForwarded)).toEqual(tab.expected.filter(isForwarded))
          expect(tab.client.person(ben.person.id)).toEqual(host.client.person(ben.person.id))
          expect(tab.client.presenceOf(ben.person.id)).toEqual(host.client.presenceOf(ben.person.id))
        }
      }

      await openTab()
      await openTab()
      check()
      for (const { kind, tab: at, of } of steps) {
        const one = open[at % open.length]
        const chat = chats[of % chats.length]
        if (one === undefined || chat === undefined) continue
        const { client } = one.tab
        const head = server.chats.get(chat)?.chat.seq ?? 0
        const bySeq = Math.max(1, head - of)
        const submit = (by: typeof ann, command: Command): unknown =>
          server.submit(by.person.id, chat, newSubmissionId(clock), command)
        const content = { kind: 'text', text: `${of}` } as const
        switch (kind) {
          case 'post':
            submit(ben, { type: 'post', content })
            break
          case 'burst':
            for (let count = 0; count < of; count++) submit(ben, { type: 'post', content })
            break
          case 'say':
            client.submit(chat, { type: 'post', content })
            break
          case 'edit':
            client.submit(chat, { type: 'edit', seq: bySeq, content })
            break
          case 'sayEdit':
            submit(ben, { type: 'edit', seq: bySeq, content })
            break
          case 'delete':
            submit(ben, { type: 'delete', seq: bySeq })
            break
          case 'refused': {
            const { id } = client.submit(chat, { type: 'post', content })
            const { refuse } = server.settings
            server.settings.refuse = (other) => (other === id ? failure('forbidden', 'Not this one.') : refuse(other))
            break
          }
          case 'look':
            one.looks.push({ chat, end: client.look(chat) })
            break
          case 'unlook':
            one.looks.shift()?.end()
            break
          case 'visit':
            await visit(one, chat, of)
            break
          case 'visitOlder':
            quiet(one.visits[0]?.here.loadOlder() ?? Promise.resolve())
            break
          case 'visitNewer':
            quiet(one.visits[0]?.here.loadNewer() ?? Promise.resolve())
            break
          case 'closeVisit':
            one.visits.shift()?.here.close()
            break
          case 'older':
            quiet(client.loadOlder(chat))
            break
          case 'read':
            client.mark(chat, { read: bySeq })
            break
          case 'typing':
            server.say({ t: 'typing', chat, user: ben.person.id, on: of % 2 === 0 })
            break
          case 'presence':
            server.say({
              t: 'presence',
              presences: [{ user: ben.person.id, status: of % 2 === 0 ? 'online' : 'away' }],
            })
            break
          case 'set':
            client.setSetting(`draft/${of % 3}`, of % 4 === 0 ? null : `${of}`)
            break
          case 'setElsewhere':
            host.client.setSetting(`draft/${of % 3}`, of % 4 === 0 ? null : `there ${of}`)
            break
          case 'remove':
            submit(ben, { type: 'removeMember', member: ann.person.id })
            break
          case 'add':
            submit(ben, { type: 'addMembers', members: [ann.person.id] })
            break
          case 'create':
            chats.push(rig.chat([ben, ann]))
            break
          case 'title':
            submit(ben, { type: 'changeInfo', title: `Tea ${of}` })
            break
          case 'join':
            submit(ben, { type: 'addMembers', members: [cid.person.id] })
            break
          case 'marks':
            server.say({ t: 'marks', chat, marks: [{ user: ben.person.id, delivered: head, read: bySeq }] })
            break
          case 'cut':
            server.network.cut()
            break
          case 'wait':
            await clock.advance(of * 100)
            break
          case 'tab':
            if (open.length < 4) await openTab()
        }
        await clock.advance(of % 3 === 0 ? 0 : 40)
        check()
      }
      await clock.advance(120_000)
      check(true)
    }),
    { numRuns: 60 },
  )
}, 120_000)

const isForwarded = ({ type }: ClientEvent): boolean =>
  type !== 'chats' && type !== 'people' && type !== 'settings' && type !== 'visit'
