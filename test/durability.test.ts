/** A server that is killed again and again, under load: nothing acknowledged is lost, nothing is there twice. */
import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChatId, type Entry, newChatId, type SubmissionId } from '@parley/protocol'
import { type Client, memoryStorage } from '@parley/protocol/client'
import { sqliteStorage } from '@parley/protocol/client/sqlite'
import { historyOf, shownBy } from './testing/a-history.ts'
import { readLog } from './testing/a-log.ts'
import { online, realEnv, register } from './testing/a-person.ts'
import { startServer } from './testing/a-server.ts'
import { seeded, until } from './testing/a-until.ts'

const rounds = 20
/** A sender waits for an answer when this many of its submissions wait already, in each chat. */
const windowMax = 4
const momentMsMax = 120

interface Sent {
  readonly chat: ChatId
  readonly by: string
  readonly id: SubmissionId
  /** The how-manieth of its author in its chat. */
  readonly place: number
  entry: Entry | null
}

test('[WHOLE1] what was acknowledged survives 20 kills, once and in order, and the rest gets in', async () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
  console.log(`SEED=${seed}`)
  const random = seeded(seed)
  const home = mkdtempSync(join(tmpdir(), 'parley-kill-'))
  const data = join(home, 'data')
  let server = await startServer(data)
  const { url, port } = server

  const people = await Promise.all(['ann', 'ben', 'cleo', 'dan'].map((name) => register(url, name)))
  const [ann, ben] = people
  if (ann === undefined || ben === undefined) throw new Error('Nobody is there.')
  const others = people.slice(1).map(({ id }) => id)
  const chats: ChatId[] = []
  for (const title of ['One', 'Two', 'Three']) {
    const made = await ann.api.createChat({ type: 'group', title, members: others, id: newChatId(realEnv) })
    chats.push(made.id)
  }
  const aside = await ann.api.createChat({ type: 'private', members: [ben.id] })
  const storages = people.map((_, at) => (at % 2 === 0 ? memoryStorage() : sqliteStorage(join(home, `${at}.db`))))

  const sent: Sent[] = []
  const byId = new Map<SubmissionId, Sent>()
  let acknowledged = 0
  let isSending = true
  const clients: Client[] = []
  for (const [at, person] of people.entries()) {
    const mine = person === ann || person === ben ? [...chats, aside.id] : chats
    const client = person.client(storages[at])
    clients.push(client)
    // An entry that is seen is a promise, even if the client never hears of its own submission's end.
    client.on((event) => {
      if (event.type !== 'entry') return
      const known = byId.get(event.entry.cause)
      if (known !== undefined) known.entry ??= event.entry
    })
    await client.start()
    await online(client, mine)
    for (const chat of mine) {
      let place = 0
      const send = (): void => {
        if (!isSending) return
        place += 1
        const text = `${person.username} ${place}`
        const { id, settled } = client.submit(chat, { type: 'post', content: { kind: 'text', text } })
        const one: Sent = { chat, by: person.id, id, place, entry: null }
        sent.push(one)
        byId.set(id, one)
        void settled.then((outcome) => {
          if (outcome.type === 'failed') throw new Error(`A submission was refused: ${outcome.failure.message}`)
          acknowledged += 1
          one.entry ??= outcome.entry
          send()
        })
      }
      for (let waiting = 0; waiting < windowMax; waiting++) send()
    }
  }

  for (let round = 0; round < rounds; round++) {
    const before = acknowledged
    await until(() => acknowledged > before)
    // The moment is the experiment: anywhere in a commit, a fold, a frame.
    await Bun.sleep(random() * momentMsMax)
    await server.kill()
    server = await startServer(data, port)
    for (const client of clients) client.retry()
  }
  isSending = false
  for (const client of clients) await client.flushed()
  expect(sent.filter(({ entry }) => entry === null)).toEqual([])

  const all = [...chats, aside.id]
  const histories = new Map<ChatId, Awaited<ReturnType<typeof historyOf>>>()
  for (const chat of all) histories.set(chat, await historyOf(ann, chat))
  for (const client of clients) {
    for (const { id: chat } of client.chats()) {
      const history = histories.get(chat) ?? []
      await until(() => client.chat(chat)?.seq === history.at(-1)?.seq)
      expect(await shownBy(client, chat)).toEqual(history)
    }
    await client.stop()
  }
  for (const storage of storages) await storage.close()
  expect(await server.stop()).toBe(0)

  const log = await readLog(data, all)
  for (const [chat, entries] of log) {
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1))
    expect(entries.map(({ seq }) => seq)).toEqual((histories.get(chat) ?? []).map(({ seq }) => seq))
    const [, ...posted] = entries
    for (const { id } of people) {
      const theirs = posted.filter(({ by }) => by === id).map(({ cause }) => cause)
      const expected = sent.filter((one) => one.chat === chat && one.by === id).map((one) => one.id)
      expect(theirs).toEqual(expected)
    }
    // Acknowledged with a place: it is there still.
    for (const one of sent)
      if (one.chat === chat && one.entry !== null) expect(entries[one.entry.seq - 1]?.cause).toBe(one.id)
  }
  console.log(`${sent.length} submissions in ${all.length} chats over ${rounds} kills`)
  rmSync(home, { recursive: true })
}, 60_000)
