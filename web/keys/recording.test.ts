import { expect, test } from 'bun:test'
import { readBindings } from './bindings.ts'
import type { KeyPress } from './chord.ts'
import { listedActions } from './listed.ts'
import { recorded, type Recorded } from './recording.ts'
import { actionOf, type ActionId } from './table.ts'

const bindings = readBindings('{"keys":{"chat.search":["f3"]}}', false)
function record(id: ActionId, key: string, code: string, ctrlKey = false): Recorded {
  const action = actionOf(id)
  if (action === null) throw new Error(id)
  const press: KeyPress = {
    key,
    code,
    ctrlKey,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    getModifierState: () => false,
  }
  return recorded(bindings, action, press)
}

test('[WEBK17] pressed keys are given, or why they cannot be is told in words', () => {
  expect(record('app.theme', 'F9', 'F9')).toEqual({ type: 'given', chord: 'f9' })
  expect(record('app.theme', 'Control', 'ControlLeft', true)).toEqual({ type: 'nothing' })
  expect(record('app.theme', 't', 'KeyT', true)).toEqual({
    type: 'refused',
    text: 'The browser keeps Ctrl+T for itself.',
  })
  expect(record('composer.bold', 'b', 'KeyB').type).toBe('refused')
  const taken = record('app.theme', 'F3', 'F3')
  expect(taken.type === 'taken' && taken.text).toBe('F3 already does “Search in this chat”.')
  // An action's own keys are no conflict with it.
  expect(record('chat.search', 'F3', 'F3')).toEqual({ type: 'given', chord: 'f3' })
})

test('[WEBK17] Escape and Tab leave, so that nobody is caught in it', () => {
  expect(record('app.theme', 'Escape', 'Escape')).toEqual({ type: 'left', goesOn: false })
  expect(record('app.theme', 'Tab', 'Tab')).toEqual({ type: 'left', goesOn: true })
})

test('[WEBK18] the help lists every action in its section with the keys in force, and is searched by words and keys', () => {
  const all = listedActions(bindings, '')
  expect(all.map(({ section }) => section)).toEqual(['Navigation', 'Messages', 'Writing', 'App'])
  const find = (query: string): readonly string[] =>
    listedActions(bindings, query).flatMap(({ listed }) => listed.map(({ action }) => action.id))
  expect(find('f3')).toEqual(['chat.search'])
  expect(find('ctrl+k')).toContain('app.switcher')
  expect(find('unread below')).toEqual(['chats.nextUnread'])
  expect(find('writing bold')).toEqual(['composer.bold'])
  expect(find('zebra')).toEqual([])
})
