/**
 * The keys in force: the table's, changed by a person's own. Whoever has none of their own (most) needs nothing else; `own.ts`
 * reads those of the others.
 */
import type { KeyContext } from './action.ts'
import { isSamePlace } from './resolve.ts'
import { type Action, type ActionId, actions } from './table.ts'

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

/** What a person's own keys are to the table. */
export interface OwnKeys {
  readonly own: Own
  chordsFor(action: Action): readonly string[]
  /** Two actions want the same keys in the same place: the first has them. */
  clash(chord: string, first: Action, second: Action): void
  readonly mistakes: readonly string[]
}

const nothing: OwnKeys = {
  own: { letters: false, keys: new Map() },
  chordsFor: () => [],
  clash: () => undefined,
  mistakes: [],
}

/** Without keys of one's own. */
export const tableBindings = (isMac: boolean): Bindings => makeBindings(nothing, isMac)

export function makeBindings({ own, chordsFor, clash, mistakes }: OwnKeys, isMac: boolean): Bindings {
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
    for (const chord of chordsFor(action)) {
      const other = takenBy(action, chord)
      if (other === null) take(action, chord)
      else if (other.id !== action.id) clash(chord, other, action)
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

export const chordsOf = ({ chords }: Bindings, id: ActionId): readonly string[] => chords.get(id) ?? []

/** Actions that have these keys where this action wants them. */
export const takers = (bindings: Bindings, action: Action, chord: string): readonly Action[] =>
  actions.filter(
    (other) =>
      other.id !== action.id &&
      chordsOf(bindings, other.id).includes(chord) &&
      isSamePlace(other.contexts, action.contexts),
  )
