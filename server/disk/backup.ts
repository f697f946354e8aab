/**
 * A backup: a folder that a server can be started on, made while the server runs. It holds the log and the records of one
 * moment, and the signing key; the store is left out, because it is made anew from the log.
 *
 * The copy bears an epoch of its own. What was said after the backup is not in it, so a server that starts from it tells
 * another story than its clients remember: by the epoch they see that, and take the chats anew. With the old epoch a client
 * could hold one message where the server has another, and neither would know.
 */
import { Database } from 'bun:sqlite'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { type Epoch, failure, FailureError, type IdSource, newEpoch } from '@parley/protocol'
import { openFile } from './file.ts'

export interface BackupOptions {
  /** The data folder of the server. */
  readonly data: string
  /** The folder to make. Nothing may be there. */
  readonly target: string
  readonly env: IdSource
}

export interface Backup {
  readonly folder: string
  /** Of the copy. */
  readonly epoch: Epoch
  readonly chats: number
  readonly entries: number
  readonly records: number
}

const cacheKiB = 2_048

/** Throws a `FailureError` that says what to change. What it leaves behind is a whole backup or nothing. */
export function backUp({ data, target, env }: BackupOptions): Backup {
  if (!existsSync(join(data, 'log.sqlite'))) throw noLog(data)
  const folder = resolve(target)
  if (existsSync(folder))
    throw new FailureError(failure('conflict', `${folder} is there already. Name a folder that is not.`))
  const part = `${folder}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(part, { recursive: true, mode: 0o700 })
  try {
    const file = join(part, 'log.sqlite')
    copyLog(data, file)
    const epoch = newEpoch(env)
    const counts = seal(file, epoch)
    const key = join(data, 'signing.key')
    if (existsSync(key)) {
      copyFileSync(key, join(part, 'signing.key'))
      keep(join(part, 'signing.key'))
    }
    flush(part)
    renameSync(part, folder)
    flush(join(folder, '..'))
    return { folder, epoch, ...counts }
  } catch (error) {
    rmSync(part, { recursive: true, force: true })
    throw error
  }
}

/** One read transaction: the server goes on writing, and its journal grows until this ends. */
function copyLog(data: string, file: string): void {
  using source = openFile(data, { cacheKiB })
  source.query<null, [string]>('VACUUM INTO ?').run(file)
}

/** Makes the copy a thing of its own, and looks whether it is whole. */
function seal(path: string, epoch: Epoch): Pick<Backup, 'chats' | 'entries' | 'records'> {
  const file = new Database(path, { readwrite: true, strict: true })
  try {
    const found = file.query<{ quick_check: string }, []>('PRAGMA quick_check(1)').get()?.quick_check
    if (found !== 'ok')
      throw new FailureError(
        failure('unavailable', `The copy is damaged (${found}), so the server's own file may be. Look after its disk.`),
      )
    file.query<null, [string]>('UPDATE identity SET epoch = ?').run(epoch)
    const count = (sql: string): number => file.query<{ n: number }, []>(sql).get()?.n ?? 0
    return {
      chats: count('SELECT count(*) AS n FROM chats'),
      entries: count('SELECT count(*) AS n FROM entries'),
      records: count('SELECT count(*) AS n FROM records WHERE value IS NOT NULL'),
    }
  } finally {
    file.close()
    keep(path)
  }
}

/** For the owner's eyes only, and on disk. */
function keep(path: string): void {
  chmodSync(path, 0o600)
  flush(path)
}

function flush(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

const noLog = (data: string): FailureError =>
  new FailureError(
    existsSync(join(data, 'cluster.db'))
      ? failure(
          'unsupported',
          `${data} belongs to a node of a cluster, which keeps a copy of what the NATS servers have. Back up those, or copy the cluster into a folder with "parley migrate".`,
        )
      : failure('notFound', `There is no log.sqlite in ${data}. Name the server's data folder with --data.`),
  )
