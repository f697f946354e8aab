/** What a person does at a terminal, and what the terminal tells about itself: the only form in which input reaches the client. */

/** One key, or one grapheme that was typed. */
export interface Key {
  /**
   * A grapheme as it was typed (`a`, `G`, `é`, `👍🏽`), or one of `enter tab escape backspace delete up down left right home end
   * pageup pagedown insert space f1` to `f35`. With ctrl it is the letter in lower case.
   */
  readonly name: string
  /** What it would insert into a text; empty for none. */
  readonly text: string
  readonly ctrl: boolean
  readonly alt: boolean
  /** Told for named keys, and for letters where the terminal tells it; a letter in upper case is simply that letter. */
  readonly shift: boolean
}

/** Cells count from 0 at the top left. */
export interface MouseEvent {
  readonly type: 'mouse'
  readonly action: 'press' | 'release' | 'drag' | 'wheelUp' | 'wheelDown'
  /** 0 left, 1 middle, 2 right; 0 for the wheel. */
  readonly button: number
  readonly x: number
  readonly y: number
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
}

export type TerminalEvent =
  | { readonly type: 'key'; readonly key: Key }
  /** Raw text as it was pasted, line ends as `\n`. It may hold anything but a paste's end mark: sanitise before showing. */
  | { readonly type: 'paste'; readonly text: string }
  | MouseEvent
  | { readonly type: 'focus'; readonly isFocused: boolean }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly type: 'background'; readonly theme: 'dark' | 'light' }
