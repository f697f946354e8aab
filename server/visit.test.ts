/** A client of a real server goes anywhere in a long chat. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { realEnv } from '@parley/actors'
import { createClient, memoryStorage, webSocketTransport } from '@parley/protocol/client'
import type { ChatId } from '@parley/protocol'
import { secureRandom } from './random.ts'
import { type Live, newSubmission, openLive, type Person, say } from './testing/live.ts'

const count = 3_000

let live: Live
let ann: Person
beforeAll(async () => {
  live = await openLive({ framesPerSecond: '0' })
  ann = await live.register('ann')
})
afterAll(() => live.close())

async function postMany(chat: ChatId): Promise<void> {
  const line = await live.enter(ann, { chats: [chat] })
  for (let at = 0; at < count; at += 250) {
    const ids = Array.from({ length: 250 }, newSubmission)
    line.send(...ids.map((id, place) => ({ t: 'submit' as const, chat, id, command: say(`${at + place}`) })))
    await line.next('entries', ({ entries }) => entries.some(({ cause }) => cause === ids.at(-1)))
  }
  await line.close()
}

test('[VISIT11] a client of a long chat sees a seq and a time far back, reads on from there, and sees what changes there', async () => {
  const chat = await live.group(ann, 'Long')
  await postMany(chat)
  const client = createClient({
    url: `${live.url.replace('http', 'ws')}/ws`,
    transport: webSocketTransport((url) => new WebSocket(url)),
    storage: memoryStorage(),
    env: { ...realEnv, random: secureRandom },
    tokens: { current: () => Promise.resolve(ann.token), refresh: () => Promise.resolve(ann.token) },
  })
  const until = async (isSo: () => boolean): Promise<void> => {
    if (isSo()) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const off = client.on(() => {
      if (isSo()) resolve()
    })
    await promise
    off()
  }
  await client.start()
  await until(() => client.chat(chat)?.seq === count + 1)
  const visit = await client.visit(chat, { seq: 700 })
  const old = visit.messages.find(({ seq }) => seq === visit.target)
  expect(old).toMatchObject({ seq: 700, content: { text: '698' } })
  const times = visit.messages.map(({ at }) => at)
  const [time = 0] = times.slice(times.length / 2)
  const byTime = await client.visit(chat, { at: time })
  const there = byTime.messages.find(({ seq }) => seq === byTime.target)
  const before = byTime.messages.findLast(({ seq }) => seq < byTime.target)
  expect(there?.at).toBeGreaterThanOrEqual(time)
  expect(before?.at).toBeLessThan(time)
  await visit.loadOlder()
  await visit.loadNewer()
  expect(visit.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 400 }, (_, at) => 500 + at))
  expect(client.chat(chat)?.messages).toHaveLength(1)
  client.submit(chat, { type: 'delete', seq: 700 })
  await client.flushed()
  expect(visit.messages.find(({ seq }) => seq === 700)?.content).toEqual({ kind: 'deleted' })
  await client.stop()
})
