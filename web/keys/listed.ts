/** The table as people read it: by section, with the keys in force. */
import { type Section, sections } from './action.ts'
import { type Bindings, chordsOf } from './bindings.ts'
import { ariaChord, formatChord } from './chord.ts'
import { type Action, actions } from './table.ts'

interface ListedAction {
  readonly action: Action
  readonly chords: readonly string[]
}

export interface ListedSection {
  readonly section: Section
  readonly listed: readonly ListedAction[]
}

/** Each word of the query is in the action's words, or in the name of its section, or its keys. Empty sections are left out. */
export function listedActions(bindings: Bindings, query: string): readonly ListedSection[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return sections
    .map((section) => ({
      section,
      listed: actions
        .filter((action) => action.section === section)
        .map((action: Action) => ({ action, chords: chordsOf(bindings, action.id) }))
        .filter((one) => {
          const text = textOf(one, bindings.isMac)
          return words.every((word) => text.includes(word))
        }),
    }))
    .filter(({ listed }) => listed.length > 0)
}

const textOf = ({ action, chords }: ListedAction, isMac: boolean): string =>
  [action.label, action.section, ...chords.flatMap((chord) => [formatChord(chord, isMac), ariaChord(chord, isMac)])]
    .join(' ')
    .toLowerCase()
