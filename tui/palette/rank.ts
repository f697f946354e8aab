/** What the palette offers for what was typed. */

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
  const found: { readonly match: PaletteMatch; readonly score: number; readonly place: number }[] = []
  entries.forEach((entry, place) => {
    if (kind !== null && entry.kind !== kind) return
    // Messages are many: they answer a question, and are no list to look through.
    if (wanted === '' && kind === null && entry.kind === 'message') return
    const scored = scoreOf(entry, wanted)
    if (scored !== null) found.push({ match: { entry, positions: scored.positions }, score: scored.score, place })
  })
  found.sort(
    (one, other) =>
      other.score - one.score ||
      kindRank[one.match.entry.kind] - kindRank[other.match.entry.kind] ||
      other.match.entry.usedAt - one.match.entry.usedAt ||
      one.place - other.place,
  )
  return found.slice(0, Math.max(0, max)).map(({ match }) => match)
}

interface Scored {
  readonly score: number
  readonly positions: readonly number[]
}

const scores = { whole: 6, prefix: 5, words: 4, inside: 3, detail: 2, scattered: 1 } as const

function scoreOf({ label, detail }: PaletteEntry, wanted: string): Scored | null {
  if (wanted === '') return { score: 0, positions: [] }
  const text = label.toLowerCase()
  // Lower case may have another length; then nothing is highlighted.
  const isAligned = text.length === label.length
  const at = (from: number): readonly number[] =>
    isAligned ? Array.from({ length: wanted.length }, (_, step) => from + step) : []
  if (text.startsWith(wanted))
    return { score: text.length === wanted.length ? scores.whole : scores.prefix, positions: at(0) }
  const inside = text.indexOf(wanted)
  let word = inside
  while (word !== -1 && !isWordStart(text, word)) word = text.indexOf(wanted, word + 1)
  if (word !== -1) return { score: scores.words, positions: at(word) }
  const starts = scattered(text, wanted, true)
  if (starts !== null) return { score: scores.words, positions: isAligned ? starts : [] }
  if (inside !== -1) return { score: scores.inside, positions: at(inside) }
  if (detail.toLowerCase().includes(wanted)) return { score: scores.detail, positions: [] }
  const letters = scattered(text, wanted, false)
  return letters === null ? null : { score: scores.scattered, positions: isAligned ? letters : [] }
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
