/**
 * Keys as text: `mod+k`, `alt+shift+up`, `?`. One form per key, so that texts can be compared, the same for every layout.
 *
 * `mod` is ⌘ on a Mac and Ctrl elsewhere; `ctrl` is the other one, which only a Mac has. Shift is told only with letters and
 * named keys: whether a sign needs it is the layout's business.
 */

/** The part of a `KeyboardEvent` that says which keys. */
export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly isComposing?: boolean
  readonly keyCode?: number
  getModifierState(name: string): boolean
}

/** Their names in a chord, for people, for people with a Mac, and as `aria-keyshortcuts` has them. */
const named: Readonly<Record<string, readonly [plain: string, mac: string, aria: string]>> = {
  enter: ['Enter', '↩', 'Enter'],
  tab: ['Tab', '⇥', 'Tab'],
  escape: ['Esc', 'Esc', 'Escape'],
  backspace: ['Backspace', '⌫', 'Backspace'],
  delete: ['Del', '⌦', 'Delete'],
  up: ['Up', '↑', 'ArrowUp'],
  down: ['Down', '↓', 'ArrowDown'],
  left: ['Left', '←', 'ArrowLeft'],
  right: ['Right', '→', 'ArrowRight'],
  home: ['Home', 'Home', 'Home'],
  end: ['End', 'End', 'End'],
  pageup: ['PgUp', 'PgUp', 'PageUp'],
  pagedown: ['PgDn', 'PgDn', 'PageDown'],
  insert: ['Ins', 'Ins', 'Insert'],
  space: ['Space', 'Space', 'Space'],
}
const nameOfKey: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(named).map(([name, [, , aria]]) => [aria.toLowerCase(), name])),
  ' ': 'space',
  esc: 'escape',
  del: 'delete',
}
const signOfCode: Readonly<Record<string, string>> = {
  Slash: '/',
  Period: '.',
  Comma: ',',
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
  Backslash: '\\',
}
const functionKey = /^f([1-9]|1\d|2[0-4])$/
const letter = /^\p{L}$/u
/** What a key of a Mac composes with: never a key by itself. */
const composing = 229

interface Parts {
  readonly mod: boolean
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
  /** A letter in lower case, a sign, or a name. */
  readonly key: string
}

/** The keys that are pressed; `null` for a modifier alone, for what composes a text, and for AltGr, which types. */
export function chordOf(press: KeyPress, isMac: boolean): string | null {
  if (press.isComposing === true || press.keyCode === composing) return null
  // Windows says Ctrl and Alt for AltGr; Firefox says AltGr for every Option on a Mac.
  if (!isMac && (press.getModifierState('AltGraph') || press.metaKey)) return null
  const key = keyOf(press, isMac)
  if (key === null) return null
  return joined({
    mod: isMac ? press.metaKey : press.ctrlKey,
    ctrl: isMac && press.ctrlKey,
    alt: press.altKey,
    shift: press.shiftKey && tellsShift(key),
    key,
  })
}

function keyOf({ key, code, altKey }: KeyPress, isMac: boolean): string | null {
  const name = nameOfKey[key.toLowerCase()] ?? key.toLowerCase()
  if (isNamed(name)) return name
  const place = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase()
  // Option on a Mac types signs and accents: there the place of the key is what is meant.
  if (isMac && altKey) return place ?? /^Digit(\d)$/.exec(code)?.[1] ?? signOfCode[code] ?? null
  // Letters of other scripts stand on the places of Latin ones.
  if (letter.test(name) && !/[a-z]/.test(name) && place !== undefined) return place
  return isOneSign(name) ? name : null
}

const isNamed = (key: string): boolean => Object.hasOwn(named, key) || functionKey.test(key)
const tellsShift = (key: string): boolean => isNamed(key) || letter.test(key)
const isOneSign = (key: string): boolean => Array.from(key).length === 1 && !/[\p{C}\p{Z}\p{M}]/u.test(key)

const joined = ({ mod, ctrl, alt, shift, key }: Parts): string =>
  `${mod ? 'mod+' : ''}${ctrl ? 'ctrl+' : ''}${alt ? 'alt+' : ''}${shift ? 'shift+' : ''}${key}`

/** The one form of a chord, whatever the order of its modifiers; `null` where it names no keys. */
export function parseChord(text: string): string | null {
  const parts = partsOf(text)
  return parts === null ? null : joined(parts)
}

function partsOf(text: string): Parts | null {
  let rest = text.trim().toLowerCase()
  const modifiers = new Set<string>()
  for (let found = modifier.exec(rest); found !== null; found = modifier.exec(rest)) {
    const [whole, name = ''] = found
    if (modifiers.has(name)) return null
    modifiers.add(name)
    rest = rest.slice(whole.length)
  }
  const key = nameOfKey[rest] ?? rest
  if (!isNamed(key) && !isOneSign(key)) return null
  const shift = modifiers.has('shift')
  if (shift && !tellsShift(key)) return null
  return { mod: modifiers.has('mod'), ctrl: modifiers.has('ctrl'), alt: modifiers.has('alt'), shift, key }
}
const modifier = /^(mod|ctrl|alt|shift)\+(?=.)/su

/** Types or edits a text, so that a field wants it for itself. */
export function isTextChord(chord: string, isMac: boolean): boolean {
  const parts = partsOf(chord)
  if (parts === null || parts.mod || parts.ctrl || functionKey.test(parts.key)) return false
  return !parts.alt || (isMac && isOneSign(parts.key))
}

/** Types a sign. */
export function isTypedChord(chord: string, isMac: boolean): boolean {
  const parts = partsOf(chord)
  return parts !== null && isTextChord(chord, isMac) && (parts.key === 'space' || isOneSign(parts.key))
}

/** For people: `Ctrl+Shift+R`, `⇧⌘R`. */
export function formatChord(chord: string, isMac: boolean): string {
  const parts = partsOf(chord)
  if (parts === null) return chord
  const [plain, mac] = named[parts.key] ?? [parts.key.toUpperCase(), parts.key.toUpperCase()]
  if (isMac)
    return `${parts.ctrl ? '⌃' : ''}${parts.alt ? '⌥' : ''}${parts.shift ? '⇧' : ''}${parts.mod ? '⌘' : ''}${mac}`
  const ctrl = parts.mod || parts.ctrl ? 'Ctrl+' : ''
  return `${ctrl}${parts.alt ? 'Alt+' : ''}${parts.shift ? 'Shift+' : ''}${plain}`
}

/** As `aria-keyshortcuts` has it: `Control+Shift+R`. */
export function ariaChord(chord: string, isMac: boolean): string {
  const parts = partsOf(chord)
  if (parts === null) return ''
  const key = named[parts.key]?.[2] ?? (parts.key === '+' ? 'Plus' : parts.key.toUpperCase())
  const mod = parts.mod ? (isMac ? 'Meta+' : 'Control+') : ''
  return `${mod}${parts.ctrl ? 'Control+' : ''}${parts.alt ? 'Alt+' : ''}${parts.shift ? 'Shift+' : ''}${key}`
}
