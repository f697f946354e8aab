/** An app in memory: a real client on a server in memory, behind a port of two queues, and a world without a browser. */
import { createRig, type Rig } from '../../../protocol/client/testing/rig.ts'
import type { FakeAccount } from '../../../protocol/client/testing/fakeServer.ts'
import type { Client } from '@parley/protocol/client'
import { createRemoteClient, type Port, serveClient } from '@parley/protocol/client/remote'
import { type App, createApp, type Kept } from '../app.ts'
import type { Link, RemoteApi } from '../../link/link.ts'
import { createValue } from '../value.ts'

export interface AppRig {
  readonly rig: Rig
  readonly app: App
  readonly client: Client
  readonly kept: Map<string, string>
  readonly went: readonly string[]
}

export async function appOf(rig: Rig, account: FakeAccount, kept = new Map<string, string>()): Promise<AppRig> {
  const { client } = await rig.client(account)
  const [host, tab] = portPair()
  serveClient(client, host)
  const remote = createRemoteClient(tab, rig.clock)
  await rig.clock.until(() => client.state.type === 'online')
  await remote.opened
  const went: string[] = []
  const app = createApp({
    client: remote,
    api: noApi,
    link: noLink,
    me: account.person,
    world: {
      now: () => rig.clock.now(),
      random: () => rig.clock.random(),
      after: (ms, run) => rig.clock.after(ms, run),
      offset: () => 0,
      hour12: false,
      kept: keptIn(kept),
      go: (path) => void went.push(path),
      announce: () => undefined,
    },
  })
  return { rig, app, client, kept, went }
}

export { createRig }

const keptIn = (values: Map<string, string>): Kept => ({
  get: (key) => values.get(key) ?? null,
  set: (key, value) => void (value === null ? values.delete(key) : values.set(key, value)),
  keys: (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
  watch: () => () => undefined,
})

function portPair(): readonly [Port, Port] {
  const ends = [new Set<(message: unknown) => void>(), new Set<(message: unknown) => void>()] as const
  const port = (own: 0 | 1): Port => ({
    post(message) {
      const text = JSON.stringify(message)
      queueMicrotask(() => {
        for (const listener of ends[own === 0 ? 1 : 0]) listener(JSON.parse(text))
      })
    },
    listen(listener) {
      ends[own].add(listener)
      return () => ends[own].delete(listener)
    },
  })
  return [port(0), port(1)]
}

const refuse = (): Promise<never> => Promise.reject(new Error('Nothing is asked over HTTP here.'))
const noApi: RemoteApi = {
  logout: refuse,
  sessions: refuse,
  revoke: refuse,
  revokeOthers: refuse,
  changePassword: refuse,
  me: refuse,
  users: refuse,
  contacts: refuse,
  requestContact: refuse,
  acceptContact: refuse,
  declineContact: refuse,
  blockContact: refuse,
  unblockContact: refuse,
  removeContact: refuse,
  createChat: refuse,
  invite: refuse,
}
const noLink: Link = {
  session: createValue({ type: 'starting' }),
  role: createValue('alone'),
  register: refuse,
  login: refuse,
  logout: refuse,
  server: refuse,
}
