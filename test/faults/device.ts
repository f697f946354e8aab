/** One device of one person: a real client that talks in its chats without pause, and the diary of what it did and saw. */
import type { ChatId, Cursors, Entry, Epoch } from '@parley/protocol'
import {
  type Client,
  type ClientStorage,
  createApi,
  createClient,
  type Login,
  type LoginTokens,
} from '@parley/protocol/client'
import { realEnv } from '../testing/a-person.ts'
import type { Diary, Submission, Told } from './checker.ts'
import { type Doors, doorUrl } from './doors.ts'

export interface DeviceWish {
  readonly name: string
  readonly login: Login
  readonly doors: Doors
  /** With the epoch in which they were made. */
  readonly chats: ReadonlyMap<ChatId, Epoch>
  readonly storage: ClientStorage
  /** In each chat so many submissions wait for their end at a time. 0 listens only. */
  readonly windowMax: number
  /** From the end of a submission to the next one. */
  readonly pauseMs: number
  readonly onAck: (chat: ChatId) => void
  /** How long it took from the beginning of the last try to `ready`. */
  readonly onResumed: (ms: number) => void
}

export interface Device {
  readonly name: string
  readonly diary: Diary
  readonly client: Client
  readonly doors: Doors
  start(): Promise<void>
  /** No more submissions are made. */
  quiet(): void
  told(chat: ChatId): number
}

export function createDevice(wish: DeviceWish): Device {
  const { name, login, doors, chats, storage, windowMax, pauseMs } = wish
  const submitted: Submission[] = []
  const confirmed: (Submission & { seq: number })[] = []
  const refused: Submission[] = []
  const told: Told[] = []
  const cursors: Cursors[] = []
  const lastTold = new Map<ChatId, number>()
  let isSending = true
  let tokens: LoginTokens = login
  const api = createApi({
    server: doorUrl,
    fetch: doors.fetch,
    now: () => Date.now(),
    load: async () => tokens,
    save: async (next) => {
      tokens = next
    },
  })
  const client = createClient({
    url: `${doorUrl}/ws`,
    transport: doors.transport,
    storage,
    env: realEnv,
    tokens: api.tokens,
    since: new Map([...chats].map(([chat, epoch]) => [chat, { epoch, seq: 0 }])),
  })
  let connectingAt = performance.now()
  client.on((event) => {
    if (event.type === 'state') {
      if (event.state.type === 'connecting') connectingAt = performance.now()
      if (event.state.type === 'online') wish.onResumed(performance.now() - connectingAt)
      cursors.push(client.cursors())
    }
    if (event.type === 'entry') hear(event.chat, event.entry)
  })

  function hear(chat: ChatId, { seq, cause }: Entry): void {
    if (!chats.has(chat)) return
    told.push({ chat, seq, cause })
    lastTold.set(chat, seq)
  }

  function send(chat: ChatId, place: number): void {
    if (!isSending) return
    const text = `${name} ${place}`
    const { id, settled } = client.submit(chat, { type: 'post', content: { kind: 'text', text } })
    submitted.push({ chat, id })
    void settled.then((outcome) => {
      if (outcome.type === 'failed') refused.push({ chat, id })
      else {
        confirmed.push({ chat, id, seq: outcome.entry.seq })
        wish.onAck(chat)
      }
      if (pauseMs === 0) send(chat, place + windowMax)
      else setTimeout(() => send(chat, place + windowMax), pauseMs)
    })
  }

  return {
    name,
    diary: {
      device: name,
      user: login.user.id,
      chats: [...chats.keys()],
      submitted,
      confirmed,
      refused,
      told,
      cursors,
    },
    client,
    doors,
    async start() {
      await client.start()
      for (const chat of chats.keys()) for (let place = 1; place <= windowMax; place++) send(chat, place)
    },
    quiet() {
      isSending = false
    },
    told: (chat) => lastTold.get(chat) ?? 0,
  }
}

/** For messages about a device that waits for something. */
export const stateOf = ({ name, client, diary }: Device): string => {
  const open = diary.submitted.length - diary.confirmed.length - diary.refused.length
  const why = 'why' in client.state ? ` (${client.state.why?.message})` : ''
  return `${name} is ${client.state.type}${why} with ${open} submissions open`
}
