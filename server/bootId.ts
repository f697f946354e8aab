/** Which run of the operating system this is; `null` where it does not say. Another id means that unflushed writes are gone. */
import { readFileSync } from 'node:fs'

export function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return null
  }
}
