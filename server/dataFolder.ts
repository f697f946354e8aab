/** The folder for everything that must last. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { failure, FailureError } from '@parley/protocol'

/** Throws `invalid` for what is no folder, or none of this user's. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    const message = `--data (PARLEY_DATA) must be a folder that this user may write: ${path} is none.`
    throw new FailureError(failure('invalid', message), { cause })
  }
}
