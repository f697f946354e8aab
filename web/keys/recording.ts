/** What comes of the keys that a person presses to give them to an action. */
import { type Bindings, chordsOf, takers } from './bindings.ts'
import { chordOf, formatChord, type KeyPress } from './chord.ts'
import { refusedChord } from './kept.ts'
import type { Action } from './table.ts'

export type Recorded =
  /** A modifier, or what composes a text: more is to come. */
  | { readonly type: 'nothing' }
  /** Escape, or Tab, which goes on as always. */
  | { readonly type: 'left'; readonly goesOn: boolean }
  | { readonly type: 'refused'; readonly text: string }
  /** Others have these keys, where this action wants them. */
  | { readonly type: 'taken'; readonly chord: string; readonly by: readonly Action[]; readonly text: string }
  | { readonly type: 'given'; readonly chord: string }

export function recorded(bindings: Bindings, action: Action, press: KeyPress): Recorded {
  const chord = chordOf(press, bindings.isMac)
  if (chord === null) return { type: 'nothing' }
  if (chord === 'escape') return { type: 'left', goesOn: false }
  if (chord === 'tab' || chord === 'shift+tab') return { type: 'left', goesOn: true }
  const refused = refusedChord(chord, action.contexts, bindings.isMac)
  if (refused !== null) return { type: 'refused', text: refused }
  const by = takers(bindings, action, chord)
  if (by.length === 0 || chordsOf(bindings, action.id).includes(chord)) return { type: 'given', chord }
  const names = by.map(({ label }) => `“${label}”`).join(' and ')
  return { type: 'taken', chord, by, text: `${formatChord(chord, bindings.isMac)} already does ${names}.` }
}
