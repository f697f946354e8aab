/**
 * Time, chance and trace of one simulated world. Events run in the order of their times, those of one time in the order in
 * which they were set; after each, every promise settles that needs no time. So the same seed gives the same run, whatever
 * the machine, and an hour takes no longer than what happens in it.
 */
import { drainMicrotasks } from 'bun:jsc'
import type { Mark } from './marks.ts'

export interface World {
  /** True time, in milliseconds since 1970. Processes see it through clocks of their own. */
  now(): number
  /** In [0, 1). */
  random(): number
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  /** The same for what goes wrong: never, once all trouble is over. */
  trouble(probability: number): boolean
  readonly isCalm: boolean
  pick<Item>(items: readonly Item[]): Item | undefined
  /** Runs once after `ms`, unless the returned function was called before. */
  after(ms: number, run: () => void): () => void
  /** Goes into the trace and its hash. */
  note(what: string): void
  reach(mark: Mark): void
  /** A rule is broken: the run ends after the present event. */
  fail(rule: string, why: string): void
}

export interface Violation {
  readonly rule: string
  readonly why: string
}

interface Event {
  readonly at: number
  readonly order: number
  /** `null` once it was cancelled. */
  run: (() => void) | null
}

const startsAt = 1_700_000_000_000
/** Far beyond any healthy run: something goes round in circles. */
const eventsMax = 400_000

export class Universe implements World {
  readonly marks = new Map<Mark, number>()
  violation: Violation | null = null
  /** Of everything that was noted. */
  hash = 0
  isCalm = false
  events = 0
  private time = startsAt
  private made = 0
  private state: number
  private readonly heap: Event[] = []
  private readonly lines: { readonly at: number; readonly what: string }[] = []

  /** `linesMax`: of the trace's end that are kept. */
  constructor(
    seed: number,
    private readonly linesMax: number,
  ) {
    this.state = seed | 0
    // Neighbouring seeds begin alike.
    for (let turn = 0; turn < 4; turn++) this.random()
  }

  now(): number {
    return this.time
  }

  /** Mulberry32 (Tommy Ettinger). */
  random(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low + 1))
  }

  chance(probability: number): boolean {
    return probability > 0 && this.random() < probability
  }

  trouble(probability: number): boolean {
    return !this.isCalm && this.chance(probability)
  }

  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.random() * items.length)]
  }

  after(ms: number, run: () => void): () => void {
    const event: Event = { at: this.time + Math.max(0, ms), order: this.made++, run }
    this.push(event)
    return () => {
      event.run = null
    }
  }

  note(what: string): void {
    this.hash = Bun.hash.xxHash32(what, this.hash ^ (this.time & 0x7fffffff))
    this.lines.push({ at: this.time, what })
    if (this.lines.length > 2 * this.linesMax) this.lines.splice(0, this.linesMax)
  }

  reach(mark: Mark): void {
    this.marks.set(mark, (this.marks.get(mark) ?? 0) + 1)
  }

  fail(rule: string, why: string): void {
    this.violation ??= { rule, why }
  }

  /** The last lines of the trace. */
  tail(): readonly string[] {
    return this.lines.slice(-this.linesMax).map(({ at, what }) => `${String(at - startsAt).padStart(7)} ${what}`)
  }

  /** Events that wait, with those that were cancelled. */
  get waiting(): number {
    return this.heap.length
  }

  /** Lets `ms` pass; ends early where a rule was broken. */
  run(ms: number): void {
    const until = this.time + ms
    drainMicrotasks()
    for (;;) {
      const next = this.heap[0]
      if (next === undefined || next.at > until || this.violation !== null) break
      this.pop()
      const { run } = next
      if (run === null) continue
      this.time = next.at
      this.events++
      if (this.events > eventsMax) {
        this.fail('bounds', `More than ${eventsMax} events: something goes round in circles.`)
        break
      }
      run()
      drainMicrotasks()
    }
    if (this.violation === null) this.time = until
  }

  private push(event: Event): void {
    const { heap } = this
    let place = heap.length
    heap.push(event)
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || isBefore(parent, event)) break
      heap[place] = parent
      place = above
    }
    heap[place] = event
  }

  /** Takes the first. */
  private pop(): void {
    const { heap } = this
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let place = 0
    for (;;) {
      let below = 2 * place + 1
      let child = heap[below]
      if (child === undefined) break
      const other = heap[below + 1]
      if (other !== undefined && isBefore(other, child)) {
        child = other
        below++
      }
      if (isBefore(last, child)) break
      heap[place] = child
      place = below
    }
    heap[place] = last
  }
}

const isBefore = (one: Event, other: Event): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)
