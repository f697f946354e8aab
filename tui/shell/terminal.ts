/** The terminal, owned by one module. */
import type { Readable, Writable } from 'node:stream'
import type { Capabilities } from './capabilities.ts'
import type { TerminalEvent } from './event.ts'

export type { Capabilities } from './capabilities.ts'
export type { Key, MouseEvent, TerminalEvent } from './event.ts'

export interface Size {
  readonly columns: number
  readonly rows: number
}

export interface Terminal {
  /** Tells every event in order; the result stops it. */
  on(listener: (event: TerminalEvent) => void): () => void
  /** Guesses from the environment at first, the terminal's own answers soon after. */
  capabilities(): Capabilities
  /** Tells when `capabilities` have changed; the result stops it. */
  onCapabilities(listener: (capabilities: Capabilities) => void): () => void
  /** Asks for a full repaint, after something else has drawn on the screen; the result stops it. */
  onRepaint(listener: () => void): () => void
  /** An input for ink that never delivers anything. */
  readonly stdinForInk: Readable
  /** An output for ink, whose writes reach the terminal only while the shell holds the screen. */
  readonly stdoutForInk: Writable
  size(): Size
  /** Puts a text into the clipboard (OSC 52). `false` where it is longer than `copyBytesMax`: nothing was copied. */
  copy(text: string): boolean
  /** A notification by the best way that the terminal has, or the bell. Control characters are removed. */
  notify(title: string, body: string): void
  /** The window's title. Control characters are removed. */
  title(text: string): void
  bell(): void
  setMouse(isOn: boolean): void
  /** Stops this process as Ctrl-Z does, with the screen given back; resolves when it is continued. */
  suspend(): Promise<void>
  /** Opens `command` (for example `vi` or `code --wait`) on `text`. `null` where it failed or was left with an error. */
  edit(command: string, text: string): Promise<string | null>
  /** Gives the screen back as it was. May be called again. */
  close(): void
}
