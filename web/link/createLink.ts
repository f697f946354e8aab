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
  /** A road to the shared worker, which is started where it does not run. `null`: there is none. */
  readonly worker: ((failed: () => void) => Port) | null
  /** Heard by all tabs of this name. `null`: there is none. */
  readonly channel: ((name: string) => Port) | null
  /** For a host in this page; its code is another file. */
  loadHost(): Promise<(isAlone: boolean) => Host>
  /** The two ends of a road within this page. */
  pair(): readonly [Port, Port]
}

/** Workers that were started and did not say welcome, one after the other, before another way is taken. */
const startsMax = 3

export function createLink(world: LinkWorld): Link {
  const { locks, channel, worker } = world
  const role = createValue<Role>('alone')
  let renew: () => void = () => undefined
  let starts = 0
  let welcomedStart = 0
  let isWorkerOver = false
  const tab = createTab(world, {
    welcomed: () => void (welcomedStart = starts),
    lost: () => renew(),
  })

  function goToWorker(start: (failed: () => void) => Port): void {
    role.set('worker')
    renew = () => {
      const mine = ++starts
      const failed = (): void => {
        if (mine !== starts || isWorkerOver) return
        isWorkerOver = true
        goWithoutWorker()
      }
      if (starts - welcomedStart > startsMax) failed()
      else tab.use(start(failed))
    }
    renew()
  }

  function goWithoutWorker(): void {
    if (locks === null || channel === null) void goAlone()
    else renew = lead({ ...world, locks, channel }, role, tab)
  }

  async function goAlone(): Promise<void> {
    role.set('alone')
    const host = (await world.loadHost())(true)
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
