/** What a terminal can do. */

export interface Capabilities {
  /** How many colours it shows; 0 with `NO_COLOR` or a dumb terminal. */
  readonly colours: 0 | 16 | 256 | 16777216
  /** `null` where the terminal does not tell. */
  readonly background: 'dark' | 'light' | null
  /** The kitty keyboard protocol is on: a lone escape is told at once, and alt+key is no guess. */
  readonly isKitty: boolean
  /** Synchronized output (mode 2026). */
  readonly hasSync: boolean
  /** Hyperlinks (OSC 8) are shown or at least ignored. */
  readonly osc8: boolean
  readonly notify: 'osc9' | 'osc777' | 'osc99' | 'bell'
  readonly multiplexer: 'tmux' | 'screen' | null
  /** Measured cells of clusters that terminals dispute, by cluster; `null` until measured or where it cannot be. */
  readonly widths: Readonly<Record<string, number>> | null
}
