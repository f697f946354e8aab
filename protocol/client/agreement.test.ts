/** Whatever the network does, clients and server end with the same chat. */
import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Command } from '../command.ts'
import type { Client } from './client.ts'
import { memoryStorage } from './memory.ts'
import { createRig } from './testing/rig.ts'

type Step =
  | { readonly type: 'say'; readonly by: number }
  | { readonly type: 'edit'; readonly by: number; readonly seq: number }
  | { readonly type: 'delete'; readonly by: number; readonly seq: number }
  | { readonly type: 'cut' | 'freeze' | 'restart' | 'older' }
  | { readonly type: 'wait'; readonly ms: number }

const by = fc.nat({ max: 1 })
const seq = fc.integer({ min: 1, max: 30 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('say' as const), by }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('edit' as const), by, seq }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('delete' as const), by, seq }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom('cut' as const, 'freeze' as const, 'restart' as const, 'older' as const),
    }),
  },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.nat({ max: 3_000 }) }) },
)

test('[CLIENT1] after any cuts, restarts and losses all replicas equal the fold of the log, and nothing is said twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat(), fc.boolean(), async (steps, seed, isNear) => {
      const rig = createRig(seed)
      const { clock, server } = rig
      if (!isNear) server.settings.catchUpEntriesMax = 3
      const accounts = [server.user('ann'), server.user('ben')] as const
      const chat = rig.chat(accounts)
      const storages = [memoryStorage(), memoryStorage()] as const
      const clients: Client[] = []
      for (const [at, account] of accounts.entries())
        clients.push((await rig.client(account, { storage: storages[at] ?? memoryStorage() })).client)
      const said: string[][] = [[], []]

      const submit = (by: number, command: Command): void => void clients[by]?.submit(chat, command)
      for (const step of steps) {
        switch (step.type) {
          case 'say': {
            const text = `${step.by}:${said[step.by]?.length}`
            said[step.by]?.push(text)
            submit(step.by, { type: 'post', content: { kind: 'text', text } })
            break
          }
          case 'edit':
            submit(step.by, { type: 'edit', seq: step.seq, content: { kind: 'text', text: `edited ${step.seq}` } })
            break
          case 'delete':
            submit(step.by, { type: 'delete', seq: step.seq })
            break
          case 'cut':
            server.network.cut()
            break
          case 'freeze':
            server.network.freeze()
            break
          case 'older':
            clients[0]?.loadOlder(chat).catch(() => undefined)
            break
          case 'restart': {
            const [account] = accounts
            await clients[0]?.stop()
            clients[0] = (await rig.client(account, { storage: storages[0] })).client
            break
          }
          case 'wait':
            await clock.advance(step.ms)
        }
      }
      await clock.advance(200_000)
      for (const client of clients) {
        await clock.until(() => client.state.type === 'online')
        const flushed = client.flushed().then(() => true)
        await clock.advance(60_000)
        expect(await flushed).toBe(true)
        while (client.chat(chat)?.hasOlder === true) {
          const older = client.loadOlder(chat)
          await clock.advance(1_000)
          await older
        }
      }

      const log = server.chats.get(chat)
      const posted = (log?.entries ?? []).flatMap(({ by, event }) =>
        event.type === 'messagePosted' ? [{ by, cause: event.content }] : [],
      )
      const causes = (log?.entries ?? []).map(({ by, cause }) => `${by} ${cause}`)
      expect(new Set(causes).size).toBe(causes.length)
      accounts.forEach(({ person }, at) => {
        const texts = posted
          .filter(({ by }) => by === person.id)
          .map(({ cause }) => ('text' in cause ? cause.text : ''))
        expect(texts).toEqual(said[at] ?? [])
      })
      for (const [at, client] of clients.entries()) {
        const view = client.chat(chat)
        expect(view?.seq).toBe(log?.chat.seq ?? 0)
        expect(view?.messages).toEqual([...server.messages(chat)])
        expect(new Map(view?.members ?? [])).toEqual(new Map(log?.chat.members ?? []))
        const reader = accounts[at]?.person.id
        const unread = server
          .messages(chat)
          .filter(({ by, content }) => by !== reader && content.kind === 'text').length
        expect(view?.unread).toBe(unread)
      }
    }),
    { numRuns: 150 },
  )
}, 60_000)
