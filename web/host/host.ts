/**
 * Runs the one client of a browser, and serves it to all tabs.
 *
 *     tab ══ port ══╗
 *     tab ══ port ══╬══ host ── account ── client ── socket
 *     tab ══ port ══╝              └────── IndexedDB
 *
 * It owns the login, the account's storage, and the ports. It guarantees that all tabs have the same session, that the words
 * of a user outlive host, tab and login until they are sent, and that a tab that died is served no longer. The access token
 * never leaves it, and the refresh token never comes to it: that one is the browser's cookie. It refuses to know whether it
 * lives in a worker or in a page.
 */
import { type Failure, failure, FailureError, type Person, type UserId } from '@parley/protocol'
import {
  type AccessToken,
  type ClientEnv,
  type CookieLogin,
  createApi,
  createCookieAccounts,
  type Fetch,
  type Transport,
} from '@parley/protocol/client'
import { type Port, serveCalls, serveClient } from '@parley/protocol/client/remote'
import type { Locks } from '../link/locks.ts'
import { apiLane, callsLane, clientLane, type HostCalls, hostLock, type HostSession } from '../link/wire.ts'
import { type Account, openAccount } from './account.ts'
import type { AccountStorage } from './indexedDb.ts'
import type { Registry } from './registry.ts'
import { createTabPorts, type TabPort } from './tabPorts.ts'

export interface HostWorld extends ClientEnv {
  /** Of this host, and of no other. */
  readonly id: string
  /** `https://host`, without a slash at its end. */
  readonly server: string
  /** For the list of sessions. */
  readonly clientName: string
  readonly fetch: Fetch
  readonly transport: Transport
  /** `null`: this host is its tab's alone. */
  readonly locks: Locks | null
  readonly registry: Registry
  /** Heard by the other hosts of this browser: those of older builds, and of tabs that are alone. `null`: there is no way. */
  readonly others: Port | null
  /** `onLost` is called when it was taken away. */
  storage(user: UserId, onLost: () => void): AccountStorage
  /** For where there is none. */
  fallbackStorage(): AccountStorage
  /** Removes everything that this browser keeps of an account. */
  forget(user: UserId): Promise<void>
}

export interface Host {
  /** Serves the tab at the other end. */
  connect(port: Port): void
  /** How many tabs it serves. */
  readonly tabs: number
  /** The network is back: tries at once. */
  retry(): void
}

/** A server that does not answer a logout in this time is told at the next start. */
const logoutMs = 5_000

export function createHost(world: HostWorld): Host {
  const accounts = createCookieAccounts(world.server, world.fetch)
  const holding = world.locks?.hold(hostLock(world.id)) ?? Promise.resolve()
  const tabs = createTabPorts({ host: world.id, locks: world.locks, holding, serve })
  let session: HostSession = { type: 'starting' }
  let account: Account | null = null
  let sessions = 0
  let doing: Promise<unknown> = Promise.resolve()

  /** One change of who is logged in after the other. */
  function change<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = doing.then(work)
    doing = done.catch(() => undefined)
    return done
  }

  function show(next: HostSession): void {
    session = next
    tabs.renew()
  }

  /** The result ends it. */
  function serve(tab: TabPort): () => void {
    tab.say({ type: 'session', session })
    const ends = [serveCalls(tab.lane(callsLane), 'host', calls)]
    if (session.type === 'open' && account !== null) {
      const { tokens: _, ...api } = account.api
      ends.push(serveClient(account.client, tab.lane(clientLane(session.number))))
      ends.push(serveCalls(tab.lane(apiLane(session.number)), 'api', api))
    }
    return () => ends.forEach((end) => end())
  }

  async function beginWithKept(): Promise<void> {
    const kept = await world.registry.read().catch(() => null)
    if (kept?.type === 'person') return open(kept.person, null)
    if (kept?.type === 'logoutDue') {
      show({ type: 'anonymous', why: null })
      return tellLogout()
    }
    // The browser may have lost what it kept, and not the cookie.
    const user = await whoIs()
    if (user === null) return show({ type: 'anonymous', why: null })
    await keep(user)
    return open(user, null)
  }

  async function open(user: Person, access: AccessToken | null): Promise<void> {
    const number = ++sessions
    const isCurrent = (): boolean => session.type === 'open' && session.number === number
    const opened = await openAccount(world, user, {
      access,
      onEnded: (why) => void change(async () => isCurrent() && (await end(why))),
      onLost: () => void change(async () => isCurrent() && (await restart())),
    })
    account = opened
    show({ type: 'open', number })
  }

  /** The server ended the login. What waits to be sent stays for the next login of the same account. */
  async function end(why: Failure): Promise<void> {
    const kept = await world.registry.read().catch(() => null)
    const isExpected = kept !== null && kept.type !== 'person'
    await world.registry.write({ type: 'nobody' }).catch(() => undefined)
    await leave({ type: 'anonymous', why: isExpected ? null : why }, 'forget')
  }

  async function begin(): Promise<void> {
    try {
      await beginWithKept()
    } catch {
      const why = failure('internal', 'What this browser keeps of your account cannot be read. Log in again.')
      show({ type: 'anonymous', why })
    }
  }

  async function restart(): Promise<void> {
    await leave({ type: 'starting' })
    await begin()
  }

  async function leave(next: HostSession, forget?: 'forget'): Promise<void> {
    const left = account
    account = null
    show(next)
    await left?.close(forget)
  }

  async function enter(login: CookieLogin): Promise<void> {
    await keep(login.user)
    world.others?.post(loggedIn)
    await open(login.user, login)
  }

  const keep = (person: Person): Promise<void> =>
    world.registry.write({ type: 'person', person }).catch(() => undefined)

  async function logout(): Promise<void> {
    if (account === null) return
    const { user, api } = account
    await world.registry.write({ type: 'logoutDue' }).catch(() => undefined)
    await leave({ type: 'anonymous', why: null })
    await world.forget(user.id)
    await said(api.logout())
  }

  const tellLogout = (): Promise<void> => said(cookieApi().logout())

  /** Logged out for the server too, unless it is away. */
  async function said(asked: Promise<void>): Promise<void> {
    const late = new Promise<false>((resolve) => void world.after(logoutMs, () => resolve(false)))
    const answered = asked.then(
      () => true,
      (error: unknown) => error instanceof FailureError && isUnknown(error.failure),
    )
    if (await Promise.race([answered, late])) await world.registry.write({ type: 'nobody' }).catch(() => undefined)
  }

  async function whoIs(): Promise<Person | null> {
    try {
      return (await cookieApi().me()).user
    } catch {
      return null
    }
  }

  const cookieApi = (): ReturnType<typeof createApi> =>
    createApi({ server: world.server, fetch: world.fetch, now: () => world.now(), cookies: true, access: null })

  const entering = (ask: () => Promise<CookieLogin>): Promise<void> =>
    change(async () => {
      if (account !== null) throw new FailureError(failure('conflict', 'Somebody is logged in already.'))
      await enter(await ask())
    })

  const calls: HostCalls = {
    register: (input) => entering(() => accounts.register({ ...input, client: world.clientName })),
    login: (input) => entering(() => accounts.login({ ...input, client: world.clientName })),
    logout: () => change(logout),
    server: () => accounts.server(),
  }

  void change(begin)

  // Of a logout they hear by the storage, which is taken from them.
  world.others?.listen((message) => {
    if (message === loggedIn) void change(async () => account === null && (await begin()))
  })

  return {
    connect: (port) => tabs.connect(port),
    get tabs() {
      return tabs.count
    },
    retry() {
      if (account?.client.state.type === 'offline') account.client.retry()
    },
  }
}

const loggedIn = 'loggedIn'
const isUnknown = ({ code }: Failure): boolean => code === 'unauthenticated' || code === 'revoked'
