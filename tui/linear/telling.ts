/**
 * Lines in their order, each as soon as everybody whom it names is known. The server is asked for who is not known, so a line
 * may wait for its answer, and those behind it wait too; but not for longer than `waitMs`.
 */
import type { UserId } from '@parley/protocol'
import type { Client } from '@parley/protocol/client'
import { safeLine } from '@parley/protocol/text'
import type { TuiWorld } from '../world.ts'

export interface Telling {
  /** A person's name, or 'You', for use in lines. */
  person(id: UserId): string
  /** Asked again until all names in it are known; `null` is no line. */
  tell(line: () => string | null): void
  /** Tells what waits, as it is now. */
  flush(): void
}

export const waitMs = 2_000

export interface TellingPorts {
  readonly world: Pick<TuiWorld, 'after'>
  readonly client: Client
  readonly say: (line: string) => void
}

export function createTelling({ world, client, say }: TellingPorts): Telling {
  let waiting: (() => string | null)[] = []
  let isMissing = false
  let cancel: (() => void) | null = null

  /** Tells those that can be told, up to the first that cannot. */
  function release(isForced: boolean): void {
    let count = 0
    for (const line of waiting) {
      isMissing = false
      const text = line()
      if (isMissing && !isForced) break
      count++
      if (text !== null) say(text)
    }
    waiting = waiting.slice(count)
    if (count > 0) cancel?.()
    if (count > 0) cancel = null
    if (waiting.length > 0) cancel ??= world.after(waitMs, () => release(true))
  }
  client.on(({ type }) => {
    if (type === 'people' && waiting.length > 0) release(false)
  })
  return {
    person(id) {
      if (id === client.me?.id) return 'You'
      const known = client.person(id)
      if (known === null) isMissing = true
      return known === null ? 'Somebody' : safeLine(known.name).trim() || `@${safeLine(known.username)}`
    },
    tell(line) {
      waiting.push(line)
      if (waiting.length === 1) release(false)
    },
    flush: () => release(true),
  }
}
