import { expect, test } from 'bun:test'
import { sections } from './action.ts'
import { readBindings } from './bindings.ts'
import { parseChord } from './chord.ts'
import { refusedChord } from './kept.ts'
import { isSamePlace } from './resolve.ts'
import { type Action, actionOf, actions } from './table.ts'

const all: readonly Action[] = actions
const platforms = [false, true]
const allChords = ({ chords, macChords = chords, letters = [] }: Action, isMac: boolean): readonly string[] => [
  ...(isMac ? macChords : chords),
  ...letters,
]

test('[WEBK1] each action has an id of its own, words, a section and a place, and each section has actions', () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  expect(new Set(all.map(({ label }) => label)).size).toBe(all.length)
  for (const { id, label, contexts, section } of all) {
    expect([id, label.length > 3 && label.length < 60 && label === label.trim()]).toEqual([id, true])
    expect(contexts.length).toBeGreaterThan(0)
    expect(sections).toContain(section)
    expect(actionOf(id)?.label).toBe(label)
  }
  for (const section of sections) expect(all.some((action) => action.section === section)).toBe(true)
  expect(actionOf('app.none')).toBeNull()
})

test('[WEBK2] no two actions have the same keys where both can be meant, with and without keys of one letter', () => {
  for (const isMac of platforms)
    all.forEach((one, at) => {
      for (const other of all.slice(at + 1)) {
        if (!isSamePlace(one.contexts, other.contexts)) continue
        const shared = allChords(one, isMac).filter((chord) => allChords(other, isMac).includes(chord))
        expect([one.id, other.id, shared]).toEqual([one.id, other.id, []])
      }
    })
})

test('[WEBK3] the table has no keys that a browser, a system or a field keeps', () => {
  for (const isMac of platforms)
    for (const action of all)
      for (const chord of allChords(action, isMac))
        expect([action.id, chord, refusedChord(chord, action.contexts, isMac)]).toEqual([action.id, chord, null])
  for (const chord of ['mod+n', 'mod+t', 'mod+w', 'mod+1', 'mod+9', 'mod+pageup', 'mod+pagedown', 'mod+tab', 'f5'])
    for (const isMac of platforms)
      expect([chord, refusedChord(chord, ['message'], isMac)?.includes('browser') ?? false]).toEqual([chord, true])
  expect(refusedChord('mod+h', ['anywhere'], true)).toContain('⌘H')
  expect(refusedChord('mod+h', ['anywhere'], false)).toBeNull()
  // A message is not written in, so it can be copied with the keys that copy.
  expect(refusedChord('mod+c', ['message'], false)).toBeNull()
  expect(refusedChord('mod+c', ['composer'], false)).toBe('Ctrl+C is needed to write.')
  expect(refusedChord('r', ['composer'], false)).toContain('types a text')
  expect(refusedChord('r', ['message'], false)).toBeNull()
})

test('[WEBK4] all keys of the table are in their one form, and none is a letter unless the person wants letters', () => {
  for (const isMac of platforms) {
    for (const action of all)
      for (const chord of allChords(action, isMac)) expect([chord, parseChord(chord)]).toEqual([chord, chord])
    const { chords } = readBindings(null, isMac)
    expect([...chords.values()].flat().filter((chord) => /^\p{L}$/u.test(chord))).toEqual([])
    const withLetters = readBindings('{"letters":true}', isMac)
    expect(withLetters.chords.get('message.reply')).toEqual(['mod+shift+r', 'r'])
    expect(withLetters.mistakes).toEqual([])
  }
})
