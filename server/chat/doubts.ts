/**
 * What the rules refused, until it is certain that they were asked about the present chat. A chat's writer may be behind: its
 * refusal is right where an append or a look that began after the submission came has found the head where the writer thought,
 * and everything on which it was decided is durable. What its author submits later waits behind it, because it may be accepted
 * yet, and then comes first.
 */
import { type Entry, type Failure, failures, type Submission, type SubmissionId, type UserId } from '@parley/protocol'

export type Submitted =
  /** `isRepeat`: it was asked for before this call, so the feed may have told it already, and tells nobody again. */
  | { readonly type: 'stored'; readonly entry: Entry; readonly json: string; readonly isRepeat: boolean }
  | { readonly type: 'rejected'; readonly failure: Failure }

/** A submission that has no place yet. */
export interface Candidate {
  readonly by: UserId
  readonly submission: Submission
  readonly behind: SubmissionId | undefined
  readonly submitted: Promise<Submitted>
  answer(submitted: Submitted): void
}

interface Refusal {
  readonly failure: Failure
  /** The last flight that had begun when the submission came. */
  readonly since: number
  /** The seq of the chat on which it was decided. */
  readonly basis: number
}

/** All in the order in which they came. */
export interface Doubts {
  isEmpty(): boolean
  isFull(): boolean
  /** Is something of this author in doubt? */
  isHeld(by: UserId): boolean
  find(by: UserId, id: SubmissionId): Candidate | undefined
  /** Was it refused for good, not long ago? */
  isDenied(by: UserId, id: SubmissionId): boolean
  add(candidate: Candidate, refusal: Refusal): void
  /** Undecided: behind another one of its author. */
  hold(candidate: Candidate): void
  /** A flight found the head where it was thought to be. Answers what is certain now, and returns what is to be decided. */
  settle(flight: number, durableSeq: number): readonly Candidate[]
  takeAll(): readonly Candidate[]
}

/** In doubt at a time. */
const doubtsMax = 1_024
/** Refusals that are remembered, for what was sent before its author heard of them. */
const deniedMax = 256

export function createDoubts(): Doubts {
  let doubted: { readonly candidate: Candidate; readonly refusal: Refusal | null }[] = []
  const denied = new Set<string>()

  const deny = ({ by, submission, answer }: Candidate, failure: Failure): void => {
    if (denied.size >= deniedMax) for (const oldest of denied.keys().take(1)) denied.delete(oldest)
    // What is refused for now must come again before what follows it.
    if (failures[failure.code].retry !== 'later') denied.add(by + submission.id)
    answer({ type: 'rejected', failure })
  }

  return {
    isEmpty: () => doubted.length === 0,
    isFull: () => doubted.length >= doubtsMax,
    isHeld: (by) => doubted.some(({ candidate }) => candidate.by === by),
    find: (by, id) => doubted.find(({ candidate }) => candidate.by === by && candidate.submission.id === id)?.candidate,
    isDenied: (by, id) => denied.has(by + id),
    add: (candidate, refusal) => void doubted.push({ candidate, refusal }),
    hold: (candidate) => void doubted.push({ candidate, refusal: null }),
    settle(flight, durableSeq) {
      const undecided: Candidate[] = []
      const still: typeof doubted = []
      const held = new Set<UserId>()
      for (const one of doubted) {
        const { candidate, refusal } = one
        const isCertain = refusal !== null && refusal.since < flight && refusal.basis <= durableSeq
        if (isCertain) deny(candidate, refusal.failure)
        else if (refusal === null && !held.has(candidate.by)) undecided.push(candidate)
        else {
          still.push(one)
          held.add(candidate.by)
        }
      }
      doubted = still
      return undecided
    },
    takeAll() {
      const all = doubted.map(({ candidate }) => candidate)
      doubted = []
      return all
    },
  }
}
