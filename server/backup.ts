/**
 * A backup: a folder that one server can be started on, made while the server or node runs. It holds the log and the records
 * of one moment, and the signing key; the store is left out, because it is made anew from the log.
 *
 *     log.sqlite (one server) ──┐
 *                               ├─▶ log.sqlite, signing.key
 *     cluster.db (a node) ──────┘    with an epoch of its own
 *
 * What was said after the backup is not in it, so a server that starts from it tells another story than its clients remember:
 * by the epoch they see that, and take the chats anew. With the old epoch a client could hold one message where the server has
 * another, and neither would know.
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
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { type Epoch, failure, FailureError, type IdSource, newEpoch } from '@parley/protocol'
import { sharedKeyIn } from './accounts/sharedKey.ts'
import { openFile, prepareFile } from './disk/file.ts'

export interface BackupOptions {
  /** The data folder of the server or node. */
  readonly data: string
  /** It is a node's: only of use where the folder has been both. */
  readonly isNode: boolean
  /** The folder to make. Nothing may be there. */
  readonly target: string
  readonly env: IdSource
}

export interface Backup {
  readonly folder: string
  readonly epoch: Epoch
  readonly chats: number
  readonly entries: number
  readonly records: number
  /** False where the key is kept elsewhere (`--signing-key`). */
  readonly hasSigningKey: boolean
  /** Chats of a node whose log is damaged: what is before the damage was copied. */
  readonly damagedChats: number
}

const cacheKiB = 2_048
const fileName = 'log.sqlite'
const keyName = 'signing.key'

/** Throws a `FailureError` that says what to change. What it leaves behind is a whole backup or nothing. */
export function backUp({ data, isNode, target, env }: BackupOptions): Backup {
  const copy = sourceOf(data, isNode)
  const folder = resolve(target)
  if (existsSync(folder))
    throw new FailureError(failure('conflict', `${folder} is there already. Name a folder that is not.`))
  const part = `${folder}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(part, { recursive: true, mode: 0o700 })
  try {
    const epoch = newEpoch(env)
    const { damagedChats } = copy({ data, part, epoch })
    const counts = countWhole(join(part, fileName))
    const key = join(part, keyName)
    const hasSigningKey = existsSync(key)
    for (const path of [join(part, fileName), ...(hasSigningKey ? [key] : [])]) {
      chmodSync(path, 0o600)
      flush(path)
    }
    flush(part)
    renameSync(part, folder)
    flush(join(folder, '..'))
    return { folder, epoch, ...counts, hasSigningKey, damagedChats }
  } catch (error) {
    rmSync(part, { recursive: true, force: true })
    throw error
  }
}

interface Copying {
  readonly data: string
  /** The backup while it is made. */
  readonly part: string
  readonly epoch: Epoch
}

type Copy = (copying: Copying) => { readonly damagedChats: number }

function sourceOf(data: string, isNode: boolean): Copy {
  const [hasServer, hasNode] = [existsSync(join(data, fileName)), existsSync(join(data, 'cluster.db'))]
  if (hasNode && (isNode || !hasServer)) return copyNode
  if (hasServer) return copyServer
  throw new FailureError(
    failure(
      'notFound',
      `There is neither log.sqlite nor cluster.db in ${data}. Name the server's data folder with --data.`,
    ),
  )
}

/** In one read transaction: the server goes on writing, and its journal grows until this ends. */
function copyServer({ data, part, epoch }: Copying): { readonly damagedChats: number } {
  const path = join(part, fileName)
  {
    using source = openFile(data, { cacheKiB })
    source.query<null, [string]>('VACUUM INTO ?').run(path)
  }
  using file = new Database(path, { readwrite: true, strict: true })
  file.query<null, [string]>('UPDATE identity SET epoch = ?').run(epoch)
  const key = join(data, keyName)
  if (existsSync(key)) copyFileSync(key, join(part, keyName))
  return { damagedChats: 0 }
}

/** A node's copy has the same tables, and more. The key that all nodes share is one of its records. */
function copyNode({ data, part, epoch }: Copying): { readonly damagedChats: number } {
  prepareFile(part, () => ({ epoch, record: null }))
  const file = openFile(part, { cacheKiB })
  try {
    file.query<null, [string]>('ATTACH ? AS node').run(join(data, 'cluster.db'))
    file.transaction(() => {
      file.run('INSERT INTO chats SELECT key, chat FROM node.chats WHERE seq > 0')
      file.run(
        'INSERT INTO entries SELECT position, chat, seq, json, hash, salt, contentHash FROM node.entries ORDER BY position',
      )
      file.run('INSERT INTO records SELECT revision, key, value FROM node.records ORDER BY revision')
    })()
    const damaged = file.query<{ n: number }, []>('SELECT count(DISTINCT subject) AS n FROM node.quarantine').get()
    const key = sharedKeyIn(
      (name) =>
        file.query<{ value: string | null }, [string]>('SELECT value FROM records WHERE key = ?').get(name)?.value,
    )
    if (key !== null) writeFileSync(join(part, keyName), key, { mode: 0o600 })
    return { damagedChats: damaged?.n ?? 0 }
  } finally {
    file.close()
  }
}

/** Looks whether the copy is whole; from here on it is one file. */
function countWhole(path: string): Pick<Backup, 'chats' | 'entries' | 'records'> {
  const file = new Database(path, { readwrite: true, strict: true })
  try {
    file.run('PRAGMA journal_mode = DELETE')
    const found = file.query<{ quick_check: string }, []>('PRAGMA quick_check(1)').get()?.quick_check
    if (found !== 'ok')
      throw new FailureError(
        failure('unavailable', `The copy is damaged (${found}), so the server's own file may be. Look after its disk.`),
      )
    const count = (sql: string): number => file.query<{ n: number }, []>(sql).get()?.n ?? 0
    return {
      chats: count('SELECT count(*) AS n FROM chats'),
      entries: count('SELECT count(*) AS n FROM entries'),
      records: count('SELECT count(*) AS n FROM records WHERE value IS NOT NULL'),
    }
  } finally {
    file.close()
  }
}

function flush(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
