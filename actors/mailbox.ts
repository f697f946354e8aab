/**
 * A bounded queue of letters. They are linked through each other, so a queue costs no array: a server holds thousands of
 * actors whose mailbox is empty nearly always.
 */
import type { Ask } from './asks.ts'

/** A call on its way: plain data, and who waits for its reply. */
export class Letter {
  next: Letter | null = null
  /** Withdrawn after it was queued: nobody shall handle it. */
  isVoid = false
  constructor(
    readonly call: string,
    readonly input: unknown,
    /** `null`: nobody waits. */
    readonly ask: Ask | null,
    /** The activation whose timer it is; it dies with that. */
    readonly owner: object | null = null,
  ) {}
}

export class Mailbox {
  size = 0
  private first: Letter | null = null
  private last: Letter | null = null

  /** Queues the letter where fewer than `capacity` wait. Answers the letter for which there was no room: this one, or the oldest. */
  offer(letter: Letter, capacity: number, overflow: 'reject' | 'dropOldest'): Letter | null {
    if (this.size < capacity) {
      this.push(letter)
      return null
    }
    if (overflow === 'reject') return letter
    const oldest = this.take()
    this.push(letter)
    return oldest
  }

  /** Queues the letter whatever the bound: for what an actor tells itself. */
  push(letter: Letter): void {
    if (this.last === null) this.first = letter
    else this.last.next = letter
    this.last = letter
    this.size++
  }

  /** Drops what the timers of an activation sent. */
  forget(owner: object): void {
    for (let left = this.size; left > 0; left--) {
      const letter = this.take()
      if (letter !== null && letter.owner !== owner) this.push(letter)
    }
  }

  /** `null` where nothing is queued. */
  take(): Letter | null {
    const letter = this.first
    if (letter === null) return null
    this.first = letter.next
    if (this.first === null) this.last = null
    letter.next = null
    this.size--
    return letter
  }
}
