/** What vim remembers between two keys. */
import type { EditorAction } from '../../composer/editor.ts'
import type { ActionId } from '../table.ts'

export type VimMode = 'insert' | 'normal' | 'visual' | 'visualLine'

export interface VimState {
  readonly mode: VimMode
  /** Keys of a command that is not complete, as typed: `2d3`, `ci`. Empty for none; at most `typedCharsMax`. */
  readonly typed: string
  /** The last change as it was typed, for `.`; empty for none. What was then inserted is not repeated. */
  readonly lastChange: string
}

export const insertMode: VimState = { mode: 'insert', typed: '', lastChange: '' }

export const typedCharsMax = 16

export type VimResult =
  | { readonly type: 'edits'; readonly vim: VimState; readonly edits: readonly EditorAction[] }
  | { readonly type: 'action'; readonly vim: VimState; readonly id: ActionId }
  | { readonly type: 'pending'; readonly vim: VimState }
  | { readonly type: 'none'; readonly vim: VimState }
