/** What a popup offers while somebody types `@person`, `:emoji:`, `/command` or `#chat`. */
import type { EmojiIndex } from './emoji.ts'

/** A text while it is written. UTF-16 offsets; `anchor` is the other end of the selection, `null` where nothing is selected. */
interface Writing {
  readonly text: string
  readonly cursor: number
  readonly anchor: number | null
}

/** Something that can be offered. `name` is matched first, then `detail`. Both are sanitised by whoever hands them in. */
export interface Candidate {
  readonly name: string
  readonly detail: string
  /** What is written into the text, its sign included: `@ann`, `/invite`. */
  readonly insert: string
}

/** Candidates in the order in which equals are shown: the most likely first. */
export interface AssistSources {
  readonly people: readonly Candidate[]
  readonly chats: readonly Candidate[]
  readonly commands: readonly Candidate[]
  /** Null until it is loaded. */
  readonly emoji: EmojiIndex | null
}

export interface AssistItem {
  readonly label: string
  readonly detail: string
  readonly insert: string
}

export interface Assist {
  readonly kind: 'person' | 'emoji' | 'command' | 'chat'
  /** The range that a chosen item replaces, the sign included. */
  readonly from: number
  readonly to: number
  readonly query: string
  /** At least one. */
  readonly items: readonly AssistItem[]
}

/** Items in a popup. */
const itemsMax = 50
const queryCharsMax = 32
/** So much of the text before the cursor is looked at. */
const behindMax = 64

const kinds: Readonly<Record<string, Assist['kind']>> = { '@': 'person', ':': 'emoji', '/': 'command', '#': 'chat' }

/**
 * What the word at the cursor could become; `null` where it begins with no sign, in code, or where nothing matches. An emoji
 * is offered from its second letter on, a command only at the text's start.
 */
export function assistFor({ text, cursor, anchor }: Writing, sources: AssistSources): Assist | null {
  if (anchor !== null) return null
  const word = /(^|[\s([{"'])([@:#/])([^\s@:#/]*)$/u.exec(text.slice(Math.max(0, cursor - behindMax), cursor))
  if (word === null) return null
  const [, , sign = '', query = ''] = word
  const kind = kinds[sign]
  const from = cursor - query.length - 1
  if (kind === undefined || query.length > queryCharsMax || (kind === 'command' && from !== 0)) return null
  if (isInCode(text, from) || (kind === 'emoji' && query.length < 2)) return null
  const items = kind === 'emoji' ? emojiItems(sources.emoji, query) : ranked(candidatesOf(kind, sources), query)
  return items.length === 0 ? null : { kind, from, to: cursor, query, items }
}

/** What stands for the chosen item in the range of what was typed: a space behind it, unless there is one. */
export const completionOf = (text: string, { to }: Assist, { insert }: AssistItem): string =>
  insert.endsWith(' ') || text.charAt(to) === ' ' ? insert : `${insert} `

/** `:smile:` typed whole becomes its character with the closing colon. `null` where it is none. */
export function closedEmoji(
  { text, cursor }: Pick<Writing, 'text' | 'cursor'>,
  index: EmojiIndex | null,
): { from: number; character: string } | null {
  const name = /(?:^|[\s([{"'])(:([\w+-]+):)$/u.exec(text.slice(Math.max(0, cursor - behindMax), cursor))
  const emoji = name === null ? undefined : index?.byName.get(name[2] ?? '')
  if (name === null || emoji === undefined || isInCode(text, cursor - 1)) return null
  return { from: cursor - (name[1] ?? '').length, character: emoji.character }
}

/** An odd number of fences, or of backticks on the line, stands before it. */
function isInCode(text: string, at: number): boolean {
  const before = text.slice(0, at)
  if (before.split('```').length % 2 === 0) return true
  return before.slice(before.lastIndexOf('\n') + 1).split('`').length % 2 === 0
}

function candidatesOf(kind: 'person' | 'command' | 'chat', sources: AssistSources): readonly Candidate[] {
  switch (kind) {
    case 'person':
      return sources.people
    case 'command':
      return sources.commands
    case 'chat':
      return sources.chats
  }
}

/** Names that begin with the query, then words of theirs or of the detail, then whatever holds it, then its letters in order. */
function ranked(candidates: readonly Candidate[], query: string): readonly AssistItem[] {
  const wanted = query.toLowerCase()
  const found: { readonly item: AssistItem; readonly rank: number }[] = []
  for (const { name, detail, insert } of candidates) {
    const rank = rankOf(name.toLowerCase(), detail.toLowerCase(), wanted)
    if (rank !== null) found.push({ item: { label: insert.trim(), detail, insert }, rank })
  }
  return found
    .sort((one, other) => one.rank - other.rank)
    .slice(0, itemsMax)
    .map(({ item }) => item)
}

function rankOf(name: string, detail: string, wanted: string): number | null {
  if (name.startsWith(wanted)) return 0
  if (detail.startsWith(wanted) || detail.includes(` ${wanted}`)) return 1
  if (name.includes(wanted)) return 2
  return hasLetters(name, wanted) ? 3 : null
}

function hasLetters(text: string, wanted: string): boolean {
  let at = 0
  for (const letter of wanted) {
    at = text.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}

function emojiItems(index: EmojiIndex | null, query: string): readonly AssistItem[] {
  const wanted = query.toLowerCase()
  const found: { readonly item: AssistItem; readonly rank: number }[] = []
  for (const { character, names, tags } of index?.all ?? []) {
    const name = names.find((one) => one.startsWith(wanted)) ?? names.find((one) => one.includes(wanted))
    const rank = name === undefined ? (tags.includes(wanted) ? 2 : null) : name.startsWith(wanted) ? 0 : 1
    if (rank === null) continue
    const shown = name ?? names[0] ?? ''
    found.push({
      item: { label: `${character} :${shown}:`, detail: '', insert: character },
      rank: rank * 100 + shown.length,
    })
  }
  return found
    .sort((one, other) => one.rank - other.rank)
    .slice(0, itemsMax)
    .map(({ item }) => item)
}
