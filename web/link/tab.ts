/**
 * A tab's side of its road to the host. Roads come and go with the hosts behind them; the session stays the same object as
 * long as the login lasts.
 */
import type { ClientEnv, Source } from '@parley/protocol/client'
import { type Port, remoteCalls, type RemoteCalls } from '@parley/protocol/client/remote'
import { createValue } from '../app/value.ts'
import type { LastingApi } from './lastingApi.ts'
import type { LastingClient } from './lastingClient.ts'
import type { RemoteApi, Session } from './link.ts'
import { type Locks, whenFree } from './locks.ts'
import { type SplitPort, splitPort } from './ports.ts'
import {
  apiCallNames,
  apiLane,
  callsLane,
  clientLane,
  type HostCalls,
  hostCallNames,
  hostLane,
  hostLock,
  type HostMessage,
  type HostSession,
  isHostMessage,
  tabLock,
  type TabMessage,
} from './wire.ts'

export interface TabWorld extends ClientEnv {
  /** Of this tab, and of no other. */
  readonly id: string
  /** `null`: nobody else can be there. */
  readonly locks: Locks | null
  /** Their code is another file. */
  loadOpenSession(): Promise<typeof import('./openSession.ts')>
}

export interface Tab {
  readonly session: Source<Session>
  /** They wait for a host; what a host that died had not answered is rejected with `unavailable`. */
  readonly calls: HostCalls
  /** Goes another road from now on. */
  use(port: Port): void
}

/** A host that does not say welcome within this time is not there. */
const welcomeMs = 5_000
/** A file that cannot be had is asked for again after this time. */
const loadAgainMs = 2_000

interface Road {
  readonly split: SplitPort
  readonly calls: RemoteCalls<HostCalls>
  endSession(): void
  endWelcome(): void
}

export interface TabPorts {
  /** A host answered. */
  readonly welcomed: () => void
  /** Nobody answers on the road, or nobody does any more. */
  readonly lost: () => void
}

export function createTab(world: TabWorld, { welcomed, lost }: TabPorts): Tab {
  const { id, locks } = world
  const session = createValue<Session>({ type: 'starting' })
  let login: { readonly client: LastingClient; readonly api: LastingApi } | null = null
  const mine = locks?.hold(tabLock(id))
  let road: Road | null = null
  let isWelcome = false
  let waiting: ((road: Road) => void)[] = []

  function use(port: Port): void {
    if (road !== null) leave(road)
    const split = splitPort(port)
    const lane = split.lane(hostLane)
    const next: Road = {
      split,
      calls: remoteCalls<HostCalls>(split.lane(callsLane), 'host', hostCallNames),
      endSession: () => undefined,
      endWelcome: world.after(welcomeMs, () => lose(next)),
    }
    road = next
    lane.listen((message) => {
      if (road === next && isHostMessage(message)) hear(next, message)
    })
    const hello = { type: 'hello', tab: id } satisfies TabMessage
    // The host would take a tab without its lock for dead.
    if (mine === undefined) lane.post(hello)
    else void mine.then(() => lane.post(hello))
  }

  function leave(old: Road): void {
    road = null
    isWelcome = false
    old.endWelcome()
    old.endSession()
    old.calls.close()
    old.split.close()
  }

  function lose(old: Road): void {
    if (road !== old) return
    leave(old)
    lost()
  }

  function hear(from: Road, message: HostMessage): void {
    switch (message.type) {
      case 'welcome':
        from.endWelcome()
        if (locks !== null) whenFree(locks, hostLock(message.host), () => lose(from))
        isWelcome = true
        welcomed()
        for (const tell of waiting) tell(from)
        waiting = []
        return
      case 'session':
        from.endSession()
        enter(from, message.session)
        return
      case 'dropped':
        lose(from)
    }
  }

  function enter(from: Road, next: HostSession): void {
    switch (next.type) {
      case 'starting':
        return
      case 'anonymous':
        forget()
        session.set(next)
        return
      case 'open':
        void open(from, next.number)
    }
  }

  function forget(): void {
    login?.client.end()
    login?.api.end()
    login = null
  }

  /** The same account goes on with the client that the page has; behind it there is another one. */
  async function open(from: Road, number: number): Promise<void> {
    const { split } = from
    let isOver = false
    from.endSession = () => {
      isOver = true
    }
    const parts = await world.loadOpenSession().catch(() => null)
    if (isOver) return
    if (parts === null) {
      from.endSession = world.after(loadAgainMs, () => void open(from, number))
      return
    }
    const client = parts.createRemoteClient(split.lane(clientLane(number)), world)
    const api = remoteCalls<RemoteApi>(split.lane(apiLane(number)), 'api', apiCallNames)
    from.endSession = () => {
      isOver = true
      login?.client.lose()
      login?.api.use(null)
      client.close()
      api.close()
    }
    try {
      await client.opened
    } catch {
      // It was closed before: what comes next is on its way.
      return
    }
    if (isOver) return
    if (login !== null && login.client.client.me?.id === client.me?.id) {
      login.client.use(client)
      login.api.use(api.calls)
      return
    }
    forget()
    login = { client: parts.createLastingClient(client, world), api: parts.createLastingApi(api.calls) }
    session.set({ type: 'open', client: login.client.client, api: login.api.api })
  }

  async function call<Result>(ask: (calls: HostCalls) => Promise<Result>): Promise<Result> {
    const to = road !== null && isWelcome ? road : await new Promise<Road>((resolve) => waiting.push(resolve))
    return ask(to.calls.calls)
  }

  return {
    session,
    use,
    calls: {
      register: (registration) => call((calls) => calls.register(registration)),
      login: (credentials) => call((calls) => calls.login(credentials)),
      logout: () => call((calls) => calls.logout()),
      server: () => call((calls) => calls.server()),
    },
  }
}
