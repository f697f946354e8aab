/** What vim remembers between two keys. */

export type VimMode = 'insert' | 'normal' | 'visual' | 'visualLine'

export interface VimState {
  readonly mode: VimMode
  /** Keys of a command that is not complete, as typed: `2d3`, `ci`, `"`. Empty for none. */
  readonly typed: string
  /** Keys of the last change, for `.`; empty for none. */
  readonly lastChange: string
}
