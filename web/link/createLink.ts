/**
 * Chooses a tab's way to the host, and keeps to it while it goes.
 *
 *     worker ── it cannot be started ──▶ leader or follower          alone: nobody else can be reached
 *
 * It owns the roads: who makes the next one when a host died. It guarantees that a tab always has a way, at worst a host of
 * its own. It refuses to know what goes over it.
 */
import type { ClientEnv } from '@parley/protocol/client'
import type { Port } from '@parley/protocol/client/remote'
import { createValue } from '../app/value.ts'
import type { Host } from '../host/host.ts'
import { lead } from './lead.ts'
import type { Link, Role } from './link.ts'
import type { Locks } from './locks.ts'
import { createTab } from './tab.ts'

export interface LinkWorld extends ClientEnv {
  /** Of this tab, and of no other. */
  readonly id: string
  /** What runs here, so that only tabs of the same build share a leader. */
  readonly build: string
  readonly locks: Locks | null
  /** A road to the shared worker of this name, which is started where it does not run. `null`: there is none. */
  readonly worker: StartWorker | null
  /** Heard by all tabs of this name. `null`: there is none. */
  readonly channel: ((name: string) => Port) | null
  /** For somebody who is logged in; its code is another file. */
  loadOpenSession(): Promise<typeof import('./openSession.ts')>
  /** For a host in this page; its code is another file. */
  loadHost(): Promise<(isAlone: boolean) => Host>
  /** The two ends of a road within this page. */
  pair(): readonly [Port, Port]
}

/** `failed`: its script cannot be had. */
type StartWorker = (name: number, failed: () => void) => Port

/** Code that could not be had is asked for again. */
const loadAgainMs = 2_000
/** Workers that did not say welcome, before another way is taken. */
const workersMax = 3

export function createLink(world: LinkWorld): Link {
  const { locks, channel, worker } = world
  const role = createValue<Role>('alone')
  let renew: () => void = () => undefined
  let isWelcome = true
  const tab = createTab(world, {
    welcomed: () => {
      isWelcome = true
    },
    lost: () => renew(),
  })

  function goToWorker(start: StartWorker): void {
    /** One that answers nothing, and does not end, is left alone: another name is another worker. */
    let name = 1
    let isOver = false
    const failed = (): void => {
      if (!isOver) goWithoutWorker()
      isOver = true
    }
    const go = (begin: StartWorker): void => {
      try {
        tab.use(begin(name, failed))
      } catch {
        // A browser that forbids its storage may forbid workers too.
        failed()
      }
    }
    role.set('worker')
    renew = () => {
      if (!isWelcome) name++
      isWelcome = false
      if (name > workersMax) failed()
      else go(start)
    }
    renew()
  }

  function goWithoutWorker(): void {
    if (locks === null || channel === null) void goAlone()
    else renew = lead({ ...world, locks, channel }, role, tab)
  }

  async function goAlone(): Promise<void> {
    role.set('alone')
    const load = await world.loadHost().catch(() => null)
    if (load === null) {
      world.after(loadAgainMs, () => void goAlone())
      return
    }
    const host = load(true)
    renew = () => {
      const [mine, hosts] = world.pair()
      host.connect(hosts)
      tab.use(mine)
    }
    renew()
  }

  if (worker === null || locks === null) goWithoutWorker()
  else goToWorker(worker)

  return { session: tab.session, role, ...tab.calls }
}
