/**
 * The log as one node sees it. What is asked at once is answered from the node's own copy, which may be behind; what must be
 * true asks the leader and then waits for the copy, as `server/log/jetstream.ts` does. What a node set under way may land
 * after its death, as a message to a quorum does.
 *
 *     append ─▶ way there ─▶ stored? ─▶ way back, own copy ─▶ stored, conflict, unknown, or thrown
 *     read   ─▶ way there ─▶ the chat's last place ─▶ own copy ─▶ entries
 */
import { type ChatId, failure, FailureError } from '@parley/protocol'
import type { Appended, Draft, LocalLog, LogEntry } from '../server/log/log.ts'
import type { Disk } from './disk.ts'
import type { Options } from './options.ts'
import type { Process } from './process.ts'
import { createTail, type Tail } from './tail.ts'
import type { World } from './world.ts'

export interface SimLog extends LocalLog {
  readonly tail: Tail<LogEntry>
  /** Runs once, when an append has landed and its writer does not know. */
  onLanded: (() => void) | null
  /** Appends whose writer waits. */
  inFlight(): number
}

/** What stands between one node and the log. */
export interface Way {
  /** It is cut off from log and records. */
  isCut: boolean
  /** It reads nothing new of them. */
  isStalled: boolean
}

export interface SimLogOptions {
  readonly world: World
  readonly disk: Disk
  readonly process: Process
  readonly options: Options
  readonly way: Way
}

type Trouble = 'none' | 'failed' | 'lost' | 'landed' | 'late' | 'thrown' | 'conflict' | 'duplicate'
const unknowns: readonly Trouble[] = ['lost', 'landed', 'late', 'thrown', 'conflict', 'duplicate']
/** A slow append takes up to this long. */
const slowMsMax = 8_000
/** A node asks again for so long, where nobody answers. */
export const patienceMsMax = 15_000
const againMs = 150

export const away = (what: string): FailureError => new FailureError(failure('unavailable', `${what} away.`, 200))

export function createSimLog({ world, disk, process, options, way }: SimLogOptions): SimLog {
  const { faults } = options
  let inFlight = 0
  /** Of each chat, up to what the copy has. */
  const seqs = new Map<ChatId, number>()
  for (const { chat, entry } of disk.entries) seqs.set(chat, entry.seq)
  const queues = new Map<ChatId, Promise<unknown>>()
  const seqOf = (chat: ChatId): number => seqs.get(chat) ?? 0
  const isAway = (): boolean => disk.isOut || way.isCut
  const patience = (): number => world.between(300, patienceMsMax)
  const tail = createTail<LogEntry>({
    world,
    process,
    taken: disk.entries.length,
    msMax: options.followMsMax,
    placeOf: ({ position }) => position,
    page: (after, upTo) => disk.entries.slice(after, upTo),
    isHeld: () => way.isCut || way.isStalled,
    onTaken(entries) {
      for (const { chat, entry } of entries) seqs.set(chat, entry.seq)
    },
  })

  const trip = (): number => world.between(0, options.logMsMax)
  /** Settles later, and only while the process lives. */
  const later = <Value>(ms: number, value: () => Value): Promise<Value> =>
    new Promise((resolve, reject) => {
      process.after(ms, () => {
        try {
          resolve(value())
        } catch (error) {
          reject(error)
        }
      })
    })

  function troubleOf(): Trouble {
    if (world.trouble(faults.appendFailed)) return 'failed'
    return world.trouble(faults.appendUnknown) ? (world.pick(unknowns) ?? 'none') : 'none'
  }

  function answered(trouble: Trouble, outcome: Appended): Appended {
    if (outcome.type !== 'stored') {
      if (outcome.type === 'conflict') world.reach('append conflict')
      return outcome
    }
    switch (trouble) {
      case 'none':
      case 'failed':
      case 'lost':
      case 'late':
        world.reach('append stored')
        if (outcome.entries.length > 1) world.reach('append batched')
        return outcome
      case 'duplicate':
        world.reach('append acknowledged as a duplicate')
        return outcome
      case 'landed':
        world.reach('append unknown and landed')
        return { type: 'unknown', cause: 'landed' }
      case 'thrown':
        world.reach('append unknown and landed')
        throw new Error('The answer was lost.')
      case 'conflict':
        world.reach('append landed and called a conflict')
        return { type: 'conflict' }
    }
  }

  /** The leader answers, unless it stays away for too long. One node has the log on its own disk, and hears at once. */
  async function ask(ms: number): Promise<void> {
    await later(ms, () => undefined)
    if (!isAway()) return
    world.reach('log outage')
    const until = process.now() + (options.nodes === 1 ? 0 : patience())
    while (isAway()) {
      if (process.now() >= until) throw away('The log is')
      await later(againMs, () => undefined)
    }
  }

  /** Until the copy has of a chat what the leader has. */
  const caughtUp = (chat: ChatId): Promise<void> => tail.reached(disk.lastPosition(chat), patience())

  /** On its way it needs no writer any more. `null`: it found nobody, and may be sent again. */
  const send = (chat: ChatId, after: number, drafts: readonly Draft[], ms: number): Promise<Appended | null> =>
    new Promise((resolve) => {
      world.after(ms, () => {
        if (isAway()) return resolve(null)
        world.note(`log append ${chat} after ${after}: ${drafts.map(({ cause }) => cause).join(' ')}`)
        void disk.append(chat, after, drafts).then((outcome) => {
          world.note(`log ${outcome.type}`)
          if (!process.isAlive && outcome.type === 'stored') world.reach('append landed after its writer died')
          if (process.isPaused && outcome.type === 'stored') world.reach('append landed while its writer stood still')
          if (outcome.type === 'stored') log.onLanded?.()
          resolve(outcome)
        })
      })
    })

  async function publish(chat: ChatId, after: number, drafts: readonly Draft[], trouble: Trouble): Promise<Appended> {
    const slowMs = world.trouble(faults.appendSlow) ? world.between(0, slowMsMax) : 0
    const landing = send(chat, after, drafts, trip() + slowMs)
    if (trouble === 'late') {
      world.reach('append landed late')
      return { type: 'unknown', cause: 'late' }
    }
    // The first acknowledgement is lost, and what is sent again meets itself.
    if (trouble === 'duplicate') void landing.then(() => send(chat, after, drafts, trip()))
    const outcome = await landing
    await later(trip(), () => undefined)
    if (outcome === null) {
      if (options.nodes === 1 || world.chance(0.5)) throw away('The log is')
      return { type: 'unknown', cause: 'Nobody answered.' }
    }
    try {
      if (outcome.type === 'stored') await tail.reached(outcome.entries.at(-1)?.position ?? 0, patience())
      else {
        await ask(0)
        await caughtUp(chat)
      }
    } catch {
      world.reach('append unknown because the node was behind')
      return { type: 'unknown', cause: 'behind' }
    }
    return answered(trouble, outcome)
  }

  async function append(chat: ChatId, after: number, drafts: readonly Draft[]): Promise<Appended> {
    const trouble = troubleOf()
    if (trouble === 'failed') {
      await later(trip(), () => world.reach('append failed'))
      throw away('The log is')
    }
    if (trouble === 'lost') {
      await later(trip(), () => world.reach('append unknown and lost'))
      return { type: 'unknown', cause: 'lost' }
    }
    await ask(0)
    if (seqOf(chat) < after) await caughtUp(chat)
    if (seqOf(chat) !== after) {
      world.reach('append conflict')
      return later(trip(), () => ({ type: 'conflict' }))
    }
    return publish(chat, after, drafts, trouble)
  }

  const log: SimLog = {
    tail,
    onLanded: null,
    inFlight: () => inFlight,
    epoch: disk.log.epoch,
    async head(chat) {
      await ask(trip())
      await caughtUp(chat)
      return disk.log.head(chat)
    },
    async append(chat, after, drafts) {
      inFlight++
      const before = queues.get(chat)
      const result = before === undefined ? append(chat, after, drafts) : before.then(() => append(chat, after, drafts))
      const settled = result.then(
        () => undefined,
        () => undefined,
      )
      queues.set(chat, settled)
      try {
        return await result
      } finally {
        inFlight--
        if (queues.get(chat) === settled) queues.delete(chat)
      }
    },
    async read(chat, after, limit) {
      const isFailing = world.trouble(faults.readFailed)
      await ask(world.between(0, options.readMsMax))
      if (isFailing) {
        world.reach('read failed')
        throw away('The log is')
      }
      await caughtUp(chat)
      return disk.log.read(chat, after, Math.max(0, Math.min(limit, seqOf(chat) - after)))
    },
    readNow: (chat, after, upTo, limit) => disk.log.readNow(chat, after, Math.min(upTo, seqOf(chat)), limit),
    follow: (after, onEntries) => tail.follow(after, onEntries),
    async redact(chat, seqs) {
      const isFailing = world.trouble(faults.redactFailed)
      await ask(trip())
      if (isFailing) {
        world.reach('erasing failed')
        throw away('The log is')
      }
      world.reach('words erased')
      await disk.log.redact(chat, seqs)
    },
    close: () => Promise.resolve(),
  }
  return log
}
