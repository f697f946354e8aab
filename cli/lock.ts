/**
 * One at a time, across processes: the lock is a transaction on an empty SQLite file, so it ends with its process however
 * that dies, and there is no stale lock to judge. Waiting does not block the process.
 */
import { Database } from 'bun:sqlite'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { World } from './world.ts'

const pollMs = 20

/** Waits up to `timeoutMs` for the lock; `work` is not run, and `undefined` comes back, if somebody else keeps it. */
export async function withLock<Result>(
  path: string,
  timeoutMs: number,
  world: Pick<World, 'now' | 'sleep'>,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const file = new Database(path, { strict: true })
  try {
    const end = world.now() + timeoutMs
    while (!isTaken(file)) {
      if (world.now() >= end) return undefined
      await world.sleep(pollMs)
    }
    return await work()
  } finally {
    file.close()
  }
}

function isTaken(file: Database): boolean {
  try {
    file.run('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return false
    throw error
  }
}
