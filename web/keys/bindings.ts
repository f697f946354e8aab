/**
 * The keys in force: the table's, changed by a person's own, which the setting `web/keys` keeps for all of their devices:
 * `{"letters": true, "keys": {"chat.search": ["mod+f", "f3"]}}`. What is wrong in it is told in words and left out; the rest
 * works.
 */
import type { KeyContext } from './action.ts'
import { formatChord, parseChord } from './chord.ts'
import { refusedChord } from './kept.ts'
import { isSamePlace } from './resolve.ts'
import { type Action, actionOf, type ActionId, actions } from './table.ts'

export const keysSetting = 'web/keys'

/** A person's own keys. */
export interface Own {
  /** Also keys of one letter. */
  readonly letters: boolean
  /** All keys of an action, in place of the table's. Ids that this version does not know are kept for those that do. */
  readonly keys: ReadonlyMap<string, readonly string[]>
}

export interface Bindings {
  readonly isMac: boolean
  readonly own: Own
  /** In their one form. */
  readonly chords: ReadonlyMap<ActionId, readonly string[]>
  readonly places: Readonly<Record<KeyContext, ReadonlyMap<string, ActionId>>>
  /** A sentence for each part of the setting that was left out. */
  readonly mistakes: readonly string[]
}

const chordsPerActionMax = 4
const nothing: Own = { letters: false, keys: new Map() }

/** Never throws. `null`: the person has no keys of their own. */
export function readBindings(setting: string | null, isMac: boolean): Bindings {
  const mistakes: string[] = []
  return bindingsOf(setting === null ? nothing : readOwn(setting, mistakes), isMac, mistakes)
}

function bindingsOf(own: Own, isMac: boolean, mistakes: string[]): Bindings {
  const chords = new Map<ActionId, string[]>()
  const taken: { readonly action: Action; readonly chord: string }[] = []
  const takenBy = (action: Action, chord: string): Action | null =>
    taken.find((one) => one.chord === chord && isSamePlace(one.action.contexts, action.contexts))?.action ?? null
  const take = (action: Action, chord: string): void => {
    taken.push({ action, chord })
    chords.set(action.id, [...(chords.get(action.id) ?? []), chord])
  }
  // What the person asks for goes before what the table says.
  for (const action of actions) {
    for (const chord of ownChords(own, action, isMac, mistakes)) {
      const other = takenBy(action, chord)
      if (other === null) take(action, chord)
      else if (other.id !== action.id)
        mistakes.push(
          `${formatChord(chord, isMac)} is wanted by “${other.label}” and by “${action.label}”; the first has it.`,
        )
    }
  }
  for (const action of actions) {
    if (own.keys.has(action.id)) continue
    for (const chord of tableChords(action, isMac, own.letters))
      if (takenBy(action, chord) === null) take(action, chord)
  }
  const places: Record<KeyContext, Map<string, ActionId>> = {
    emptyComposer: new Map(),
    composer: new Map(),
    message: new Map(),
    chat: new Map(),
    anywhere: new Map(),
  }
  for (const { action, chord } of taken) for (const context of action.contexts) places[context].set(chord, action.id)
  return { isMac, own, chords, places, mistakes }
}

function tableChords({ chords, macChords, letters }: Action, isMac: boolean, withLetters: boolean): readonly string[] {
  const own = isMac ? (macChords ?? chords) : chords
  return withLetters && letters !== undefined ? [...own, ...letters] : own
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

export const chordsOf = ({ chords }: Bindings, id: ActionId): readonly string[] => chords.get(id) ?? []

/** Actions that have these keys where this action wants them. */
export const takers = (bindings: Bindings, action: Action, chord: string): readonly Action[] =>
  actions.filter(
    (other) =>
      other.id !== action.id &&
      chordsOf(bindings, other.id).includes(chord) &&
      isSamePlace(other.contexts, action.contexts),
  )
