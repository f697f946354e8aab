/** From keys to what they mean. A pure machine: what was pressed before is in its state. */
import type { Editor, EditorAction } from '../composer/editor.ts'
import type { Key } from '../shell/event.ts'
import type { Scope } from './action.ts'
import type { Bindings } from './bindings.ts'
import type { ActionId } from './table.ts'
import type { VimState } from './vim/state.ts'

export interface KeysState {
  /** Chords of a sequence that has begun. */
  readonly prefix: readonly string[]
  /** Digits typed before a command of vim's; empty for none. */
  readonly digits: string
  readonly vim: VimState
}

export interface KeysContext {
  readonly bindings: Bindings
  /** Where the focus is, the most specific first: `['assist', 'composer']`. `global` always comes last by itself. */
  readonly scopes: readonly Scope[]
  /** The composer's, for vim. */
  readonly editor: Editor
}

export type Outcome =
  /** `count` is what was typed before the key in vim mode, 1 to `countMax`. */
  | { readonly type: 'action'; readonly id: ActionId; readonly count?: number }
  /** Typed text. Where no text is written it is nothing, or begins a filter. */
  | { readonly type: 'insert'; readonly text: string }
  /** Changes of the composer's text, in this order. May be empty: only vim's mode has changed. */
  | { readonly type: 'edits'; readonly edits: readonly EditorAction[] }
  /** A sequence has begun. `prefix` is for people. */
  | { readonly type: 'pending'; readonly prefix: string; readonly options: readonly PendingOption[] }
  | { readonly type: 'none' }

export interface PendingOption {
  /** What to press next, for people. */
  readonly keys: string
  readonly title: string
}

export interface Pressed {
  readonly state: KeysState
  readonly outcome: Outcome
}
