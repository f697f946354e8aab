import { describe, expect, test } from 'bun:test'
import {
  type Answer,
  type ChatId,
  createCodec,
  type DownFrame,
  type Entry,
  type Epoch,
  interpreted,
  isUserId,
  limits,
  newChatId,
  newEpoch,
  newSubmissionId,
  newUserId,
  type Query,
  type Snapshot,
  type WireEntry,
} from '@parley/protocol'
import { CliError } from './exit.ts'
import { type Pursuit, pursue } from './pursuit.ts'

const source = { now: () => 1_700_000_000_000, random: Math.random }
const me = newUserId(source)
const other = newUserId(source)
const codec = createCodec(interpreted)

/** A server's side of the socket: logs of chats, and the frames that a test sends. */
class Logs {
  readonly epoch: Epoch = newEpoch(source)
  readonly logs = new Map<ChatId, WireEntry[]>()
  readonly sent: DownFrame[] = []
  questions = 0

  chat(entries: number, joinedAt = 1): ChatId {
    const chat = newChatId(source)
    this.logs.set(chat, [])
    for (let seq = 1; seq <= entries; seq++)
      this.append(
        chat,
        seq === joinedAt
          ? { type: 'membersAdded', members: [me] }
          : { type: 'messagePosted', content: { kind: 'text', text: `${seq}` } },
      )
    return chat
  }

  append(chat: ChatId, event: { readonly type: string; readonly [field: string]: unknown }): WireEntry {
    const log = this.logs.get(chat) ?? []
    const entry = { seq: log.length + 1, at: 1, by: other, cause: newSubmissionId(source), event }
    log.push(entry)
    return entry
  }

  say(chat: ChatId, text: string): WireEntry {
    return this.append(chat, { type: 'messagePosted', content: { kind: 'text', text } })
  }

  snapshot(chat: ChatId, epoch = this.epoch): void {
    const snapshot: Snapshot = {
      chat,
      epoch,
      seq: this.logs.get(chat)?.length ?? 0,
      type: 'group',
      title: 'ops',
      description: null,
      createdAt: 1,
      memberCount: 2,
      role: 'member',
      unread: 0,
      delivered: 0,
      read: 0,
    }
    this.sent.push({ t: 'chats', chats: [snapshot], people: [] })
  }

  entries(chat: ChatId, ...entries: WireEntry[]): void {
    this.sent.push({ t: 'entries', chat, entries })
  }

  ready(): void {
    this.sent.push({ t: 'ready' })
  }

  readonly ask = (query: Query): Promise<Answer> => {
    this.questions++
    if (query.type !== 'entries') throw new Error(`Nobody asks for ${query.type}.`)
    const log = this.logs.get(query.chat)
    if (log === undefined) return Promise.reject(new CliError('notFound', 'There is no such chat.'))
    const entries = log.slice(query.after, query.after + query.limit)
    return Promise.resolve({ type: 'entries', entries, more: query.after + query.limit < log.length })
  }

  /** What is passed on of all that was sent, as `chat:seq`, until the frames end. */
  async follow(pursuit: Pursuit): Promise<Entry[]> {
    const passed: Entry[] = []
    this.ready()
    const sent = this.sent
    async function* frames(): AsyncIterable<DownFrame> {
      for (let frame = sent.shift(); frame !== undefined; frame = sent.shift()) yield await Promise.resolve(frame)
    }
    const talk = { codec, ask: this.ask, frames }
    for await (const followed of pursue(talk, me, pursuit)) if (followed.type === 'entry') passed.push(followed.entry)
    return passed
  }
}

const seqs = (entries: readonly Entry[]): number[] => entries.map(({ seq }) => seq)
const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, at) => first + at)
const since = (logs: Logs, chat: ChatId, seq: number): Pursuit => ({
  cursors: new Map([[chat, { epoch: logs.epoch, seq }]]),
  beginning: 'joined',
})
const fromNow = (): Pursuit => ({ cursors: new Map(), beginning: 'now' })

describe('[CLI16] watch passes on every entry once, in order', () => {
  test('[CLI16] without a cursor it begins with what comes', async () => {
    const logs = new Logs()
    const chat = logs.chat(5)
    logs.snapshot(chat)
    logs.ready()
    logs.entries(chat, logs.say(chat, 'hi'))
    const pursuit = fromNow()
    expect(seqs(await logs.follow(pursuit))).toEqual([6])
    expect(pursuit.cursors.get(chat)).toEqual({ epoch: logs.epoch, seq: 6 })
    expect(logs.questions).toBe(0)
  })

  test('[CLI16] what comes twice is passed on once', async () => {
    const logs = new Logs()
    const chat = logs.chat(3)
    const log = logs.logs.get(chat) ?? []
    logs.entries(chat, ...log)
    logs.entries(chat, ...log)
    expect(seqs(await logs.follow(since(logs, chat, 1)))).toEqual([2, 3])
  })

  test('[CLI16] a hole is read before what comes after it', async () => {
    const logs = new Logs()
    const chat = logs.chat(3)
    logs.say(chat, 'missed')
    logs.entries(chat, logs.say(chat, 'after the hole'))
    expect(seqs(await logs.follow(since(logs, chat, 3)))).toEqual([4, 5])
  })

  test('[CLI16] a snapshot in place of 100,000 entries is read page by page', async () => {
    const logs = new Logs()
    const chat = logs.chat(100_000)
    logs.snapshot(chat)
    logs.ready()
    const passed = seqs(await logs.follow(since(logs, chat, 7)))
    expect(passed).toEqual(range(8, 100_000))
    expect(logs.questions).toBe(Math.ceil(99_993 / limits.entriesPageMax))
  })

  test('[CLI16] entries that come while pages are read neither overtake nor repeat', async () => {
    const logs = new Logs()
    const chat = logs.chat(1_200)
    logs.snapshot(chat)
    logs.entries(chat, logs.say(chat, 'live'), logs.say(chat, 'live too'))
    expect(seqs(await logs.follow(since(logs, chat, 0)))).toEqual(range(1, 1_202))
  })

  test('[CLI16] a reader that stops anywhere goes on from its cursor', async () => {
    const logs = new Logs()
    const chat = logs.chat(1_300)
    const pursuit = since(logs, chat, 0)
    const passed: number[] = []
    for (let round = 0; round < 5; round++) {
      const stopAt = passed.length + 250
      logs.snapshot(chat)
      logs.ready()
      const frames = (): AsyncIterable<DownFrame> => streamOf(logs.sent.splice(0))
      for await (const followed of pursue({ codec, ask: logs.ask, frames }, me, pursuit)) {
        if (followed.type !== 'entry') continue
        passed.push(followed.entry.seq)
        if (passed.length === stopAt) break
      }
    }
    expect(passed).toEqual(range(1, 1_250))
  })

  test('[CLI16] a chat that the cursor does not know begins where the reader came in', async () => {
    const logs = new Logs()
    const [known, fresh, old] = [logs.chat(2), logs.chat(4, 3), logs.chat(2_000, 600)]
    for (const chat of [fresh, old]) logs.snapshot(chat)
    const passed = await logs.follow(since(logs, known, 2))
    expect(seqs(passed)).toEqual([3, 4, ...range(600, 2_000)])
  })

  test('[CLI16] a chat that comes while watching from now begins where the reader came in', async () => {
    const logs = new Logs()
    logs.ready()
    const chat = logs.chat(4, 2)
    logs.snapshot(chat)
    logs.entries(chat, logs.say(chat, 'hi'))
    expect(seqs(await logs.follow(fromNow()))).toEqual([2, 3, 4, 5])
  })

  test('[CLI16] --since 0 begins with the first entry', async () => {
    const logs = new Logs()
    const chat = logs.chat(3, 2)
    logs.snapshot(chat)
    expect(seqs(await logs.follow({ cursors: new Map(), beginning: 'first' }))).toEqual([1, 2, 3])
  })

  test('[CLI16] the first cursor that is printed names every chat', async () => {
    const logs = new Logs()
    const chats = [logs.chat(3, 2), logs.chat(3, 3)]
    for (const chat of chats) logs.snapshot(chat)
    logs.ready()
    const pursuit: Pursuit = { cursors: new Map(), beginning: 'first' }
    const frames = (): AsyncIterable<DownFrame> => streamOf(logs.sent.splice(0))
    for await (const followed of pursue({ codec, ask: logs.ask, frames }, me, pursuit))
      if (followed.type === 'entry') break
    expect(chats.map((chat) => pursuit.cursors.get(chat)?.seq)).toEqual([1, 0])
  })

  test('[CLI16] another history is told, and followed from now', async () => {
    const logs = new Logs()
    const chat = logs.chat(9)
    logs.snapshot(chat, newEpoch(source))
    const pursuit = since(logs, chat, 3)
    const told: string[] = []
    const frames = (): AsyncIterable<DownFrame> => streamOf(logs.sent.splice(0))
    for await (const followed of pursue({ codec, ask: logs.ask, frames }, me, pursuit)) told.push(followed.type)
    expect(told).toEqual(['people', 'chat', 'replaced'])
    expect(pursuit.cursors.get(chat)?.seq).toBe(9)
  })

  test('[CLI16] a chat that the reader left is forgotten, and entered again later', async () => {
    const logs = new Logs()
    const chat = logs.chat(3)
    const pursuit = since(logs, chat, 3)
    logs.sent.push({ t: 'gone', chat })
    logs.say(chat, 'not for the reader')
    logs.append(chat, { type: 'membersAdded', members: [me] })
    logs.snapshot(chat)
    expect(seqs(await logs.follow(pursuit))).toEqual([5])
  })

  test('[CLI16] a chat that is gone while it is read does not end the others', async () => {
    const logs = new Logs()
    const [gone, stays] = [logs.chat(9), logs.chat(1)]
    logs.snapshot(gone)
    logs.logs.delete(gone)
    logs.entries(stays, logs.say(stays, 'hi'))
    const pursuit = since(logs, stays, 1)
    pursuit.cursors.set(gone, { epoch: logs.epoch, seq: 2 })
    expect(seqs(await logs.follow(pursuit))).toEqual([2])
  })
})

async function* streamOf<Item>(items: readonly Item[]): AsyncIterable<Item> {
  for (const item of items) yield await Promise.resolve(item)
}

test('[CLI16] an entry of a kind that is not known is passed on all the same', async () => {
  const logs = new Logs()
  const chat = logs.chat(1)
  logs.entries(chat, logs.append(chat, { type: 'pollOpened' }))
  const [entry] = await logs.follow(since(logs, chat, 1))
  expect(entry?.event).toEqual({ type: 'unknown', of: 'pollOpened' })
  expect(isUserId(entry?.by ?? '')).toBe(true)
})
