/**
 * One process to a data folder. The lock is a file lock that SQLite takes on a file of its own, so the system lets go of it
 * when the process ends, however it ends; there is nothing to clean up by hand.
 */
import { Database, SQLiteError } from 'bun:sqlite'
import { join } from 'node:path'
import { failure, FailureError } from '@parley/protocol'
import { createPrivately } from './file.ts'

/** Gives back what lets go. Throws `unavailable` while another process holds it. */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock.sqlite')
  createPrivately(path)
  const lock = new Database(path, { readwrite: true, strict: true })
  try {
    lock.run('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!(error instanceof SQLiteError) || error.code !== 'SQLITE_BUSY') throw error
    const message = `Another Parley server uses the folder ${folder}. Stop that one, or give this one a folder of its own.`
    throw new FailureError(failure('unavailable', message), { cause: error })
  }
  return () => lock.close()
}
