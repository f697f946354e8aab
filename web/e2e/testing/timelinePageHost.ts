/** The host of the page that shows one timeline: the protocol's own client and fake server, in a thread of their own. */
import {
  type ChatId,
  type Entry,
  fold,
  isChatId,
  newChatId,
  newSubmissionId,
  type SubmissionId,
  type UserId,
} from '@parley/protocol'
import { createClient, memoryStorage } from '@parley/protocol/client'
import { type Port, serveCalls, serveClient } from '@parley/protocol/client/remote'
import type { Clock } from '../../../protocol/client/testing/clock.ts'
import { createFakeServer, type FakeAccount } from '../../../protocol/client/testing/fakeServer.ts'
import { sayings } from './timelineSayings.ts'

export interface HostWish {
  readonly messages: number
  /** How many of the last are unread. */
  readonly unread: number
  readonly type: 'private' | 'group' | 'channel'
}

/** What a test does from outside. Seqs are those of the chat. */
export interface HostCalls {
  begin(wish: HostWish): Promise<ChatId>
  post(text: string): Promise<number>
  postMany(count: number): Promise<void>
  edit(seq: number, text: string): Promise<void>
  remove(seq: number): Promise<void>
  typing(): Promise<void>
  read(): Promise<number>
  /** Nothing reaches the server, or does again. */
  line(isUp: boolean): Promise<void>
  /** The next post of the reader is refused. */
  refuseNext(): Promise<void>
}

let shift = 0
/** In order of their times, as frames on a line are: a browser's own timers overtake each other by a millisecond. */
const timers: { readonly at: number; readonly run: () => void }[] = []
function runDue(): void {
  for (let next = timers[0]; next !== undefined && next.at <= clock.now(); next = timers[0]) {
    timers.shift()
    next.run()
  }
}
const clock: Clock = {
  now: () => Date.now() + shift,
  random: () => Math.random(),
  after(ms, run) {
    const timer = { at: clock.now() + Math.max(0, ms), run }
    const place = timers.findIndex(({ at }) => at > timer.at)
    timers.splice(place < 0 ? timers.length : place, 0, timer)
    setTimeout(runDue, Math.ceil(Math.max(0, ms)) + 1)
    return () => {
      const at = timers.indexOf(timer)
      if (at >= 0) timers.splice(at, 1)
    }
  },
  advance: () => Promise.reject(new Error('Here time passes by itself.')),
  until: () => Promise.reject(new Error('Here time passes by itself.')),
}
const server = createFakeServer(clock)
const me = server.user('mia')
const others = ['Ann Example', 'Ben Öz', 'Chloé', 'دانا'].map((name) => server.user(name))
const port: Port = {
  post: (message) => postMessage(message),
  listen(listener) {
    const hear = (event: MessageEvent<unknown>): void => listener(event.data)
    addEventListener('message', hear)
    return () => removeEventListener('message', hear)
  },
}

let chat: ChatId | null = null
const client = createClient({
  url: 'ws://test',
  transport: server.network.transport,
  storage: memoryStorage(),
  env: clock,
  tokens: me.tokens,
})

function submit(
  by: FakeAccount,
  command: Parameters<typeof server.submit>[3],
  id: SubmissionId = newSubmissionId(clock),
): number {
  if (chat === null) throw new Error('There is no chat yet.')
  const entry = server.submit(by.person.id, chat, id, command)
  if ('code' in entry) throw new Error(entry.message)
  return entry.seq
}
const other = (at: number): FakeAccount => others[at % others.length] ?? me

const calls: HostCalls = {
  async begin({ messages, unread, type }) {
    const stepMs = 97_000
    shift = -messages * stepMs
    const startedAt = Date.now()
    chat = newChatId(clock)
    const [owner, ...rest] = type === 'private' ? others.slice(0, 1) : others
    const people: UserId[] = [me, ...rest].map(({ person }) => person.id)
    const created = server.submit((owner ?? me).person.id, chat, newSubmissionId(clock), {
      type: 'create',
      chatType: type,
      ...(type === 'private' ? {} : { title: 'Garden' }),
      members: people,
    })
    if ('code' in created) throw new Error(created.message)
    // Past `decide`, which reads the whole chat for each message.
    const held = server.chats.get(chat)
    if (held === undefined) throw new Error('The chat was not made.')
    for (let at = 0; at < messages; at++) {
      const seq = at + 2
      const by =
        type === 'channel' ? other(0) : at % 7 < 3 ? me : type === 'private' ? other(0) : other(Math.floor(at / 5))
      const text = sayings[(at * 5 + Math.floor(at / 11)) % sayings.length] ?? ''
      const reply = at > 20 && at % 9 === 4 ? { replyTo: seq - 13 } : {}
      const content = { kind: 'text', text: text.replace('#', String(seq)) } as const
      const entry: Entry = {
        seq,
        at: startedAt + (at - messages) * stepMs,
        by: by.person.id,
        cause: newSubmissionId(clock),
        event: { type: 'messagePosted', content, ...reply },
      }
      held.entries.push(entry)
      held.chat = fold(held.chat, entry, chat) ?? held.chat
      if (at === messages - unread - 1) held.marks.set(me.person.id, { delivered: seq, read: seq })
      held.marks.set(other(0).person.id, { delivered: seq, read: seq })
    }
    shift = 0
    await client.start()
    serveClient(client, port)
    return chat
  },
  post: async (text) => submit(other(0), { type: 'post', content: { kind: 'text', text } }),
  async postMany(count) {
    for (let at = 0; at < count; at++) submit(other(at), { type: 'post', content: { kind: 'text', text: `New ${at}` } })
  },
  async edit(seq, text) {
    const author = others.find(({ person }) => person.id === authorOf(seq)) ?? me
    submit(author, { type: 'edit', seq, content: { kind: 'text', text } })
  },
  async remove(seq) {
    const author = others.find(({ person }) => person.id === authorOf(seq)) ?? me
    submit(author, { type: 'delete', seq })
  },
  async typing() {
    if (chat !== null) server.say({ t: 'typing', chat, user: other(0).person.id, on: true })
  },
  read: async () =>
    chat === null || !isChatId(chat) ? 0 : (server.chats.get(chat)?.marks.get(me.person.id)?.read ?? 0),
  async line(isUp) {
    server.network.isUp = isUp
    if (isUp) client.retry()
    else server.network.cut()
  },
  async refuseNext() {
    server.settings.refuse = () => {
      server.settings.refuse = () => null
      return { code: 'forbidden', message: 'You may not write here any more.' }
    }
  },
}
serveCalls(port, 'host', calls)

const authorOf = (seq: number): UserId | null =>
  chat === null ? null : (server.chats.get(chat)?.entries[seq - 1]?.by ?? null)
