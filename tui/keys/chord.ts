/** Keys as text: `ctrl+k`, `shift+tab`, `g g`. One form per key, so that texts can be compared. */
import type { Key } from '../shell/event.ts'

const names: Readonly<Record<string, string>> = {
  enter: 'Enter',
  tab: 'Tab',
  escape: 'Esc',
  backspace: 'Backspace',
  delete: 'Del',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  home: 'Home',
  end: 'End',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  insert: 'Ins',
  space: 'Space',
}
const otherNames: Readonly<Record<string, string>> = {
  return: 'enter',
  esc: 'escape',
  del: 'delete',
  ins: 'insert',
  pgup: 'pageup',
  pgdn: 'pagedown',
}
const functionKey = /^f([1-9]|[12]\d|3[0-5])$/
/** Keys of one sequence. */
const sequenceMax = 4
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

const isNamed = (name: string): boolean => Object.hasOwn(names, name) || functionKey.test(name)

/** Types a text, so it is text wherever text is written. */
export const isTyped = (key: Key): boolean =>
  key.text !== '' && !key.ctrl && !key.alt && (key.name === 'space' || !isNamed(key.name))

/** The one form of a key. Shift is told only where the name does not say it already. */
export function keyName({ name, ctrl, alt, shift }: Key): string {
  const character = name === ' ' ? 'space' : name
  const isShifted = shift && character !== 'space' && (isNamed(character) || ctrl)
  const letter = ctrl && !isNamed(character) ? character.toLowerCase() : character
  return `${ctrl ? 'ctrl+' : ''}${alt ? 'alt+' : ''}${isShifted ? 'shift+' : ''}${letter}`
}

/** The keys of a sequence in their one form, joined by spaces; `null` where they name no keys. */
export function parseKeys(text: string): string | null {
  const words = text.trim().split(/\s+/)
  if (words.length > sequenceMax) return null
  const chords: string[] = []
  for (const word of words) {
    const chord = parseChord(word)
    if (chord === null) return null
    chords.push(chord)
  }
  return chords.join(' ')
}

/** The first key of a sequence types a text. */
export function beginsTyped(keys: string): boolean {
  const [first = ''] = keys.split(' ')
  return first === 'space' || (!/^(?:ctrl|alt|shift)\+./.test(first) && !isNamed(first))
}

function parseChord(word: string): string | null {
  const modifiers = new Set<string>()
  let rest = word
  for (;;) {
    const found = /^(ctrl|control|alt|meta|shift)\+(?=.)/i.exec(rest)
    if (found === null) break
    const modifier = found[1]?.toLowerCase() ?? ''
    modifiers.add(modifier === 'control' ? 'ctrl' : modifier === 'meta' ? 'alt' : modifier)
    rest = rest.slice(found[0].length)
  }
  const lower = rest.toLowerCase()
  const named = otherNames[lower] ?? lower
  const ctrl = modifiers.has('ctrl')
  const alt = modifiers.has('alt')
  const shift = modifiers.has('shift')
  if (isNamed(named)) return keyName({ name: named, text: '', ctrl, alt, shift })
  if ([...segmenter.segment(rest)].length !== 1 || /^\p{C}/u.test(rest)) return null
  return keyName({ name: shift && !ctrl ? rest.toUpperCase() : rest, text: '', ctrl, alt, shift })
}

/** For people: `Ctrl-K`, `Alt-Enter`, `g g`. */
export const keyLabel = (keys: string): string =>
  keys
    .split(' ')
    .map((chord) => label(chord, 'Ctrl-'))
    .join(' ')

/** As short as it is understood: `^K`, `Alt-Enter`. */
export const shortLabel = (keys: string): string =>
  keys
    .split(' ')
    .map((chord) => label(chord, '^'))
    .join(' ')

function label(chord: string, ctrl: string): string {
  const found = /^(ctrl\+)?(alt\+)?(shift\+)?(.+)$/su.exec(chord)
  if (found === null) return chord
  const [, hasCtrl, hasAlt, hasShift, name = ''] = found
  const isUpper = hasAlt !== undefined && name !== name.toLowerCase()
  const shown =
    names[name] ?? (functionKey.test(name) || hasCtrl !== undefined || hasAlt !== undefined ? name.toUpperCase() : name)
  const isShort = hasAlt === undefined && hasShift === undefined && Array.from(name).length === 1
  const control = hasCtrl === undefined ? '' : isShort ? ctrl : 'Ctrl-'
  return `${control}${hasAlt === undefined ? '' : 'Alt-'}${hasShift !== undefined || isUpper ? 'Shift-' : ''}${shown}`
}
