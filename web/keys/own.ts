/**
 * A person's own keys, which the setting `web/keys` keeps for all of their devices:
 * `{"letters": true, "keys": {"chat.search": ["mod+f", "f3"]}}`. What is wrong in it is told in words and left out; the rest
 * works.
 */
import { type Bindings, makeBindings, type Own, tableBindings } from './bindings.ts'
import { formatChord, parseChord } from './chord.ts'
import { refusedChord } from './kept.ts'
import { type Action, actionOf } from './table.ts'

const chordsPerActionMax = 4
const nothing: Own = { letters: false, keys: new Map() }

/** Never throws. `null`: the person has no keys of their own. */
export function readBindings(setting: string | null, isMac: boolean): Bindings {
  if (setting === null) return tableBindings(isMac)
  const mistakes: string[] = []
  const own = readOwn(setting, mistakes)
  return makeBindings(
    {
      own,
      mistakes,
      chordsFor: (action) => ownChords(own, action, isMac, mistakes),
      clash: (chord, first, second) =>
        void mistakes.push(
          `${formatChord(chord, isMac)} is wanted by “${first.label}” and by “${second.label}”; the first has it.`,
        ),
    },
    isMac,
  )
}

function ownChords(own: Own, action: Action, isMac: boolean, mistakes: string[]): readonly string[] {
  const found: string[] = []
  for (const text of own.keys.get(action.id) ?? []) {
    const chord = parseChord(text)
    const refused = chord === null ? `“${text}” names no keys.` : refusedChord(chord, action.contexts, isMac)
    if (refused !== null) mistakes.push(`${refused} “${action.label}” is without it.`)
    else if (chord !== null) found.push(chord)
  }
  return found
}

function readOwn(setting: string, mistakes: string[]): Own {
  const told = parse(setting)
  if (told === null) {
    mistakes.push('Your own keys could not be read; these are the keys at first.')
    return nothing
  }
  const keys = new Map<string, readonly string[]>()
  const letters = 'letters' in told && told.letters === true
  if (!('keys' in told)) return { letters, keys }
  if (typeof told.keys !== 'object' || told.keys === null || Array.isArray(told.keys)) {
    mistakes.push('Your own keys could not be read; these are the keys at first.')
    return { letters, keys }
  }
  for (const [id, value] of Object.entries(told.keys)) {
    const listed: unknown = value
    if (actionOf(id) === null) mistakes.push(`There are keys for “${id}”, which this version cannot do.`)
    if (!Array.isArray(listed)) mistakes.push(`The keys of “${actionOf(id)?.label ?? id}” are no list.`)
    else {
      const texts = listed.filter((text): text is string => typeof text === 'string')
      if (texts.length > chordsPerActionMax)
        mistakes.push(`“${actionOf(id)?.label ?? id}” has more than ${chordsPerActionMax} keys; the first are used.`)
      keys.set(id, texts.slice(0, chordsPerActionMax))
    }
  }
  return { letters, keys }
}

function parse(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

/** For the setting; `null` where nothing is the person's own. */
export const ownToText = ({ letters, keys }: Own): string | null =>
  !letters && keys.size === 0 ? null : JSON.stringify({ letters, keys: Object.fromEntries(keys) })
