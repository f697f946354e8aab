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
  account(name: string): FakeAccount
  /** Hosts that were started. */
  readonly hosts: readonly Host[]
}

export interface BrowserOptions {
  readonly hasWorker?: boolean
  readonly hasLocks?: boolean
  /** The worker's script cannot be loaded. */
  readonly isWorkerBroken?: boolean
}

export function createBrowser({
  hasWorker = true,
  hasLocks = true,
  isWorkerBroken = false,
}: BrowserOptions = {}): Browser {
  const rig = createRig()
  const { clock, server } = rig
  const accounts = createAccountServer(clock, server)
  const locks = createLocks()
  const channels = new Map<string, Broadcast>()
  const storages = new Map<UserId, AccountStorage>()
  const registry = memoryStorage()
  const hosts: Host[] = []
  let worker: Worker | null = null
  let lives = 0

  function storage(user: UserId): AccountStorage {
    const known = storages.get(user) ?? createStorage()
    storages.set(user, known)
    return known
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
      registry: createRegistry(() => life.storage(registryOf(registry))),
      storage: (user) => life.storage(storage(user)),
      fallbackStorage: createStorage,
      async forget(user) {
        storages.delete(user)
      },
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
        ? (_name, failed) => {
            const [mine, workers] = pair()
            if (isWorkerBroken) queueMicrotask(failed)
            else {
              worker ??= startWorker()
              connects.get(worker)?.(workers)
            }
            return life.port(mine)
          }
        : null,
      channel: (name) => {
        const channel = channels.get(name) ?? createBroadcast()
        channels.set(name, channel)
        return life.port(channel.join())
      },
      loadHost: () => Promise.resolve((isAlone) => startHost(life, isAlone)),
      pair: () => pair(),
    })
    return {
      link,
      die() {
        life.end()
        locks.die(life.name)
      },
    }
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
