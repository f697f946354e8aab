/** The signing key: made at the first start, kept in the data folder, readable by nobody else. Deleting it logs everybody out. */
import { chmodSync, linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { failure, FailureError } from '@parley/protocol'

const fileName = 'signing.key'
export const keyBytes = 32

export interface KeySource {
  randomBytes(count: number): Uint8Array
  /** Told where the file could be read by others; its mode has been mended then. */
  onExposed(path: string): void
}

/** Throws `invalid` for a file that holds no key: a key is never replaced behind the operator's back. */
export function openSigningKey(folder: string, source: KeySource): Uint8Array {
  const path = join(folder, fileName)
  const found = read(path)
  if (found === null) create(folder, path, source)
  const key = found ?? read(path)
  if (key === null || key.length !== keyBytes)
    throw new FailureError(
      failure('invalid', `${path} holds no signing key. Restore it, or delete it to log everybody out.`),
    )
  if ((statSync(path).mode & 0o077) !== 0) {
    chmodSync(path, 0o600)
    source.onExposed(path)
  }
  return key
}

/** What is in the folder already. */
export const leftSigningKey = (folder: string): Uint8Array | null => {
  const key = read(join(folder, fileName))
  return key?.length === keyBytes ? key : null
}

/** A key that the operator keeps. Its mode is theirs: what mounts secrets has its own ways. */
export function givenSigningKey(path: string): Uint8Array {
  const key = read(path)
  if (key !== null && key.length === keyBytes) return key
  throw new FailureError(
    failure(
      'invalid',
      `--signing-key (PARLEY_SIGNING_KEY) must be a file of ${keyBytes} bytes: ${path} is none. Make one with: head -c ${keyBytes} /dev/urandom > ${path}`,
    ),
  )
}

/** Written aside and linked, so that no start ever sees half a key, and of two first starts one makes it. */
function create(folder: string, path: string, source: KeySource): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const aside = `${path}.${Buffer.from(source.randomBytes(8)).toString('hex')}`
  writeFileSync(aside, source.randomBytes(keyBytes), { mode: 0o600, flush: true })
  try {
    linkSync(aside, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    unlinkSync(aside)
  }
}

function read(path: string): Uint8Array | null {
  try {
    return new Uint8Array(readFileSync(path))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)
