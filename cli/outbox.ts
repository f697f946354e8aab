/**
 * Messages that could not be sent yet, in the order in which they were said: a SQLite file beside the login, flushed to disk
 * before anybody is told that a message is kept. One process delivers at a time, oldest first. A message leaves when the
 * server has it, or moves to the failed ones when the server will never take it; it is never dropped in silence.
 *
 *     send ─▶ direct ─▶ server            nothing waits and the server answers
 *       └───▶ add ─▶ waiting ─▶ deliver ─▶ server
 *                                  └─▶ failed, shown by `doctor`
 *
 * What is told twice is taken once: a message's key makes its id.
 */
import { Database } from 'bun:sqlite'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Login } from './connect.ts'
import { CliError } from './exit.ts'
import { withLock } from './lock.ts'
import type { World } from './world.ts'

/** A message on its way. `address` is as it was typed: it may not be resolved without the server. */
export interface Draft {
  readonly key: string
  readonly address: string
  readonly text: string
  readonly replyTo: number | null
}

interface Waiting extends Draft {
  /** Its place in the order. */
  readonly place: number
  /** When it was said, in milliseconds since 1970. */
  readonly at: number
}

interface FailedDraft extends Waiting {
  readonly code: string
  readonly message: string
}

export interface Outbox {
  readonly path: string
  waiting(): number
  /** All of them, or none, and on disk when it returns. */
  add(drafts: readonly Draft[]): void
  failed(): readonly FailedDraft[]
  /**
   * Delivers what waits, in order. `deliver` throws a `CliError`; `isFinal` says whether the message can never be delivered.
   * Any other failure ends the delivery and is thrown; what was not delivered waits on. Comes back with `undefined` if
   * another process keeps delivering for `lockTimeoutMs`.
   */
  flush(delivery: Delivery): Promise<FlushResult | undefined>
  close(): void
}

interface Delivery {
  readonly deliver: (draft: Waiting) => Promise<void>
  readonly isFinal: (error: unknown) => error is CliError
}

export interface FlushResult {
  readonly delivered: number
  readonly failed: readonly FailedDraft[]
}

const outboxMessagesMax = 10_000
const lockTimeoutMs = 30_000

export const outboxPath = (login: Pick<Login, 'profile' | 'user'>): string =>
  join(login.profile.stateFolder, `outbox-${login.user.id}.sqlite`)

/** `null` if nothing was ever queued: opening a file that is not there would cost a flush to disk. */
export const openOutboxIfAny = (path: string, world: OutboxWorld): Outbox | null =>
  existsSync(path) ? openOutbox(path, world) : null

type OutboxWorld = Pick<World, 'now' | 'sleep'>

export function openOutbox(path: string, world: OutboxWorld): Outbox {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const file = new Database(path, { strict: true })
  // Before anything else: another run may hold the file for a moment.
  file.run('PRAGMA busy_timeout = 5000')
  file.run('PRAGMA synchronous = FULL')
  file.run(`CREATE TABLE IF NOT EXISTS draft (
    place INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, address TEXT NOT NULL, text TEXT NOT NULL,
    replyTo INTEGER, at INTEGER NOT NULL, code TEXT, message TEXT) STRICT`)
  const count = file.query<{ count: number }, []>('SELECT count(*) AS count FROM draft WHERE code IS NULL')
  const first = file.query<Waiting, []>('SELECT * FROM draft WHERE code IS NULL ORDER BY place LIMIT 1')
  const failed = file.query<FailedDraft, []>('SELECT * FROM draft WHERE code IS NOT NULL ORDER BY place')
  const insert = file.query<never, [string, string, string, number | null, number]>(
    'INSERT INTO draft (key, address, text, replyTo, at) VALUES (?, ?, ?, ?, ?)',
  )
  const remove = file.query<never, [number]>('DELETE FROM draft WHERE place = ?')
  const fail = file.query<never, [string, string, number]>('UPDATE draft SET code = ?, message = ? WHERE place = ?')
  const waiting = (): number => count.get()?.count ?? 0

  const insertAll = file.transaction((drafts: readonly Draft[]) => {
    for (const { key, address, text, replyTo } of drafts) insert.run(key, address, text, replyTo, world.now())
  })

  return {
    path,
    waiting,
    add: (drafts) => {
      if (waiting() + drafts.length > outboxMessagesMax)
        throw new CliError('tooLarge', `At most ${outboxMessagesMax} messages wait in the outbox.`)
      insertAll.immediate(drafts)
    },
    failed: () => failed.all(),
    flush: ({ deliver, isFinal }) =>
      withLock(`${path}.lock`, lockTimeoutMs, world, async () => {
        let delivered = 0
        const refused: FailedDraft[] = []
        for (let draft = first.get(); draft !== null; draft = first.get()) {
          try {
            await deliver(draft)
            remove.run(draft.place)
            delivered++
          } catch (error) {
            if (!isFinal(error)) throw error
            fail.run(error.code, error.message, draft.place)
            refused.push({ ...draft, code: error.code, message: error.message })
          }
        }
        return { delivered, failed: refused }
      }),
    close: () => file.close(),
  }
}
