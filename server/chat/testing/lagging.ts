/** A log or records whose followers hear late: what one node of several sees of what the others write. */
import type { Following } from '../../log/log.ts'

interface Followed<Item> {
  follow(after: number, on: (items: readonly Item[]) => void): Following
}

export interface Held {
  /** From now on its followers hear nothing. */
  hold(): void
  /** They hear what they missed, in order and in this turn. */
  release(): void
}

export function lagging<Item, Port extends Followed<Item>>(port: Port & Followed<Item>): Port & Held {
  let isHeld = false
  const missed: (() => void)[] = []
  return {
    ...port,
    follow(after: number, on: (items: readonly Item[]) => void): Following {
      let isStopped = false
      const hear = (items: readonly Item[]): void => {
        if (!isStopped) on(items)
      }
      const following = port.follow(after, (items) => {
        if (isHeld) missed.push(() => hear(items))
        else hear(items)
      })
      return {
        caughtUp: following.caughtUp,
        stop() {
          isStopped = true
          following.stop()
        },
      }
    },
    hold: () => void (isHeld = true),
    release() {
      isHeld = false
      for (const hear of missed.splice(0)) hear()
    },
  }
}
