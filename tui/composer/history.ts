/** What was sent in a chat, to be sent again: walked with the unsent text kept. */

const entriesMax = 200

export interface History {
  /** Oldest first. */
  readonly entries: readonly string[]
  /** Where the walk stands; null where nobody walks. */
  readonly walk: Walk | null
}

interface Walk {
  readonly at: number
  /** What was in the composer before; it comes back at the newer end. */
  readonly unsent: string
  /** Only entries that begin with this are shown. */
  readonly prefix: string
}

export interface Step {
  readonly history: History
  /** What the composer shall hold now. */
  readonly text: string
}

export const createHistory = (entries: readonly string[]): History => ({
  entries: entries.slice(-entriesMax),
  walk: null,
})

/** After sending: the walk ends, and a text sent twice running is kept once. */
export function remember(history: History, text: string): History {
  if (text.trim() === '' || history.entries.at(-1) === text) return { ...history, walk: null }
  return createHistory([...history.entries, text])
}

/**
 * The entry before. Null where there is none, and where the composer holds something of its own: what somebody writes is not
 * replaced by accident. With `byPrefix` it may hold the beginning of what is looked for.
 */
export function older(history: History, text: string, byPrefix = false): Step | null {
  const walk = walkOf(history, text) ?? (text === '' || byPrefix ? startOf(history, text) : null)
  if (walk === null) return null
  for (let at = walk.at - 1; at >= 0; at--) {
    const entry = history.entries[at]
    if (entry !== undefined && matches(entry, walk, text))
      return { history: { ...history, walk: { ...walk, at } }, text: entry }
  }
  return null
}

/** The entry after, and at the end the unsent text. Null where nobody walks. */
export function newer(history: History, text: string): Step | null {
  const walk = walkOf(history, text)
  if (walk === null) return null
  for (let at = walk.at + 1; at < history.entries.length; at++) {
    const entry = history.entries[at]
    if (entry !== undefined && matches(entry, walk, text))
      return { history: { ...history, walk: { ...walk, at } }, text: entry }
  }
  return { history: { ...history, walk: null }, text: walk.unsent }
}

/** A walk ends when its entry is changed by hand. */
const walkOf = ({ entries, walk }: History, text: string): Walk | null =>
  walk !== null && entries[walk.at] === text ? walk : null

const startOf = (history: History, text: string): Walk => ({ at: history.entries.length, unsent: text, prefix: text })

/** Entries equal to what is shown are passed over, so that every step shows something. */
const matches = (entry: string, walk: Walk, shown: string): boolean => entry !== shown && entry.startsWith(walk.prefix)
