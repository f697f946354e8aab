/**
 * People who talk: several devices in several chats, without pause, on all nodes, and gauges of how long nothing was
 * acknowledged. What they did and saw is for the checker.
 */
import { type ChatId, type Epoch, newChatId } from '@parley/protocol'
import {
  createAccounts,
  createApi,
  type ClientStorage,
  type Login,
  type LoginTokens,
  memoryStorage,
} from '@parley/protocol/client'
import { realEnv } from '../testing/a-person.ts'
import { until } from '../testing/a-until.ts'
import { at } from '../testing/b-json.ts'
import type { Diary } from './checker.ts'
import { createDevice, type Device, stateOf } from './device.ts'
import { doorUrl, openDoors } from './doors.ts'

export interface TrafficWish {
  /** Of all nodes. */
  readonly urls: readonly string[]
  readonly people: readonly string[]
  readonly devicesPerPerson: number
  /** Each with all people. One private chat of the first two comes on top. */
  readonly groups: number
  readonly windowMax: number
  readonly pauseMs?: number
  readonly storageOf?: (device: string) => ClientStorage
}

/** While something happened. */
export interface Gaps {
  /** The longest time in which nothing at all was acknowledged. */
  readonly anyMs: number
  /** The longest time in which nothing was acknowledged in some chat. */
  readonly chatMs: number
  /** From a device's last try to connect until it had resumed: the slowest. */
  readonly resumeMs: number
  readonly resumes: number
  readonly acknowledged: number
}

export interface Traffic {
  readonly chats: readonly ChatId[]
  readonly devices: readonly Device[]
  acknowledged(): number
  /** Settles when every chat had so many more acknowledgements. */
  progress(acksPerChat: number): Promise<void>
  /** Settles when every device had something acknowledged that it submitted after this call. */
  everybody(): Promise<void>
  /** Does something, waits for `progress`, and prints the gaps. */
  during(what: string, acksPerChat: number, act?: () => Promise<void>): Promise<Gaps>
  /** Posts into the first chat, over REST. */
  post(text: string): Promise<{ readonly status: number; readonly message: string }>
  /** Nobody waits any longer before trying to connect. */
  retry(): void
  /** Settles when everything that was submitted has its end and everybody was told everything. */
  end(): Promise<readonly Diary[]>
}

const password = 'correct horse battery staple'
/** A device whose node stands still finds that out by its silence, after at most 50 seconds. */
const progressMsMax = 80_000

export async function startTraffic(wish: TrafficWish): Promise<Traffic> {
  const { urls, people, devicesPerPerson, groups, windowMax, pauseMs = 0, storageOf = memoryStorage } = wish
  const accounts = createAccounts(doorUrl, openDoors(urls).fetch)
  const logins: Login[] = []
  for (const username of people)
    logins.push(await accounts.register({ email: `${username}@example.org`, username, name: username, password }))
  const [first, second] = logins
  if (first === undefined || second === undefined) throw new Error('It takes two to talk.')

  const chats = new Map<ChatId, Epoch>()
  // A session of its own: of two who renew the tokens of one, the second would end it.
  let tokens: LoginTokens = first
  const api = createApi({
    server: doorUrl,
    fetch: openDoors(urls).fetch,
    now: () => Date.now(),
    load: async () => tokens,
    save: async (next) => {
      tokens = next
    },
  })
  const others = logins.slice(1).map(({ user }) => user.id)
  for (let group = 1; group <= groups; group++) {
    const id = newChatId(realEnv)
    chats.set(id, (await api.createChat({ type: 'group', title: `Group ${group}`, members: others, id })).epoch)
  }
  const aside = await api.createChat({ type: 'private', members: [second.user.id] })

  const gauge = createGauge([...chats.keys(), aside.id])
  const devices: Device[] = []
  for (const [place, { user }] of logins.entries())
    for (let number = 1; number <= devicesPerPerson; number++) {
      const { username } = user
      const name = `${username}-${number}`
      const device = createDevice({
        name,
        login: await accounts.login({ identifier: username, password }),
        doors: openDoors(urls, place + number),
        chats: place < 2 ? new Map([...chats, [aside.id, aside.epoch]]) : chats,
        storage: storageOf(name),
        windowMax,
        pauseMs,
        onAck: gauge.ack,
        onResumed: gauge.resumed,
      })
      devices.push(device)
      await device.start()
    }

  const all = [...chats.keys(), aside.id]
  const progress = async (acksPerChat: number): Promise<void> => {
    const due = new Map(all.map((chat) => [chat, gauge.acknowledgedIn(chat) + acksPerChat]))
    const isDone = (): boolean => all.every((chat) => gauge.acknowledgedIn(chat) >= (due.get(chat) ?? 0))
    await untilOrWhy(isDone, () => {
      const behind = all.filter((chat) => gauge.acknowledgedIn(chat) < (due.get(chat) ?? 0))
      return `Nothing goes on in ${behind.join()}: ${devices.map(stateOf).join('; ')}.`
    })
  }
  return {
    chats: all,
    devices,
    acknowledged: gauge.acknowledged,
    progress,
    async everybody() {
      const due = devices.map((device) => ({ device, confirmed: device.diary.submitted.length + 1 }))
      const behind = () => due.filter(({ device, confirmed }) => device.diary.confirmed.length < confirmed)
      await untilOrWhy(
        () => behind().length === 0,
        () =>
          `Not everybody goes on: ${behind()
            .map(({ device }) => stateOf(device))
            .join('; ')}.`,
      )
    },
    async during(what, acksPerChat, act) {
      const watched = gauge.watch()
      await act?.()
      await progress(acksPerChat)
      const gaps = watched()
      console.log(`${what}: ${gapsInWords(gaps)}`)
      return gaps
    },
    async post(text) {
      const [chat] = all
      const response = await openDoors(urls).fetch(`${doorUrl}/api/chats/${chat}/messages`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await api.tokens.current()}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ text }),
      })
      const answer = at(await response.json(), 'message')
      return { status: response.status, message: typeof answer === 'string' ? answer : '' }
    },
    retry() {
      for (const { client } of devices) client.retry()
    },
    async end() {
      for (const device of devices) device.quiet()
      const isSettled = ({ diary: { submitted, confirmed, refused } }: Device): boolean =>
        submitted.length === confirmed.length + refused.length
      await untilOrWhy(
        () => devices.every(isSettled),
        () =>
          `Submissions have no end: ${devices
            .filter((device) => !isSettled(device))
            .map(stateOf)
            .join('; ')}.`,
      )
      const heads = new Map(all.map((chat) => [chat, Math.max(...devices.map((device) => device.told(chat)))]))
      const isTold = (device: Device): boolean =>
        device.diary.chats.every((chat) => device.told(chat) >= (heads.get(chat) ?? 0))
      await untilOrWhy(
        () => devices.every(isTold),
        () =>
          `Not told of everything: ${devices
            .filter((device) => !isTold(device))
            .map(stateOf)
            .join('; ')}.`,
      )
      for (const { client } of devices) await client.stop()
      return devices.map(({ diary }) => diary)
    },
  }
}

function gapsInWords({ anyMs, chatMs, resumes, resumeMs, acknowledged }: Gaps): string {
  const ms = (of: number): string => `${Math.round(of)} ms`
  return (
    `nothing acknowledged for ${ms(anyMs)} at most, in one chat for ${ms(chatMs)}; ` +
    `${resumes} resumed, the slowest in ${ms(resumeMs)}; ${acknowledged} acknowledged`
  )
}

interface Gauge {
  ack(chat: ChatId): void
  resumed(ms: number): void
  acknowledged(): number
  acknowledgedIn(chat: ChatId): number
  watch(): () => Gaps
}

interface Watch {
  readonly acknowledgedBefore: number
  readonly lastOf: Map<ChatId, number>
  last: number
  anyMs: number
  chatMs: number
  resumeMs: number
  resumes: number
}

function createGauge(chats: readonly ChatId[]): Gauge {
  const counts = new Map<ChatId, number>()
  const watches = new Set<Watch>()
  let acknowledged = 0
  return {
    ack(chat) {
      acknowledged += 1
      counts.set(chat, (counts.get(chat) ?? 0) + 1)
      const now = performance.now()
      for (const watch of watches) look(watch, chat, now)
    },
    resumed(ms) {
      for (const watch of watches) {
        watch.resumes += 1
        watch.resumeMs = Math.max(watch.resumeMs, ms)
      }
    },
    acknowledged: () => acknowledged,
    acknowledgedIn: (chat) => counts.get(chat) ?? 0,
    watch() {
      const now = performance.now()
      const lastOf = new Map(chats.map((chat) => [chat, now]))
      const watch = {
        acknowledgedBefore: acknowledged,
        lastOf,
        last: now,
        anyMs: 0,
        chatMs: 0,
        resumeMs: 0,
        resumes: 0,
      }
      watches.add(watch)
      return () => {
        watches.delete(watch)
        const end = performance.now()
        const { acknowledgedBefore, resumeMs, resumes } = watch
        return {
          anyMs: Math.max(watch.anyMs, end - watch.last),
          chatMs: Math.max(watch.chatMs, ...[...lastOf.values()].map((at) => end - at)),
          resumeMs,
          resumes,
          acknowledged: acknowledged - acknowledgedBefore,
        }
      }
    },
  }
}

function look(watch: Watch, chat: ChatId, now: number): void {
  watch.anyMs = Math.max(watch.anyMs, now - watch.last)
  watch.last = now
  watch.chatMs = Math.max(watch.chatMs, now - (watch.lastOf.get(chat) ?? now))
  watch.lastOf.set(chat, now)
}

async function untilOrWhy(holds: () => boolean, why: () => string): Promise<void> {
  try {
    await until(holds, progressMsMax)
  } catch (error) {
    throw new Error(why(), { cause: error })
  }
}
