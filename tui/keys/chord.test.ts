import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import type { Key } from '../shell/event.ts'
import { beginsTyped, isTyped, keyLabel, keyName, parseKeys, shortLabel } from './chord.ts'

const key = (name: string, more: Partial<Key> = {}): Key => ({
  name,
  text: '',
  ctrl: false,
  alt: false,
  shift: false,
  ...more,
})

test('[KEYS4] keys are read in many spellings and have one form', () => {
  const rows = [
    ['ctrl+k', 'ctrl+k'],
    ['Control+K', 'ctrl+k'],
    ['ctrl+shift+K', 'ctrl+shift+k'],
    ['alt+ctrl+x', 'ctrl+alt+x'],
    ['meta+x', 'alt+x'],
    ['shift+g', 'G'],
    ['G', 'G'],
    ['alt+shift+w', 'alt+W'],
    ['Return', 'enter'],
    ['ESC', 'escape'],
    ['shift+Tab', 'shift+tab'],
    ['PgUp', 'pageup'],
    ['F12', 'f12'],
    ['ctrl+space', 'ctrl+space'],
    ['ctrl++', 'ctrl++'],
    ['+', '+'],
    ['é', 'é'],
    ['👍🏽', '👍🏽'],
    [' ctrl+x   ctrl+c ', 'ctrl+x ctrl+c'],
    ['g g', 'g g'],
  ] as const
  for (const [text, form] of rows) expect([text, parseKeys(text)]).toEqual([text, form])
  for (const text of ['', ' ', 'gg', 'ctrl+', 'ctrl+kk', 'hyper+x', 'f36', 'f0', 'a b c d e', '\u0007'])
    expect([text, parseKeys(text)]).toEqual([text, null])
})

test('[KEYS4] a key that was pressed has the form in which it is written', () => {
  expect(keyName(key('k', { ctrl: true, shift: true }))).toBe('ctrl+shift+k')
  expect(keyName(key('G', { text: 'G', shift: true }))).toBe('G')
  expect(keyName(key(' ', { text: ' ' }))).toBe('space')
  expect(keyName(key('tab', { shift: true }))).toBe('shift+tab')
  const names = fc.oneof(
    fc.constantFrom('enter', 'tab', 'escape', 'space', 'f5', 'up', 'delete', 'é', '+', '👍🏽', 'Ä', '1'),
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
  )
  fc.assert(
    fc.property(names, fc.boolean(), fc.boolean(), fc.boolean(), (name, ctrl, alt, shift) => {
      const form = keyName(key(name, { ctrl, alt, shift }))
      expect(parseKeys(form)).toBe(form)
    }),
  )
})

test('[KEYS4] keys that type a text are told from those that do not', () => {
  expect(isTyped(key('a', { text: 'a' }))).toBe(true)
  expect(isTyped(key('space', { text: ' ' }))).toBe(true)
  expect(isTyped(key('a', { text: 'a', alt: true }))).toBe(false)
  expect(isTyped(key('enter', { text: '\n' }))).toBe(false)
  expect(isTyped(key('up'))).toBe(false)
  for (const keys of ['a', 'G', 'space', 'g g', '+', '?']) expect([keys, beginsTyped(keys)]).toEqual([keys, true])
  for (const keys of ['ctrl+x h', 'alt+a', 'f1', 'shift+tab', 'enter'])
    expect([keys, beginsTyped(keys)]).toEqual([keys, false])
})

test('[KEYS4] keys are shown to people in a long and a short form', () => {
  const rows = [
    ['ctrl+k', 'Ctrl-K', '^K'],
    ['ctrl+x ctrl+c', 'Ctrl-X Ctrl-C', '^X ^C'],
    ['ctrl+shift+z', 'Ctrl-Shift-Z', 'Ctrl-Shift-Z'],
    ['ctrl+space', 'Ctrl-Space', 'Ctrl-Space'],
    ['ctrl+left', 'Ctrl-Left', 'Ctrl-Left'],
    ['alt+enter', 'Alt-Enter', 'Alt-Enter'],
    ['alt+w', 'Alt-W', 'Alt-W'],
    ['alt+W', 'Alt-Shift-W', 'Alt-Shift-W'],
    ['shift+tab', 'Shift-Tab', 'Shift-Tab'],
    ['g g', 'g g', 'g g'],
    ['G', 'G', 'G'],
    ['f1', 'F1', 'F1'],
    ['pageup', 'PgUp', 'PgUp'],
    ['+', '+', '+'],
  ] as const
  for (const [keys, long, brief] of rows) expect([keys, keyLabel(keys), shortLabel(keys)]).toEqual([keys, long, brief])
})
