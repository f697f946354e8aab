/** What vim remembers between two keys. */
import type { EditorAction } from '../../composer/editor.ts'
import type { ActionId } from '../table.ts'

type VimMode = 'insert' | 'normal' | 'visual' | 'visualLine'

export interface VimState {
  readonly mode: VimMode
  /** Keys of a command that is not complete, as typed: `2d3`, `ci`. Empty for none; at most `typedCharsMax`. */
  readonly typed: string
  /** The last change as it was typed, for `.`; empty for none. What was then inserted is not repeated. */
  readonly lastChange: string
  /** The entry of the kill ring that whole lines went to, and those lines with their ends; null where it was no lines. */
  readonly lines: { readonly held: string; readonly text: string } | null
}

export const insertMode: VimState = { mode: 'insert', typed: '', lastChange: '', lines: null }

export const typedCharsMax = 16

export type VimResult =
  | { readonly type: 'edits'; readonly vim: VimState; readonly edits: readonly EditorAction[] }
  | { readonly type: 'action'; readonly vim: VimState; readonly id: ActionId; readonly count?: number }
  | { readonly type: 'pending'; readonly vim: VimState }
  | { readonly type: 'none'; readonly vim: VimState }
