/**
 * Group commit. What is asked while a group is on its way to disk waits and becomes the next group; everybody in a group
 * gets the answer in one turn, after the flush.
 */
import { failure, FailureError } from '@parley/protocol'

export type Outcome =
  /** See `Committed` of `writer.ts`. */
  | { readonly type: 'done'; readonly answer: number }
  /** Certainly nothing was stored. */
  | { readonly type: 'failed'; readonly error: FailureError }
  | { readonly type: 'unknown'; readonly cause: unknown }

interface Request {
  /** `toLines` of what is asked. */
  readonly lines: string
  settle(outcome: Outcome): void
}

export interface Commits {
  /** Throws `unavailable` after `close`, and when too much waits. */
  submit(request: Request): void
  /** Called in the turn that settles a group, after all its requests. */
  afterGroup(run: () => void): void
  /** Settles when no erased byte is left in the journal. */
  clean(): Promise<void>
  /** Settles when everything submitted so far is settled. */
  idle(): Promise<void>
  /** Takes no more, finishes what waits, and stops the writer. */
  close(): Promise<void>
}

/** Sends a message to the writer and brings back its answer. One at a time. Rejects when the writer is no more. */
export interface Channel {
  ask(message: string): Promise<string>
  stop(): void
}

const groupRequestsMax = 1_024
const groupCharsMax = 4_000_000
const waitingRequestsMax = 65_536
/** Erasing waits for a quiet moment, but not longer than this many groups. */
const groupsBeforeCleanMax = 32
/** Each waits up to 100 ms for readers. */
const cleanTriesMax = 20

export function createCommits(channel: Channel, onDefect: (error: unknown) => void): Commits {
  const waiting: Request[] = []
  const afterGroups: (() => void)[] = []
  let cleaners: PromiseWithResolvers<void>[] = []
  let idlers: (() => void)[] = []
  let groupsSinceDue = 0
  let cleanTries = 0
  let isRunning = false
  let closing: Promise<void> | null = null
  let broken: unknown = null

  const takeGroup = (): Request[] => {
    let chars = 0
    let count = 0
    for (const { lines } of waiting) {
      chars += lines.length
      if (count > 0 && (count === groupRequestsMax || chars > groupCharsMax)) break
      count += 1
    }
    return waiting.splice(0, count)
  }

  const settle = (group: readonly Request[], outcomeOf: (place: number) => Outcome): void => {
    for (const [place, request] of group.entries()) {
      try {
        request.settle(outcomeOf(place))
      } catch (error) {
        // The others of the group must not wait for ever.
        onDefect(error)
      }
    }
    for (const run of afterGroups) run()
  }

  const commitGroup = async (): Promise<void> => {
    const group = takeGroup()
    if (cleaners.length > 0) groupsSinceDue += 1
    let reply: string
    try {
      reply = await channel.ask(group.map((request) => request.lines).join('\n'))
    } catch (cause) {
      broken = cause
      settle(group, () => ({ type: 'unknown', cause }))
      return
    }
    const outcome = outcomes(reply)
    settle(group, outcome.of)
    if (outcome.defect !== null) onDefect(outcome.defect)
  }

  const cleanUp = async (): Promise<void> => {
    const isClean = (await channel.ask('checkpoint')) === 'done'
    groupsSinceDue = 0
    cleanTries += 1
    if (!isClean && cleanTries < cleanTriesMax) return
    const settled = cleaners
    cleaners = []
    cleanTries = 0
    for (const cleaner of settled) {
      if (isClean) cleaner.resolve()
      else cleaner.reject(new FailureError(stillInJournal))
    }
  }

  const run = async (): Promise<void> => {
    if (isRunning) return
    isRunning = true
    // The requests of one turn go together.
    await Promise.resolve()
    while (broken === null && (waiting.length > 0 || cleaners.length > 0)) {
      const isCleaning = cleaners.length > 0 && (waiting.length === 0 || groupsSinceDue >= groupsBeforeCleanMax)
      try {
        await (isCleaning ? cleanUp() : commitGroup())
      } catch (error) {
        broken = error
      }
    }
    if (broken !== null) fail(broken)
    isRunning = false
    const settled = idlers
    idlers = []
    for (const idler of settled) idler()
  }

  const fail = (cause: unknown): void => {
    onDefect(cause)
    const error = new FailureError(writerGone, { cause })
    settle(waiting.splice(0), () => ({ type: 'failed', error }))
    for (const cleaner of cleaners) cleaner.reject(error)
    cleaners = []
  }

  const idle = async (): Promise<void> => {
    if (isRunning) await new Promise<void>((resolve) => idlers.push(resolve))
  }

  const stop = async (): Promise<void> => {
    await idle()
    if (broken === null) await channel.ask('close')
    channel.stop()
  }

  return {
    submit(request) {
      if (closing !== null) throw new FailureError(closed)
      if (broken !== null) throw new FailureError(writerGone, { cause: broken })
      if (waiting.length >= waitingRequestsMax) throw new FailureError(tooMany)
      waiting.push(request)
      void run()
    },
    afterGroup(run) {
      afterGroups.push(run)
    },
    async clean() {
      if (closing !== null) throw new FailureError(closed)
      if (broken !== null) throw new FailureError(writerGone, { cause: broken })
      const cleaner = Promise.withResolvers<void>()
      cleaners.push(cleaner)
      void run()
      await cleaner.promise
    },
    idle,
    close() {
      closing ??= stop()
      return closing
    },
  }
}

interface Outcomes {
  readonly of: (place: number) => Outcome
  /** What the operator must hear of. */
  readonly defect: unknown
}

function outcomes(reply: string): Outcomes {
  const [type = '', ...rest] = reply.split('\n')
  if (type === 'done') return { of: (place) => ({ type: 'done', answer: Number(rest[place]) }), defect: null }
  const cause = new Error(`The log's file: ${rest.join(' ')}`)
  if (type === 'full') {
    const error = new FailureError(diskFull, { cause })
    return { of: () => ({ type: 'failed', error }), defect: null }
  }
  if (type === 'failed') {
    const error = new FailureError(cannotWrite, { cause })
    return { of: () => ({ type: 'failed', error }), defect: cause }
  }
  return { of: () => ({ type: 'unknown', cause }), defect: cause }
}

const closed = failure('unavailable', 'The server is closing. Try again when it is back.')
const tooMany = failure('unavailable', 'The disk cannot keep up. Nothing was stored; try again in a moment.', 1_000)
const writerGone = failure('unavailable', 'The writer of the log has stopped. Restart the server.')
const cannotWrite = failure(
  'unavailable',
  'The disk refused to write. Nothing was stored; try again in a moment.',
  1_000,
)
const diskFull = failure('storageFull', "The server's disk is full. Nothing was stored; it goes on when there is room.")
const stillInJournal = failure(
  'unavailable',
  'The words are erased, but another program that reads the file (a backup?) keeps them in its journal. Try again later.',
)
