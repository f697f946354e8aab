/** How a terminal is set while the shell holds it, and how it is given back. */

/** What the terminal has been asked for beyond what every terminal is asked. */
export interface Modes {
  readonly isMouseOn: boolean
  readonly isKitty: boolean
  readonly hasOtherKeys: boolean
  /** Mode 2027 was turned on by us. */
  readonly isClustering: boolean
  readonly hasTitle: boolean
}

export function enterSequence(modes: Modes): string {
  return [
    // The alternate screen, erased, without cursor; a line that is too long is cut and not wrapped.
    '\x1b[?1049h\x1b[2J\x1b[H\x1b[?25l\x1b[?7l',
    // Bracketed paste, focus, and changes between dark and light.
    '\x1b[?2004h\x1b[?1004h\x1b[?2031h',
    modes.isClustering ? '\x1b[?2027h' : '',
    modes.isMouseOn ? mouseSequence(true) : '',
    keyboardSequence(modes),
  ].join('')
}

export function leaveSequence(modes: Modes): string {
  return [
    // A frame that was cut off, and colours.
    '\x1b[?2026l\x1b[0m',
    // The alternate screen has a keyboard of its own, so this comes before leaving it.
    modes.isKitty ? '\x1b[<u' : '',
    modes.hasOtherKeys ? '\x1b[>4;0m' : '',
    mouseSequence(false),
    '\x1b[?2031l\x1b[?1004l\x1b[?2004l',
    modes.isClustering ? '\x1b[?2027l' : '',
    modes.hasTitle ? '\x1b[23;2t' : '',
    '\x1b[?7h\x1b[?25h\x1b[?1049l',
  ].join('')
}

/** Presses, drags and the wheel, in the form without a bound on columns. */
export function mouseSequence(isOn: boolean): string {
  return isOn ? '\x1b[?1000h\x1b[?1002h\x1b[?1006h' : '\x1b[?1006l\x1b[?1002l\x1b[?1000l'
}

/** Keys that tell escape from alt, and enter with modifiers from enter. */
export function keyboardSequence({ isKitty, hasOtherKeys }: Pick<Modes, 'isKitty' | 'hasOtherKeys'>): string {
  if (isKitty) return '\x1b[>5u'
  return hasOtherKeys ? '\x1b[>4;1m' : ''
}

/** Remembers the window's title, before it is changed for the first time. */
export const keepTitleSequence = '\x1b[22;2t'
