/** A browser in memory: tabs, a shared worker, locks, one storage for each account, one cookie, and a fake server behind it. */
import type { UserId } from '@parley/protocol'
import { memoryStorage } from '@parley/protocol/client'
import type { Clock } from '../../../protocol/client/testing/clock.ts'
import type { FakeAccount } from '../../../protocol/client/testing/fakeServer.ts'
import { createRig, type Rig } from '../../../protocol/client/testing/rig.ts'
import { createHost, type Host } from '../../host/host.ts'
import type { AccountStorage } from '../../host/indexedDb.ts'
import { createRegistry } from '../../host/registry.ts'
import { createLink } from '../createLink.ts'
import type { Link } from '../link.ts'
import * as openSession from '../openSession.ts'
import { type AccountServer, createAccountServer } from './accountServer.ts'
import { createLife, type Life } from './life.ts'
import { createLocks } from './locks.ts'
import { type Broadcast, createBroadcast, pair } from './roads.ts'

export interface Tab {
  readonly link: Link
  /** As when its process is killed. */
  die(): void
}

export interface Worker {
  readonly host: Host
  die(): void
}

export interface Browser {
  readonly clock: Clock
  readonly rig: Rig
  readonly accounts: AccountServer
  tab(): Tab
  /** The worker that runs, if one does. */
  readonly worker: Worker | null
  /** What this browser keeps of an account. */
  storage(user: UserId): AccountStorage
  /** Another program takes it away. */
  takeStorage(user: UserId): void
  /** What it knows of who is logged in is gone, but not the cookie. */
  forgetWho(): Promise<void>
  /** All tabs and the worker die. */
  crash(): void
  account(name: string): FakeAccount
  /** Hosts that were started. */
  readonly hosts: readonly Host[]
}

export interface BrowserOptions {
  readonly hasWorker?: boolean
  readonly hasLocks?: boolean
  /** `broken`: its script cannot be loaded. `silent`: so many of them answer nothing. */
  readonly workers?: 'broken' | { readonly silent: number }
}

export function createBrowser({ hasWorker = true, hasLocks = true, workers }: BrowserOptions = {}): Browser {
  const rig = createRig()
  const { clock, server } = rig
  const accounts = createAccountServer(clock, server)
  const locks = createLocks()
  const channels = new Map<string, Broadcast>()
  const others = createBroadcast()
  const storages = new Map<UserId, AccountStorage>()
  const registry = memoryStorage()
  const hosts: Host[] = []
  const tabs = new Set<Tab>()
  const takers = new Map<UserId, Set<() => void>>()
  let worker: Worker | null = null
  let lives = 0

  function storage(user: UserId): AccountStorage {
    const known = storages.get(user) ?? createStorage()
    storages.set(user, known)
    return known
  }

  function takeStorage(user: UserId): void {
    storages.delete(user)
    for (const lost of takers.get(user) ?? []) lost()
  }

  function startHost(life: Life, isAlone: boolean): Host {
    const host = createHost({
      ...life.env(clock),
      id: `host ${hosts.length}`,
      server: 'https://host',
      clientName: 'Parley web on a test',
      fetch: life.fetch(accounts.fetch),
      transport: life.transport(server.network.transport),
      locks: isAlone ? null : locks.of(life.name),
      others: life.port(others.join()),
      registry: createRegistry(() => life.storage(registryOf(registry))),
      storage(user, onLost) {
        takers.set(user, (takers.get(user) ?? new Set()).add(onLost))
        return life.storage(storage(user))
      },
      fallbackStorage: createStorage,
      forget: async (user) => takeStorage(user),
    })
    hosts.push(host)
    return host
  }

  function startWorker(): Worker {
    const life = createLife(`worker ${lives++}`)
    const started: Worker = {
      host: startHost(life, false),
      die() {
        life.end()
        locks.die(life.name)
        if (worker === started) worker = null
      },
    }
    connects.set(started, (port) => started.host.connect(life.port(port)))
    return started
  }
  const connects = new Map<Worker, Host['connect']>()

  function tab(): Tab {
    const life = createLife(`tab ${lives++}`)
    const link = createLink({
      ...life.env(clock),
      id: life.name,
      build: 'build',
      locks: hasLocks ? locks.of(life.name) : null,
      worker: hasWorker
        ? (name, failed) => {
            const [mine, its] = pair()
            if (workers === 'broken') queueMicrotask(failed)
            else if (name > (workers?.silent ?? 0)) {
              worker ??= startWorker()
              connects.get(worker)?.(its)
            }
            return life.port(mine)
          }
        : null,
      channel: (name) => {
        const channel = channels.get(name) ?? createBroadcast()
        channels.set(name, channel)
        return life.port(channel.join())
      },
      loadOpenSession: () => Promise.resolve(openSession),
      loadHost: () => Promise.resolve((isAlone) => startHost(life, isAlone)),
      pair: () => pair(),
    })
    const opened: Tab = {
      link,
      die() {
        life.end()
        locks.die(life.name)
        tabs.delete(opened)
      },
    }
    tabs.add(opened)
    return opened
  }

  return {
    clock,
    rig,
    accounts,
    tab,
    get worker() {
      return worker
    },
    storage,
    takeStorage,
    forgetWho: () => createRegistry(() => registry).write({ type: 'nobody' }),
    crash() {
      worker?.die()
      for (const one of tabs) one.die()
    },
    account(name) {
      const account = server.user(name)
      accounts.add(account)
      return account
    },
    hosts,
  }
}

function createStorage(): AccountStorage {
  const storage = memoryStorage()
  return {
    ...storage,
    opened: () => Promise.resolve(),
    async forgetCache() {
      for (const { chat } of await storage.chats()) await storage.removeChat(chat)
      for (const key of (await storage.values('')).keys())
        if (!key.startsWith('setting/own/')) await storage.setValue(key, null)
    },
  }
}

const registryOf = (storage: ReturnType<typeof memoryStorage>): AccountStorage => ({
  ...storage,
  opened: () => Promise.resolve(),
  forgetCache: () => Promise.resolve(),
})
