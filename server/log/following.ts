/**
 * Followers of an ordered source, each told everything after its place once and in order: pages of the past first, then what
 * becomes durable. The hand-over happens in one turn: a follower that has nothing left to catch up with goes live at once.
 */
import type { Following } from './log.ts'

export interface Source<Item> {
  placeOf(item: Item): number
  /** The next page of what stands after `after` and up to `upTo`, in order; empty where there is none. */
  page(after: number, upTo: number): readonly Item[]
  /** Lets others run between two pages. */
  pause(): Promise<void>
  /** A follower threw, which it must not. The others are told all the same. */
  readonly onDefect: (error: unknown) => void
}

export interface Followers<Item> {
  follow(after: number, on: (items: readonly Item[]) => void): Following
  /** In order, after everything told before. Returns when all live followers have been told. */
  tell(items: readonly Item[]): void
}

/** `told`: the place of the last item that is durable now. */
export function createFollowers<Item>(told: number, source: Source<Item>): Followers<Item> {
  interface Follower {
    readonly on: (items: readonly Item[]) => void
    after: number
    isStopped: boolean
  }
  const live = new Set<Follower>()
  const untold: (readonly Item[])[] = []
  let isTelling = false

  const hand = (follower: Follower, items: readonly Item[]): void => {
    const [first] = items
    if (first === undefined || follower.isStopped) return
    const isAllNew = source.placeOf(first) > follower.after
    const news = isAllNew ? items : items.filter((item) => source.placeOf(item) > follower.after)
    const last = news.at(-1)
    if (last === undefined) return
    follower.after = source.placeOf(last)
    try {
      follower.on(news)
    } catch (error) {
      source.onDefect(error)
    }
  }

  const catchUp = async (follower: Follower): Promise<void> => {
    await source.pause()
    while (!follower.isStopped) {
      const items = source.page(follower.after, told)
      if (items.length === 0) {
        live.add(follower)
        return
      }
      hand(follower, items)
      await source.pause()
    }
  }

  return {
    follow(after, on) {
      const follower: Follower = { on, after, isStopped: false }
      return {
        caughtUp: catchUp(follower),
        stop() {
          follower.isStopped = true
          live.delete(follower)
        },
      }
    },
    tell(items) {
      untold.push(items)
      if (isTelling) return
      isTelling = true
      for (let next = untold.shift(); next !== undefined; next = untold.shift()) {
        const last = next.at(-1)
        if (last === undefined) continue
        told = source.placeOf(last)
        for (const follower of live) hand(follower, next)
      }
      isTelling = false
    },
  }
}
