/** What a terminal answers to a question, or tells by itself. None of it is a key. */
export type TerminalReply =
  /** The end mark of a series of questions: every terminal answers this one (DA1). */
  | { readonly type: 'attributes' }
  /** Where the cursor is; cells count from 1, as the terminal tells them. */
  | { readonly type: 'position'; readonly row: number; readonly column: number }
  /** DECRPM: 0 unknown, 1 set, 2 reset, 3 always set, 4 always reset. */
  | { readonly type: 'mode'; readonly mode: number; readonly value: number }
  /** OSC 10 is the text's colour, OSC 11 the background's. Each channel is in [0, 1]. */
  | { readonly type: 'colour'; readonly of: 10 | 11; readonly rgb: readonly [number, number, number] }
  | { readonly type: 'version'; readonly text: string }
  | { readonly type: 'kitty'; readonly flags: number }
