/** Two roads to the same chat: whoever was there folds each entry, whoever comes later reads a snapshot. They see the same. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChatId, Command } from '@parley/protocol'
import type { ChatView, Client } from '@parley/protocol/client'
import { register, type Tester } from './testing/a-person.ts'
import { type ServerProcess, startServer } from './testing/a-server.ts'
import { until } from './testing/a-until.ts'

let server: ServerProcess
beforeAll(async () => {
  server = await startServer(mkdtempSync(join(tmpdir(), 'parley-conformance-')))
})
afterAll(async () => void (await server.stop()), 20_000)

const byUser = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1

/** All that a screen shows; the cursor's epoch and the loaded window are compared apart. */
const shown = (view: ChatView | null): unknown =>
  view === null
    ? null
    : {
        ...view,
        members: new Map([...view.members].sort(byUser)),
        marks: new Map([...view.marks].filter(([, { delivered, read }]) => delivered + read > 0).sort(byUser)),
        pending: view.pending.size,
      }

async function whole(client: Client, chat: ChatId): Promise<ChatView | null> {
  await until(() => client.chat(chat) !== null)
  while (client.chat(chat)?.hasOlder === true) await client.loadOlder(chat)
  return client.chat(chat)
}

test('[WHOLE16] for every kind of entry, folding it gives what a fresh snapshot gives', async () => {
  const [ann, ben, eve, dan] = await Promise.all(
    ['conf-ann', 'conf-ben', 'conf-eve', 'conf-dan'].map((name) => register(server.url, name)),
  )
  if (ann === undefined || ben === undefined || eve === undefined || dan === undefined) throw new Error('Four came.')
  const chat = (await ann.api.createChat({ type: 'group', title: 'Tea', members: [ben.id, eve.id] })).id
  const there = [ann.client(), ben.client()] as const
  const [annClient, benClient] = there
  const eveClient = eve.client()
  for (const client of [...there, eveClient]) await client.start()
  for (const client of [...there, eveClient]) await whole(client, chat)
  const text = (words: string) => ({ kind: 'text', text: words }) as const
  const steps: readonly (readonly [client: Client, command: Command])[] = [
    [annClient, { type: 'post', content: text('one') }],
    [benClient, { type: 'post', content: text('two'), replyTo: 2 }],
    [annClient, { type: 'edit', seq: 2, content: text('one, better') }],
    [annClient, { type: 'post', content: text('three') }],
    [benClient, { type: 'delete', seq: 3 }],
    [annClient, { type: 'addMembers', members: [dan.id] }],
    [annClient, { type: 'changeRole', member: ben.id, role: 'moderator' }],
    [annClient, { type: 'changeInfo', title: 'Green tea', description: 'Of leaves' }],
    [annClient, { type: 'removeMember', member: dan.id }],
    [eveClient, { type: 'leave' }],
    [annClient, { type: 'changeInfo', description: '' }],
    [annClient, { type: 'changeRole', member: ben.id, role: 'owner' }],
  ]
  for (const [client, command] of steps) {
    const { settled } = client.submit(chat, command)
    const result = await settled
    if (result.type === 'failed') throw new Error(`${command.type}: ${result.failure.message}`)
    const { seq } = result.entry
    for (const [tester, folded] of [[ann, annClient] as const, [ben, benClient] as const])
      await compare(tester, folded, chat, seq, command.type)
  }
  for (const client of [...there, eveClient]) await client.stop()
})

async function compare(tester: Tester, folded: Client, chat: ChatId, seq: number, what: string): Promise<void> {
  await until(() => folded.chat(chat)?.seq === seq)
  const fresh = tester.client()
  await fresh.start()
  await whole(fresh, chat)
  // Marks of this step are told a moment later, to both.
  await until(() => JSON.stringify([...marksOf(folded, chat)]) === JSON.stringify([...marksOf(fresh, chat)]))
  expect([what, shown(fresh.chat(chat))]).toEqual([what, shown(folded.chat(chat))])
  await fresh.stop()
}

const marksOf = (client: Client, chat: ChatId): readonly unknown[] =>
  [...(client.chat(chat)?.marks ?? [])].filter(([, { delivered, read }]) => delivered + read > 0).sort(byUser)
