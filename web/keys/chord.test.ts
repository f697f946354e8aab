import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { ariaChord, chordOf, formatChord, isTextChord, isTypedChord, type KeyPress, parseChord } from './chord.ts'

interface Press extends Partial<Omit<KeyPress, 'getModifierState'>> {
  readonly altGr?: boolean
}
const press = ({ altGr = false, ...more }: Press): KeyPress => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
  getModifierState: (name) => name === 'AltGraph' && altGr,
})
const pressed = (more: Press, isMac = false): string | null => chordOf(press(more), isMac)

test('[WEBK5] keys are read in any order of modifiers and have one form', () => {
  const rows = [
    ['Ctrl+K', 'ctrl+k'],
    ['shift+mod+X', 'mod+shift+x'],
    ['Alt+ArrowUp', 'alt+up'],
    ['alt+UP', 'alt+up'],
    ['Esc', 'escape'],
    ['mod+Space', 'mod+space'],
    ['mod++', 'mod++'],
    ['+', '+'],
    ['?', '?'],
    ['mod+/', 'mod+/'],
    ['F6', 'f6'],
    ['é', 'é'],
  ] as const
  for (const [text, form] of rows) expect([text, parseChord(text)]).toEqual([text, form])
  for (const text of ['', '   ', 'mod+', 'mod+mod+k', 'mod+kk', 'hyper+k', 'f0', 'f25', 'shift+?', 'shift+1', '\u0007'])
    expect([text, parseChord(text)]).toEqual([text, null])
})

test('[WEBK5] what is written is read as the same keys', () => {
  const key = fc.oneof(
    fc.constantFrom('enter', 'up', 'pagedown', 'space', 'f6', 'f24', '/', '+', '?', 'k', 'я', '1'),
    fc.string({ minLength: 1, maxLength: 1 }),
  )
  fc.assert(
    fc.property(key, fc.uniqueArray(fc.constantFrom('mod', 'ctrl', 'alt', 'shift')), (key, modifiers) => {
      const form = parseChord([...modifiers, key].join('+'))
      if (form === null) return
      expect(parseChord(form)).toBe(form)
      expect(parseChord(form.toUpperCase())).toBe(form)
      // For people it is another text for other keys.
      for (const isMac of [false, true]) expect(formatChord(form, isMac).length).toBeGreaterThan(0)
    }),
  )
})

test('[WEBK6] pressed keys have the form in which they are written, on a Mac with ⌘ for Ctrl', () => {
  expect(pressed({ key: 'k', code: 'KeyK', ctrlKey: true })).toBe('mod+k')
  expect(pressed({ key: 'k', code: 'KeyK', metaKey: true }, true)).toBe('mod+k')
  expect(pressed({ key: 'k', code: 'KeyK', ctrlKey: true }, true)).toBe('ctrl+k')
  // The key of the system is no key of a page.
  expect(pressed({ key: 'k', code: 'KeyK', metaKey: true })).toBeNull()
  expect(pressed({ key: 'X', code: 'KeyX', ctrlKey: true, shiftKey: true })).toBe('mod+shift+x')
  expect(pressed({ key: 'R', code: 'KeyR' })).toBe('r')
  expect(pressed({ key: 'ArrowUp', code: 'ArrowUp', altKey: true, shiftKey: true })).toBe('alt+shift+up')
  expect(pressed({ key: 'Enter', code: 'NumpadEnter' })).toBe('enter')
  expect(pressed({ key: ' ', code: 'Space' })).toBe('space')
  for (const key of ['Shift', 'Control', 'Alt', 'Meta', 'Dead', 'Unidentified', 'AltGraph', 'Process'])
    expect([key, pressed({ key, ctrlKey: key === 'Control' })]).toEqual([key, null])
})

test('[WEBK6] signs are what the layout types, letters of other scripts stand on the places of Latin ones', () => {
  expect(pressed({ key: '/', code: 'Digit7', ctrlKey: true, shiftKey: true })).toBe('mod+/')
  expect(pressed({ key: '?', code: 'Slash', shiftKey: true })).toBe('?')
  expect(pressed({ key: '.', code: 'Comma', ctrlKey: true, shiftKey: true })).toBe('mod+.')
  expect(pressed({ key: 'л', code: 'KeyK', ctrlKey: true })).toBe('mod+k')
  expect(pressed({ key: 'Л', code: 'KeyK', ctrlKey: true, shiftKey: true })).toBe('mod+shift+k')
  // A Latin layout that has its letters elsewhere means the letter, not the place.
  expect(pressed({ key: 'k', code: 'KeyV', ctrlKey: true })).toBe('mod+k')
  expect(pressed({ key: 'ö', code: 'Semicolon' })).toBe('ö')
})

test('[WEBK6] Option on a Mac types signs, so there the place counts', () => {
  expect(pressed({ key: '˚', code: 'KeyK', altKey: true, metaKey: true }, true)).toBe('mod+alt+k')
  expect(pressed({ key: 'Dead', code: 'KeyN', altKey: true }, true)).toBe('alt+n')
  expect(pressed({ key: '÷', code: 'Slash', altKey: true }, true)).toBe('alt+/')
  // Firefox calls it AltGr.
  expect(pressed({ key: 'ArrowUp', code: 'ArrowUp', altKey: true, altGr: true }, true)).toBe('alt+up')
})

test('[WEBK7] AltGr types: it is never Ctrl and Alt', () => {
  expect(pressed({ key: '@', code: 'KeyQ', ctrlKey: true, altKey: true, altGr: true })).toBeNull()
  expect(pressed({ key: 'k', code: 'KeyK', ctrlKey: true, altKey: true, altGr: true })).toBeNull()
  expect(pressed({ key: '€', code: 'KeyE', altGr: true })).toBeNull()
  expect(pressed({ key: 'k', code: 'KeyK', ctrlKey: true, altKey: true })).toBe('mod+alt+k')
})

test('[WEBK7] keys that compose a text are none', () => {
  expect(pressed({ key: 'Enter', code: 'Enter', isComposing: true })).toBeNull()
  expect(pressed({ key: 'Enter', code: 'Enter', keyCode: 229 })).toBeNull()
  expect(pressed({ key: 'Enter', code: 'Enter', keyCode: 13 })).toBe('enter')
})

test('[WEBK8] keys are shown as they are printed, and told to readers of the screen', () => {
  const rows = [
    ['mod+shift+r', 'Ctrl+Shift+R', '⇧⌘R', 'Control+Shift+R', 'Meta+Shift+R'],
    ['alt+up', 'Alt+Up', '⌥↑', 'Alt+ArrowUp', 'Alt+ArrowUp'],
    ['mod+alt+k', 'Ctrl+Alt+K', '⌥⌘K', 'Control+Alt+K', 'Meta+Alt+K'],
    ['?', '?', '?', '?', '?'],
    ['mod++', 'Ctrl++', '⌘+', 'Control+Plus', 'Meta+Plus'],
    ['f6', 'F6', 'F6', 'F6', 'F6'],
    ['shift+enter', 'Shift+Enter', '⇧↩', 'Shift+Enter', 'Shift+Enter'],
  ] as const
  for (const [chord, plain, mac, aria, ariaMac] of rows)
    expect([
      formatChord(chord, false),
      formatChord(chord, true),
      ariaChord(chord, false),
      ariaChord(chord, true),
    ]).toEqual([plain, mac, aria, ariaMac])
})

test('[WEBK9] keys that type or edit a text are told from those that do not', () => {
  for (const chord of ['r', '?', 'space', 'enter', 'shift+up', 'end', 'delete'])
    expect([chord, isTextChord(chord, false)]).toEqual([chord, true])
  for (const chord of ['mod+k', 'alt+up', 'f6', 'shift+f6', 'alt+k'])
    expect([chord, isTextChord(chord, false)]).toEqual([chord, false])
  expect(isTextChord('alt+k', true)).toBe(true)
  expect(isTextChord('alt+up', true)).toBe(false)
  for (const chord of ['r', '?', 'space', 'shift+r']) expect([chord, isTypedChord(chord, false)]).toEqual([chord, true])
  for (const chord of ['enter', 'up', 'mod+k']) expect([chord, isTypedChord(chord, false)]).toEqual([chord, false])
})
