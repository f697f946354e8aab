/** Message ports and broadcast channels in memory: what is posted is cloned, and arrives later, in order. */
import type { Port } from '@parley/protocol/client/remote'

export function pair(): readonly [Port, Port] {
  const [left, right] = [createEnd(), createEnd()]
  return [
    { post: right.take, listen: left.listen },
    { post: left.take, listen: right.listen },
  ]
}

/** Whoever joins hears all that the others post, and not what it posts itself. */
export interface Broadcast {
  join(): Port
}

export function createBroadcast(): Broadcast {
  const ends = new Set<End>()
  return {
    join() {
      const mine = createEnd()
      ends.add(mine)
      return {
        post(message) {
          for (const end of ends) if (end !== mine) end.take(message)
        },
        listen: mine.listen,
      }
    },
  }
}

interface End {
  take(message: unknown): void
  listen(onMessage: (message: unknown) => void): () => void
}

/** What comes before the first listener waits for it. */
function createEnd(): End {
  const listeners = new Set<(message: unknown) => void>()
  let waiting: unknown[] | null = []
  const tell = (message: unknown): void => {
    for (const hear of listeners) hear(message)
  }
  return {
    take(message) {
      const copy: unknown = structuredClone(message)
      if (waiting !== null) waiting.push(copy)
      else queueMicrotask(() => tell(copy))
    },
    listen(onMessage) {
      const hear = (message: unknown): void => onMessage(message)
      listeners.add(hear)
      for (const message of waiting ?? []) queueMicrotask(() => tell(message))
      waiting = null
      return () => void listeners.delete(hear)
    },
  }
}
