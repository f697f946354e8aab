/** What the switcher shows for what was typed: a few rows in sections, the best one first. */
import { type PaletteEntry, type PaletteMatch, rank } from '@parley/protocol/text'

type Kind = PaletteEntry['kind']
export type Offers = Readonly<Record<Kind, readonly PaletteEntry[]>>

export interface FoundSection {
  readonly kind: Kind
  readonly title: string
  readonly matches: readonly PaletteMatch[]
}

const kinds = ['chat', 'person', 'command', 'message'] as const satisfies readonly Kind[]
const words: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  chat: ['chat', 'chats'],
  person: ['person', 'people'],
  command: ['command', 'commands'],
  message: ['message', 'messages'],
}
const titles: Readonly<Record<Kind, string>> = {
  chat: 'Chats',
  person: 'People',
  command: 'Commands',
  message: 'Messages in this chat',
}
/** Rows of a section; together what can be drawn without a window. */
const rowsMax: Readonly<Record<Kind, number>> = { chat: 20, person: 10, command: 15, message: 15 }

/**
 * Sections in the order of their best row; among equals chats, people, commands, messages. Without a query: chats and
 * commands. With a sign (`@`, `#`, `>`, `/`) only one kind.
 */
export function foundSections(query: string, offers: Offers): readonly FoundSection[] {
  return kinds
    .filter((kind) => query.trim() !== '' || kind === 'chat' || kind === 'command')
    .map((kind) => ({ kind, title: titles[kind], matches: rank(query, offers[kind], rowsMax[kind]) }))
    .filter(({ matches }) => matches.length > 0)
    .sort((one, other) => bestOf(other) - bestOf(one))
}

const bestOf = ({ matches }: FoundSection): number => matches[0]?.score ?? 0

export const rowsOf = (sections: readonly FoundSection[]): readonly PaletteMatch[] =>
  sections.flatMap(({ matches }) => matches)

/** An entry's own in the page. */
export const keyOf = ({ kind, id }: PaletteEntry): string => `${kind}-${id}`

/** Read out when the results are others: '3 chats, 1 command'. */
export const foundText = (sections: readonly FoundSection[]): string =>
  sections.length === 0
    ? 'Nothing found'
    : sections.map(({ kind, matches }) => `${matches.length} ${words[kind][matches.length === 1 ? 0 : 1]}`).join(', ')

/** The row after this one. `Home` and `End` go to the ends, the arrows round and round; `null`: not a key of the list. */
export function movedTo(key: string, at: number, count: number): number | null {
  if (count === 0) return null
  if (key === 'ArrowDown') return (at + 1) % count
  if (key === 'ArrowUp') return (at - 1 + count) % count
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return null
}

export interface Run {
  readonly text: string
  readonly isMatched: boolean
}

/** The label in pieces that matched and that did not. */
export function runsOf(label: string, positions: readonly number[]): readonly Run[] {
  const matched = new Set(positions)
  const runs: { text: string; readonly isMatched: boolean }[] = []
  for (let at = 0; at < label.length; at++) {
    const isMatched = matched.has(at)
    const last = runs.at(-1)
    if (last?.isMatched === isMatched) last.text += label.charAt(at)
    else runs.push({ text: label.charAt(at), isMatched })
  }
  return runs
}
