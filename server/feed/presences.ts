/**
 * Who is there, as far as this node knows. A presence is a signal: it is not in the log, and is forgotten with the node. It
 * is told to the accepted contacts of a person and to those with whom they have a private chat, unless one blocked the other.
 */
import { encode, type Presence, type UserId } from '@parley/protocol'
import type { Store } from '../store/main.ts'
import { type Hub, type Listener, presenceTopic } from './hub.ts'

export interface Presences {
  /** Tells everybody who may know. */
  set(presence: Presence): void
  get(user: UserId): Presence
}

export function createPresences(hub: Hub, store: Store): Presences {
  const present = new Map<UserId, Presence>()
  return {
    set(presence) {
      if (presence.status === 'offline') present.delete(presence.user)
      else present.set(presence.user, presence)
      hub.publish(presenceTopic(presence.user), encode({ t: 'presence', presences: [presence] }))
    },
    get(user) {
      const here = present.get(user)
      if (here !== undefined) return here
      const lastSeen = store.people.seenAt(user)
      return { user, status: 'offline', ...(lastSeen === null ? {} : { lastSeen }) }
    },
  }
}

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
