/** What a palette offers for what was typed: one list of chats, people, commands and messages, in every client. */

export interface PaletteEntry {
  readonly kind: 'chat' | 'person' | 'command' | 'message'
  /** Of the chat, the person, the action, or whatever leads to the message. */
  readonly id: string
  /** Sanitised, one line. */
  readonly label: string
  /** Matched after the label: a username, keys of a command, chat and time of a message. */
  readonly detail: string
  /** When it was last used or written, in ms since 1970; 0 for never. */
  readonly usedAt: number
}

export interface PaletteMatch {
  readonly entry: PaletteEntry
  /** UTF-16 offsets in `label` of matched characters, ascending. */
  readonly positions: readonly number[]
  /** How well it matches, the higher the better. */
  readonly score: number
}

/** Characters of a query that count. */
const queryCharsMax = 64
const signs: Readonly<Record<string, PaletteEntry['kind']>> = {
  '@': 'person',
  '#': 'chat',
  '>': 'command',
  '/': 'message',
}
/** Without a sign, kinds come in this order among equals. */
const kindRank: Readonly<Record<PaletteEntry['kind'], number>> = { chat: 0, person: 1, command: 2, message: 3 }

/**
 * The best matches first, at most `max`: a label that begins with the query, then one in which words begin with its letters,
 * then one that holds it, then one that has its letters in their order; among equals the later used. A sign at the query's
 * start narrows to one kind.
 */
export function rank(query: string, entries: readonly PaletteEntry[], max: number): readonly PaletteMatch[] {
  const trimmed = query.trimStart()
  const kind = signs[trimmed.charAt(0)] ?? null
  const wanted = (kind === null ? trimmed : trimmed.slice(1)).trim().toLowerCase().slice(0, queryCharsMax)
  // Only the best are kept while reading: to sort ten thousand with every key that is pressed would take longer than a frame.
  const best: Scored[] = []
  for (const entry of entries) {
    if (kind !== null && entry.kind !== kind) continue
    // Messages are many: they answer a question, and are no list to look through.
    if (wanted === '' && kind === null && entry.kind === 'message') continue
    const score = scoreOf(entry, wanted)
    if (score !== null) keepBest(best, { entry, score }, max)
  }
  return best.map(({ entry, score }) => ({
    entry,
    score,
    positions: score === scores.detail ? [] : positionsOf(entry.label, wanted),
  }))
}

interface Scored {
  readonly entry: PaletteEntry
  readonly score: number
}

/** `best` stays in order; among equals the first one read stays first. */
function keepBest(best: Scored[], scored: Scored, max: number): void {
  const last = best.at(-1)
  if (best.length >= max && (last === undefined || !isBetter(scored, last))) return
  let at = best.length
  for (let above = best[at - 1]; above !== undefined && isBetter(scored, above); above = best[at - 1]) at--
  best.splice(at, 0, scored)
  if (best.length > max) best.pop()
}

const isBetter = (one: Scored, other: Scored): boolean =>
  (one.score - other.score ||
    kindRank[other.entry.kind] - kindRank[one.entry.kind] ||
    one.entry.usedAt - other.entry.usedAt) > 0

const scores = { whole: 6, prefix: 5, words: 4, inside: 3, detail: 2, scattered: 1 } as const

/** `null`: no match. */
function scoreOf({ kind, label, detail }: PaletteEntry, wanted: string): number | null {
  if (wanted === '') return 0
  const text = label.toLowerCase()
  if (text.startsWith(wanted)) return text.length === wanted.length ? scores.whole : scores.prefix
  if (wordAt(text, wanted) !== -1 || scattered(text, wanted, true) !== null) return scores.words
  if (text.includes(wanted)) return scores.inside
  if (detail.toLowerCase().includes(wanted)) return scores.detail
  // Letters that are scattered over what somebody wrote say nothing.
  return kind === 'message' || scattered(text, wanted, false) === null ? null : scores.scattered
}

function positionsOf(label: string, wanted: string): readonly number[] {
  const text = label.toLowerCase()
  // Lower case may have another length; then nothing is marked rather than the wrong letters.
  if (wanted === '' || text.length !== label.length) return []
  const at = (from: number): readonly number[] => Array.from({ length: wanted.length }, (_, step) => from + step)
  if (text.startsWith(wanted)) return at(0)
  const word = wordAt(text, wanted)
  if (word !== -1) return at(word)
  const starts = scattered(text, wanted, true)
  if (starts !== null) return starts
  const inside = text.indexOf(wanted)
  if (inside !== -1) return at(inside)
  return scattered(text, wanted, false) ?? []
}

/** Where a word begins with it. */
function wordAt(text: string, wanted: string): number {
  let word = text.indexOf(wanted)
  while (word !== -1 && !isWordStart(text, word)) word = text.indexOf(wanted, word + 1)
  return word
}

const isWordStart = (text: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1))

/** Where the letters of the query stand one after the other; `null` where one is missing. */
function scattered(text: string, wanted: string, onlyWordStarts: boolean): readonly number[] | null {
  const positions: number[] = []
  let from = 0
  for (const letter of wanted) {
    if (letter === ' ') continue
    let at = text.indexOf(letter, from)
    if (onlyWordStarts) while (at !== -1 && !isWordStart(text, at)) at = text.indexOf(letter, at + 1)
    if (at === -1) return null
    for (let unit = 0; unit < letter.length; unit++) positions.push(at + unit)
    from = at + letter.length
  }
  return positions
}
