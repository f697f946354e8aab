/** What the palette offers for what was typed. */

export interface PaletteEntry {
  readonly kind: 'chat' | 'person' | 'command' | 'message'
  /** Of the chat, the person, the action, or whatever leads to the message. */
  readonly id: string
  /** Sanitised, one line. */
  readonly label: string
  /** Matched after the label: a username, keys of a command, chat and time of a message. */
  readonly detail: string
  /** When it was last used or written, in ms since 1970; 0 for never. */
  readonly usedAt: number
}

export interface PaletteMatch {
  readonly entry: PaletteEntry
  /** UTF-16 offsets in `label` of matched characters, ascending. */
  readonly positions: readonly number[]
}
