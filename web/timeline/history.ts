/** The messages that a timeline shows: the latest ones, or those of a visit until it joins them. */
import { type RefObject, useCallback, useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from 'react'
import type { Message } from '@parley/protocol'
import type { ChatView, Place, Visit } from '@parley/protocol/client'
import type { RemoteClient } from '@parley/protocol/client/remote'

export interface History {
  readonly messages: readonly Message[]
  readonly hasOlder: boolean
  /** There are newer ones that are not among these. */
  readonly hasNewer: boolean
  /** `arrived` is called together with the change, so that both are shown at once; not where another visit came after it. */
  visit(place: Place, arrived: (messages: readonly Message[], seq: number) => void): Promise<void>
  /** Shows the latest ones again. */
  leave(): void
  load(side: Side): Promise<boolean>
}

export type Side = 'older' | 'newer'

type Shown =
  | { readonly type: 'live' }
  | { readonly type: 'visit'; readonly visit: Visit }
  /** The client has let go of what the reader looks at; it stays until it is here again. */
  | { readonly type: 'held'; readonly messages: readonly Message[] }

const live: Shown = { type: 'live' }

/**
 * `from` is the first seq that is shown; `null` while the reader follows the end. `readsNow` is the seq that the reader looks at.
 */
export function useHistory(
  client: RemoteClient,
  chat: ChatView,
  from: number | null,
  readsNow: () => number | null,
): History {
  const [shown, setShown] = useState<Shown>(live)
  const [before, setBefore] = useState(chat.messages)
  const [owner, setOwner] = useState(client)
  const visit = shown.type === 'visit' ? shown.visit : null
  const visitMessages = useVisitMessages(client, visit)
  const count = useRef(0)
  const open = useRef<Visit | null>(null)
  // A visit that is on its way when its reader leaves is closed when it comes.
  useEffect(
    () => () => {
      count.current++
      open.current?.close()
    },
    [],
  )

  if (before !== chat.messages) {
    setBefore(chat.messages)
    if (shown.type === 'live' && from !== null && isLost(from, before, chat))
      setShown({ type: 'held', messages: before })
  }
  // Whoever ran the client has died: its visits ended with it.
  if (owner !== client) {
    setOwner(client)
    if (visit !== null) setShown({ type: 'held', messages: visitMessages ?? visit.messages })
  }
  const isJoined = visit !== null && !visit.hasNewer && owner === client
  if (isJoined) setShown(live)
  useEffect(() => {
    if (shown.type === 'live') replace(open, null)
  }, [shown.type])

  const history: History = {
    messages: shown.type === 'held' ? shown.messages : (visitMessages ?? chat.messages),
    hasOlder: shown.type === 'held' || (visit === null ? chat.hasOlder : visit.hasOlder),
    hasNewer: shown.type === 'held' || (visit !== null && !isJoined),
    async visit(place, arrived) {
      const own = ++count.current
      const opened = await client.visit(chat.id, place)
      if (own !== count.current) {
        opened.close()
        return
      }
      replace(open, opened)
      setShown(opened.hasNewer ? { type: 'visit', visit: opened } : live)
      arrived(opened.messages, opened.target)
      if (!opened.hasNewer) replace(open, null)
    },
    leave() {
      count.current++
      replace(open, null)
      setShown(live)
    },
    load(side) {
      if (shown.type === 'held') return Promise.resolve(true)
      if (side === 'newer') return visit === null ? Promise.resolve(false) : visit.loadNewer()
      return visit === null ? client.loadOlder(chat.id) : visit.loadOlder()
    },
  }

  const regain = useEffectEvent(() => {
    const seq = readsNow() ?? from
    if (seq === null) setShown(live)
    else history.visit({ seq }, () => undefined).catch(() => setShown(live))
  })
  useEffect(() => {
    if (shown.type === 'held') regain()
  }, [shown.type])
  return history
}

function replace(open: RefObject<Visit | null>, next: Visit | null): void {
  open.current?.close()
  open.current = next
}

/** The client keeps so many messages, and begins anew after a long time away. */
const isLost = (from: number, before: readonly Message[], { messages, hasOlder }: ChatView): boolean =>
  hasOlder && from < (messages[0]?.seq ?? 0) && from >= (before[0]?.seq ?? Infinity)

function useVisitMessages(client: RemoteClient, visit: Visit | null): readonly Message[] | null {
  const subscribe = useCallback(
    (changed: () => void) =>
      client.on((event) => {
        if (visit === null) return
        if (
          (event.type === 'visit' && event.chat === visit.chat) ||
          (event.type === 'chats' && event.chats.includes(visit.chat))
        )
          changed()
      }),
    [client, visit],
  )
  return useSyncExternalStore(subscribe, () => visit?.messages ?? null)
}
