/**
 * What was missed of a chat, as frames that are ready to be sent. After a cut network or a restart everybody comes back at
 * once, and the members of a chat have missed the same: the same entries are read and joined once for all of them.
 *
 * A range is kept for `keptMs` only: what is erased in the meantime must not be sent again later.
 */
import type { ChatId } from '@parley/protocol'
import type { LocalLog } from '../log/log.ts'

interface CatchUp {
  /** Each about `frameCharsMax` characters long. */
  readonly frames: readonly string[]
  /** Of all frames, in UTF-8. */
  readonly bytes: number
}

export interface CatchUps {
  /** Entries `after` up to `upTo`, which must be in the log; at most `limits.catchUpEntriesMax`. `now` in milliseconds. */
  of(chat: ChatId, after: number, upTo: number, now: number): CatchUp
}

/** A frame of entries is sent when it has about this many characters. */
const frameCharsMax = 60_000
const keptMs = 100
/** Longer ones are read again each time. */
const keptBytesMax = 64_000
const keptMax = 256

interface Kept {
  readonly after: number
  readonly upTo: number
  readonly until: number
  readonly catchUp: CatchUp
}

export function createCatchUps(log: Pick<LocalLog, 'readNow'>): CatchUps {
  /** The oldest first. */
  const kept = new Map<ChatId, Kept>()

  return {
    of(chat, after, upTo, now) {
      const known = kept.get(chat)
      if (known?.after === after && known.upTo === upTo && now < known.until) return known.catchUp
      const frames = [...entryFrames(chat, log.readNow(chat, after, upTo, upTo - after))]
      const catchUp = { frames, bytes: frames.reduce((sum, frame) => sum + Buffer.byteLength(frame), 0) }
      kept.delete(chat)
      if (catchUp.bytes <= keptBytesMax) kept.set(chat, { after, upTo, until: now + keptMs, catchUp })
      for (const oldest of kept.keys()) {
        if (kept.size <= keptMax) break
        kept.delete(oldest)
      }
      return catchUp
    },
  }
}

function* entryFrames(chat: ChatId, entries: readonly string[]): Iterable<string> {
  let gathered: string[] = []
  let chars = 0
  const frame = (): string => `{"t":"entries","chat":"${chat}","entries":[${gathered.join(',')}]}`
  for (const json of entries) {
    gathered.push(json)
    chars += json.length
    if (chars < frameCharsMax) continue
    yield frame()
    gathered = []
    chars = 0
  }
  if (gathered.length > 0) yield frame()
}
