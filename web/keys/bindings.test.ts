import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { chordsOf, ownToText, readBindings, takers } from './bindings.ts'
import { formatChord, parseChord } from './chord.ts'
import { withChord, withEnterAs, withoutChord, withTableChords } from './rebind.ts'
import { resolve } from './resolve.ts'
import { type Action, actionOf, type ActionId, actions } from './table.ts'

const read = (setting: unknown, isMac = false): ReturnType<typeof readBindings> =>
  readBindings(JSON.stringify(setting), isMac)
const action = (id: ActionId): Action => {
  const found = actionOf(id)
  if (found === null) throw new Error(id)
  return found
}
const again = (own: Parameters<typeof ownToText>[0]): ReturnType<typeof readBindings> =>
  readBindings(ownToText(own), false)

test('[WEBK10] without keys of their own a person has those of the table, and another set on a Mac', () => {
  expect(readBindings(null, false).mistakes).toEqual([])
  expect(chordsOf(readBindings(null, false), 'chats.back')).toEqual(['alt+left'])
  expect(chordsOf(readBindings(null, true), 'chats.back')).toEqual(['mod+['])
  expect(ownToText(readBindings(null, false).own)).toBeNull()
})

test('[WEBK11] own keys go before those of the table, which lose only what was taken', () => {
  const bindings = read({ keys: { 'chat.search': ['mod+k', 'f3'], 'composer.bold': [] } })
  expect(bindings.mistakes).toEqual([])
  expect(chordsOf(bindings, 'chat.search')).toEqual(['mod+k', 'f3'])
  expect(chordsOf(bindings, 'app.switcher')).toEqual([])
  expect(chordsOf(bindings, 'composer.bold')).toEqual([])
  // The same keys in a place of their own take nothing from others.
  const elsewhere = read({ keys: { 'message.reply': ['mod+b'] } })
  expect(chordsOf(elsewhere, 'composer.bold')).toEqual(['mod+b'])
})

test('[WEBK12] what is wrong in own keys is told in words and left out, and the rest works', () => {
  const bindings = read({
    keys: {
      'chat.search': ['mod+shift+', 'f3'],
      'app.help': ['mod+t', 'f4'],
      'composer.send': ['s'],
      'composer.italic': 'mod+i',
      'chats.next': ['f4'],
      'later.thing': ['f9'],
      'composer.code': ['f7', 'f8', 'f9', 'f10', 'f2'],
    },
  })
  expect(chordsOf(bindings, 'chat.search')).toEqual(['f3'])
  expect(chordsOf(bindings, 'composer.italic')).toEqual(['mod+i'])
  expect(chordsOf(bindings, 'composer.code')).toEqual(['f7', 'f8', 'f9', 'f10'])
  expect(bindings.mistakes.join('\n')).toContain('The browser keeps Ctrl+T for itself. “Show all keys” is without it.')
  expect(bindings.mistakes.join('\n')).toContain('“later.thing”, which this version cannot do')
  expect(bindings.mistakes.join('\n')).toContain('S types a text')
  expect(bindings.mistakes.join('\n')).toContain(
    'F4 is wanted by “Open the chat below” and by “Show all keys”; the first has it.',
  )
  expect(bindings.mistakes).toHaveLength(7)
  // What a later version wrote is not lost by this one.
  expect(ownToText(bindings.own)).toContain('later.thing')
  for (const text of ['', 'no', '[]', 'null', '"x"', '{"keys":[]}', '{"keys":null}', '{"keys":{"chat.search":[1]}}'])
    expect(() => readBindings(text, false)).not.toThrow()
  expect(readBindings('no', false).mistakes).toHaveLength(1)
})

test('[WEBK12] whatever the setting holds, it is read without an error, and keys mean one thing in one place', () => {
  const chord = fc.oneof(fc.constantFrom('mod+k', 'enter', 'r', 'f3', 'mod+b', 'alt+up', 'mod+t', 'x'), fc.string())
  const id = fc.oneof(fc.constantFrom<string>(...actions.map(({ id }) => id)), fc.string())
  const setting = fc.oneof(
    fc.record({ letters: fc.boolean(), keys: fc.dictionary(id, fc.array(chord, { maxLength: 6 })) }),
    fc.jsonValue(),
  )
  fc.assert(
    fc.property(setting, fc.boolean(), (value, isMac) => {
      const bindings = readBindings(JSON.stringify(value), isMac)
      for (const { id } of actions)
        for (const chord of chordsOf(bindings, id)) {
          expect(parseChord(chord)).toBe(chord)
          expect(takers(bindings, action(id), chord)).toEqual([])
        }
      // Written and read again it is the same.
      const twice = readBindings(ownToText(bindings.own), isMac)
      expect([...twice.chords]).toEqual([...bindings.chords])
    }),
  )
})

test('[WEBK13] keys that are given to an action leave those that had them, and come back when it is reset', () => {
  const first = readBindings(null, false)
  expect(takers(first, action('chat.search'), 'mod+k').map(({ id }) => id)).toEqual(['app.switcher'])
  const given = again(withChord(first, action('chat.search'), 'mod+k'))
  expect(chordsOf(given, 'chat.search')).toEqual(['mod+f', 'mod+k'])
  expect(chordsOf(given, 'app.switcher')).toEqual([])
  expect(given.mistakes).toEqual([])
  const removed = again(withoutChord(given, action('chat.search'), 'mod+f'))
  expect(chordsOf(removed, 'chat.search')).toEqual(['mod+k'])
  const reset = again(withTableChords(removed, action('chat.search')))
  expect(chordsOf(reset, 'chat.search')).toEqual(['mod+f'])
  // The switcher was changed too, so it stays without keys until it is reset.
  expect(chordsOf(reset, 'app.switcher')).toEqual([])
  expect(ownToText(withTableChords(reset, action('app.switcher')))).toBeNull()
})

test('[WEBK13] one choice changes what Enter does', () => {
  const first = readBindings(null, false)
  const newline = again(withEnterAs(first.own, 'newline'))
  expect(chordsOf(newline, 'composer.newline')).toEqual(['enter', 'shift+enter'])
  expect(chordsOf(newline, 'composer.send')).toEqual(['mod+enter'])
  expect(newline.mistakes).toEqual([])
  expect(ownToText(withEnterAs(newline.own, 'send'))).toBeNull()
})

test('[WEBK14] the narrowest place answers first, and a field gets what is typed in it', () => {
  const bindings = read({ letters: true })
  const writing = { contexts: ['emptyComposer', 'composer', 'chat', 'anywhere'], isTyping: true } as const
  const onMessage = { contexts: ['message', 'chat', 'anywhere'], isTyping: false } as const
  const inField = { contexts: ['chat', 'anywhere'], isTyping: true } as const
  expect(resolve(bindings, 'mod+k', writing)).toEqual(['app.switcher'])
  expect(resolve(bindings, 'up', writing)).toEqual(['composer.editLast'])
  expect(resolve(bindings, 'up', { ...writing, contexts: ['composer', 'chat', 'anywhere'] })).toEqual([])
  expect(resolve(bindings, 'end', writing)).toEqual(['messages.latest'])
  expect(resolve(bindings, 'end', inField)).toEqual([])
  expect(resolve(bindings, '?', writing)).toEqual([])
  expect(resolve(bindings, '?', inField)).toEqual([])
  expect(resolve(bindings, '?', onMessage)).toEqual(['app.help'])
  expect(resolve(bindings, 'r', onMessage)).toEqual(['message.reply'])
  expect(resolve(bindings, 'enter', onMessage)).toEqual(['message.actions'])
  expect(resolve(bindings, 'enter', writing)).toEqual(['composer.send'])
  expect(resolve(bindings, 'f6', inField)).toEqual(['app.nextRegion'])
  expect(formatChord('mod+k', false)).toBe('Ctrl+K')
})
