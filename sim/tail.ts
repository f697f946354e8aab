/**
 * What one node has read of an ordered stream so far: the log, or the records. It comes late, in order, and not at all while
 * it is held; then all of it at once. Followers hear what it takes in the same turn.
 *
 *     stored ─▶ way (late, in order) ─▶ held? ─▶ taken ─▶ followers ─▶ those who wait for a place
 */
import { failure, FailureError } from '@parley/protocol'
import { createFollowers } from '../server/log/following.ts'
import type { Following } from '../server/log/log.ts'
import type { Process } from './process.ts'
import type { World } from './world.ts'

export interface Tail<Item> {
  /** The place of the last item that was taken. */
  taken(): number
  offer(items: readonly Item[]): void
  /** Nothing is taken while `isHeld` answers `true`; `released` is called when it may not any more. */
  released(): void
  /** Settles when this place was taken. Throws `unavailable` after `patienceMs`. */
  reached(place: number, patienceMs: number): Promise<void>
  /** Hears all after a place, then each as it is taken. */
  follow(after: number, on: (items: readonly Item[]) => void): Following
}

export interface TailOptions<Item> {
  readonly world: World
  readonly process: Process
  /** What it has at the start. */
  readonly taken: number
  /** How late it comes at most; 0: in the same turn. */
  readonly msMax: number
  placeOf(item: Item): number
  /** Of the past, what stands after `after` and up to `upTo`. */
  page(after: number, upTo: number): readonly Item[]
  isHeld(): boolean
  /** Before followers are told. */
  onTaken(items: readonly Item[]): void
}

const behind = new FailureError(failure('unavailable', 'This node is behind the log. Try again.', 200))

export function createTail<Item>(options: TailOptions<Item>): Tail<Item> {
  const { world, process, msMax, placeOf, page, isHeld, onTaken } = options
  let { taken } = options
  let comesAt = 0
  const held: (readonly Item[])[] = []
  const followers = createFollowers<Item>(taken, {
    placeOf,
    page,
    pause: () => Promise.resolve(),
    onDefect: (error) => world.fail('defect', `A follower threw: ${String(error)}`),
  })
  let waiting: { readonly place: number; readonly resolve: () => void }[] = []

  const take = (items: readonly Item[]): void => {
    const last = items.at(-1)
    if (last === undefined) return
    taken = placeOf(last)
    onTaken(items)
    followers.tell(items)
    if (waiting.length === 0) return
    const due = waiting.filter(({ place }) => place <= taken)
    waiting = waiting.filter(({ place }) => place > taken)
    for (const { resolve } of due) resolve()
  }
  const arrive = (items: readonly Item[]): void =>
    process.deliver(() => {
      if (held.length > 0 || isHeld()) held.push(items)
      else take(items)
    })

  return {
    taken: () => taken,
    offer(items) {
      if (msMax === 0) return arrive(items)
      comesAt = Math.max(comesAt, world.now() + world.between(0, msMax))
      world.after(comesAt - world.now(), () => arrive(items))
    },
    released() {
      process.deliver(() => {
        while (!isHeld()) {
          const items = held.shift()
          if (items === undefined) return
          take(items)
        }
      })
    },
    reached(place, patienceMs) {
      if (place <= taken) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const one = { place, resolve }
        waiting.push(one)
        process.after(patienceMs, () => {
          if (!waiting.includes(one)) return
          waiting = waiting.filter((other) => other !== one)
          reject(behind)
        })
      })
    },
    follow: (after, on) =>
      followers.follow(after, (items) => {
        if (process.isAlive) on(items)
      }),
  }
}
