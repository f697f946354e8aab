/**
 * Who is there, as far as this node knows. A presence is a signal: it is not in the log, and is forgotten with the node. It
 * is told to the accepted contacts of a person and to those with whom they have a private chat, unless one blocked the other.
 *
 * A person may have devices on several nodes. Each node knows how a person stands there (`presenceTables.ts` carries it), and
 * what counts is what the person said last, wherever it was; whoever has said nothing is online.
 */
import { encode, type Presence, type Status, type UserId } from '@parley/protocol'
import type { Store } from '../store/main.ts'
import { type Hub, type Listener, presenceTopic } from './hub.ts'

/** How a person who is connected stands on one node. `offline`: wishes to seem so. */
export interface Standing {
  readonly status: Status
  /** When they said it, in milliseconds since 1970; 0: they said nothing. */
  readonly saidAt: number
}

export type Standings = ReadonlyMap<UserId, Standing>

export interface Presences {
  /** Of a person with a device here. Tells everybody who may know, if it changes anything. */
  set(presence: Presence, saidAt?: number): void
  /** The last device here is gone. `lastSeen`: what others are told, if they are nowhere else. */
  leave(user: UserId, lastSeen: number | null): void
  get(user: UserId): Presence
}

/** What the merging of nodes needs. */
export interface MergedPresences extends Presences {
  /** Runs what changes how these people stand elsewhere, and tells what it changed. */
  changing(users: Iterable<UserId>, change: () => void, lastSeen: (user: UserId) => number | null): void
}

export interface PresenceOptions {
  /** How people stand on other nodes, by node. */
  readonly elsewhere?: () => Iterable<Standings>
  /** Hears how people stand here; `null`: they are gone, and were last seen then. */
  readonly onChange?: (user: UserId, standing: Standing | null, lastSeen: number | null) => void
}

const nowhere: readonly Standings[] = []

export function createPresences(
  hub: Hub,
  store: Store,
  { elsewhere = () => nowhere, onChange }: PresenceOptions = {},
): MergedPresences {
  const present = new Map<UserId, Standing>()

  const standing = (user: UserId): Standing | null => {
    let last = present.get(user) ?? null
    for (const table of elsewhere()) {
      const other = table.get(user)
      if (other !== undefined && (last === null || isLater(other, last))) last = other
    }
    return last
  }

  const get = (user: UserId, seenAt: number | null): Presence => {
    const status = standing(user)?.status ?? 'offline'
    if (status !== 'offline') return { user, status }
    const lastSeen = seenAt ?? store.people.seenAt(user)
    return { user, status, ...(lastSeen === null ? {} : { lastSeen }) }
  }

  const tell = (presence: Presence): void =>
    hub.publish(presenceTopic(presence.user), encode({ t: 'presence', presences: [presence] }))

  const changing: MergedPresences['changing'] = (users, change, lastSeen) => {
    const before = Array.from(users, (user) => ({ user, status: standing(user)?.status ?? 'offline' }))
    change()
    for (const { user, status } of before) {
      const now = get(user, lastSeen(user))
      if (now.status !== status) tell(now)
    }
  }

  return {
    changing,
    set({ user, status }, saidAt = 0) {
      const said = { status, saidAt }
      changing([user], () => present.set(user, said), nobodySeen)
      onChange?.(user, said, null)
    },
    leave(user, lastSeen) {
      changing(
        [user],
        () => present.delete(user),
        () => lastSeen,
      )
      onChange?.(user, null, lastSeen)
    },
    get: (user) => get(user, null),
  }
}

const nobodySeen = (): null => null

/** Of two that were said at once, the same on every node. */
const order: readonly Status[] = ['offline', 'away', 'busy', 'online']
const isLater = (one: Standing, other: Standing): boolean =>
  one.saidAt === other.saidAt ? order.indexOf(one.status) > order.indexOf(other.status) : one.saidAt > other.saidAt

interface Watching {
  readonly store: Store
  readonly presences: Presences
}

/** Lets a listener see the presence of these people from now on, and says what it is. */
export function watch({ store, presences }: Watching, { link, user }: Listener, others: Iterable<UserId>): void {
  const visible: Presence[] = []
  for (const other of others) {
    if (other === user || store.people.isBlocked(user, other)) continue
    link.subscribe(presenceTopic(other))
    visible.push(presences.get(other))
  }
  if (visible.length > 0) link.send(encode({ t: 'presence', presences: visible }))
}
