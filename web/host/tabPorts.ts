/** The tabs that a host serves: each by its id, until its lock is free. */
import type { Port } from '@parley/protocol/client/remote'
import { type Locks, whenFree } from '../link/locks.ts'
import { splitPort } from '../link/ports.ts'
import { hostLane, type HostMessage, isTabMessage, tabLock } from '../link/wire.ts'

export interface TabPort {
  lane(name: string): Port
  say(message: HostMessage): void
}

export interface TabPorts {
  /** Serves the tab that will say hello. */
  connect(port: Port): void
  /** The session is another: each tab is served anew. */
  renew(): void
  readonly count: number
}

export interface TabPortsParts {
  /** Its id. */
  readonly host: string
  readonly locks: Locks | null
  /** The host's own lock is held; before that no tab may wait for it. */
  readonly holding: Promise<unknown>
  /** Says the session and offers what belongs to it. The result ends it. */
  readonly serve: (tab: TabPort) => () => void
}

interface Served {
  endServing(): void
  end(): void
}

export function createTabPorts({ host, locks, holding, serve }: TabPortsParts): TabPorts {
  const tabs = new Map<string, { readonly tab: TabPort; readonly served: Served }>()

  function connect(port: Port): void {
    const split = splitPort(port)
    const lane = split.lane(hostLane)
    const tab: TabPort = { lane: (name) => split.lane(name), say: (message) => lane.post(message) }
    let id: string | null = null

    const drop = (): void => {
      if (id === null || tabs.get(id)?.tab !== tab) return
      tabs.get(id)?.served.end()
      tabs.delete(id)
    }
    const welcome = (tabId: string): void => {
      id = tabId
      tabs.get(tabId)?.served.end()
      tab.say({ type: 'welcome', host })
      const served: Served = {
        endServing: serve(tab),
        end() {
          served.endServing()
          tab.say({ type: 'dropped' })
          split.close()
        },
      }
      tabs.set(tabId, { tab, served })
      if (locks !== null) whenFree(locks, tabLock(tabId), drop)
    }
    lane.listen((message) => {
      if (isTabMessage(message) && id === null) void holding.then(() => welcome(message.tab))
    })
  }

  return {
    connect,
    renew() {
      for (const { tab, served } of tabs.values()) {
        const end = served.endServing
        // First the news, so that the tab does not take the end of the old client for an answer.
        served.endServing = serve(tab)
        end()
      }
    },
    get count() {
      return tabs.size
    },
  }
}
