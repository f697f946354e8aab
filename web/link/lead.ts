/**
 * Without a shared worker one tab is the host of all: the one that holds the lock `parley-leader/BUILD`. The others wait for
 * that lock and follow meanwhile, over a channel that all tabs of this build hear.
 *
 *     follower  opens, parcel … ──▶ channel ──▶ leader
 *               parcel to its road ◀── channel ◀──  here (to all, when it begins)
 *
 * A follower takes a new road for each try, so that nothing of an old talk is heard in a new one.
 */
import type { Port } from '@parley/protocol/client/remote'
import type { Value } from '../app/value.ts'
import type { Host } from '../host/host.ts'
import type { Role } from './link.ts'
import type { Locks } from './locks.ts'
import type { Tab } from './tab.ts'

export interface LeadWorld {
  readonly id: string
  readonly build: string
  readonly locks: Locks
  readonly channel: (name: string) => Port
  loadHost(): Promise<(isAlone: boolean) => Host>
  after(ms: number, run: () => void): () => void
  pair(): readonly [Port, Port]
}

type Parcel =
  | { readonly to: 'leader'; readonly road: string; readonly kind: 'opens' }
  | { readonly to: 'leader'; readonly road: string; readonly kind: 'says'; readonly message: unknown }
  | { readonly to: 'follower'; readonly road: string; readonly message: unknown }
  | { readonly to: 'all' }

/** Code that could not be had is asked for again. */
const loadAgainMs = 2_000

/** The result makes a new road when the old one leads nowhere. */
export function lead(world: LeadWorld, role: Value<Role>, tab: Tab): () => void {
  const channel = world.channel(`parley-link/${world.build}`)
  const post = (parcel: Parcel): void => channel.post(parcel)
  // Now, because the network may be away when this tab's turn comes.
  let loading = world.loadHost()
  loading.catch(() => undefined)
  let host: Host | null = null
  let roads = 0

  function renew(): void {
    if (host === null) follow()
    else {
      const [mine, hosts] = world.pair()
      host.connect(hosts)
      tab.use(mine)
    }
  }

  function follow(): void {
    role.set('follower')
    const road = `${world.id}/${++roads}`
    post({ to: 'leader', road, kind: 'opens' })
    tab.use({
      post: (message) => post({ to: 'leader', road, kind: 'says', message }),
      listen: (onMessage) =>
        channel.listen((parcel) => {
          if (isParcel(parcel) && parcel.to === 'follower' && parcel.road === road) onMessage(parcel.message)
        }),
    })
  }

  async function become(): Promise<void> {
    const release = await world.locks.hold(`parley-leader/${world.build}`)
    try {
      host = (await loading)(false)
    } catch {
      // Somebody else may have the code that this tab could not load; if nobody has, it is asked for again.
      release()
      loading = world.loadHost()
      loading.catch(() => undefined)
      world.after(loadAgainMs, () => void become())
      return
    }
    const open = hostOf(host, channel)
    channel.listen((parcel) => {
      if (isParcel(parcel) && parcel.to === 'leader') open(parcel)
    })
    role.set('leader')
    renew()
    post({ to: 'all' })
  }

  channel.listen((parcel) => {
    if (isParcel(parcel) && parcel.to === 'all' && host === null) follow()
  })
  follow()
  void become()
  return renew
}

/** Hands each follower's words to the host as a port of its own. */
function hostOf(host: Host, channel: Port): (parcel: Extract<Parcel, { readonly to: 'leader' }>) => void {
  const roads = new Map<string, (message: unknown) => void>()
  return (parcel) => {
    const { road } = parcel
    switch (parcel.kind) {
      case 'says':
        roads.get(road)?.(parcel.message)
        return
      case 'opens':
        host.connect({
          post: (message) => channel.post({ to: 'follower', road, message } satisfies Parcel),
          listen(onMessage) {
            roads.set(road, onMessage)
            return () => void roads.delete(road)
          },
        })
    }
  }
}

/** Only tabs of this build speak on the channel. */
const isParcel = (value: unknown): value is Parcel => typeof value === 'object' && value !== null && 'to' in value
