/**
 * The log as one process sees it: slow, sometimes refusing, sometimes silent about what it stored. What the process set under
 * way may land after its death, as a message to a quorum does.
 *
 *     append ─▶ way there ─▶ stored? ─▶ way back ─▶ stored, conflict, unknown, or thrown
 *                              └─▶ followers of this process, late where they stall
 */
import { failure, FailureError } from '@parley/protocol'
import type { Appended, LocalLog, LogEntry } from '../server/log/log.ts'
import type { Disk } from './disk.ts'
import type { Options } from './options.ts'
import type { Process } from './process.ts'
import type { World } from './world.ts'

export interface SimLog extends LocalLog {
  /** Followers hear nothing until `false`. */
  stall(isStalled: boolean): void
  /** Runs once, when an append has landed and its writer does not know. */
  onLanded: (() => void) | null
  /** Appends whose writer waits. */
  inFlight(): number
}

type Trouble = 'none' | 'failed' | 'lost' | 'landed' | 'late' | 'thrown' | 'conflict'
const unknowns: readonly Trouble[] = ['lost', 'landed', 'late', 'thrown', 'conflict']
/** A slow append takes up to this long. */
const slowMsMax = 8_000

export function createSimLog(world: World, disk: Disk, process: Process, options: Options): SimLog {
  const { faults } = options
  const held: (readonly LogEntry[])[] = []
  let tell: ((entries: readonly LogEntry[]) => void) | null = null
  let isStalled = false
  let inFlight = 0
  let onFlowing = (): void => undefined

  const unavailable = (): FailureError => new FailureError(failure('unavailable', 'The log is away.', 200))
  const way = (): number => world.between(0, options.logMsMax)
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
    if (outcome.type === 'conflict') {
      world.reach('append conflict')
      return outcome
    }
    const { entries } = outcome.type === 'stored' ? outcome : { entries: [] }
    switch (trouble) {
      case 'none':
      case 'failed':
      case 'lost':
        world.reach('append stored')
        if (entries.length > 1) world.reach('append batched')
        return outcome
      case 'late':
        world.reach('append landed late')
        return { type: 'unknown', cause: 'late' }
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

  const log: SimLog = {
    onLanded: null,
    inFlight: () => inFlight,
    stall(wanted) {
      isStalled = wanted
      if (wanted) return
      for (const group of held.splice(0)) tell?.(group)
      onFlowing()
    },
    epoch: disk.log.epoch,
    head: (chat) => disk.log.head(chat),
    async append(chat, after, drafts) {
      inFlight++
      try {
        const trouble = troubleOf()
        if (disk.isOut) {
          world.reach('log outage')
          return await later(way(), () => {
            throw unavailable()
          })
        }
        if (trouble === 'failed')
          return await later(way(), () => {
            world.reach('append failed')
            throw unavailable()
          })
        if (trouble === 'lost')
          return await later(way(), () => {
            world.reach('append unknown and lost')
            return { type: 'unknown', cause: 'lost' }
          })
        const slowMs = world.trouble(faults.appendSlow) ? world.between(0, slowMsMax) : 0
        // On its way it needs no writer any more.
        const landed = new Promise<Appended>((resolve) => {
          world.after(way() + slowMs, () => {
            world.note(`log append ${chat} after ${after}: ${drafts.map(({ cause }) => cause).join(' ')}`)
            void disk.append(chat, after, drafts).then((outcome) => {
              world.note(`log ${outcome.type}`)
              if (!process.isAlive && outcome.type === 'stored') world.reach('append landed after its writer died')
              if (outcome.type === 'stored') log.onLanded?.()
              resolve(outcome)
            })
          })
        })
        if (trouble === 'late') return await later(0, () => answered('late', { type: 'unknown', cause: 'late' }))
        const outcome = await landed
        return await later(way(), () => answered(trouble, outcome))
      } finally {
        inFlight--
      }
    },
    async read(chat, after, limit) {
      const isFailing = disk.isOut || world.trouble(faults.readFailed)
      return later(world.between(0, options.readMsMax), () => {
        if (!isFailing) return null
        world.reach('read failed')
        throw unavailable()
      }).then(() => disk.log.read(chat, after, limit))
    },
    readNow: (chat, after, upTo, limit) => disk.log.readNow(chat, after, upTo, limit),
    follow(after, onEntries) {
      tell = (entries) => {
        if (process.isAlive) onEntries(entries)
      }
      const following = disk.log.follow(after, (entries) => {
        if (!process.isAlive) return
        if (isStalled) held.push(entries)
        else tell?.(entries)
      })
      // A node listens only when it has folded what was there: one whose feed lags behind what clients saw is not of today.
      const caughtUp = following.caughtUp.then(() =>
        isStalled ? new Promise<void>((resolve) => (onFlowing = resolve)) : undefined,
      )
      return { caughtUp, stop: () => following.stop() }
    },
    async redact(chat, seqs) {
      const isFailing = disk.isOut || world.trouble(faults.redactFailed)
      await later(way(), () => {
        if (!isFailing) return
        world.reach('erasing failed')
        throw unavailable()
      })
      world.reach('words erased')
      await disk.log.redact(chat, seqs)
    },
    close: () => Promise.resolve(),
  }
  return log
}
