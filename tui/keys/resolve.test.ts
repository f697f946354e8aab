import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { editorOf } from '../composer/edit.ts'
import type { Key } from '../shell/event.ts'
import type { KeyMode, Scope } from './action.ts'
import { defaultBindings } from './bindings.ts'
import { readBindings } from './readBindings.ts'
import {
  countMax,
  initialKeys,
  type KeyContext,
  type KeyState,
  type Outcome,
  pendingKeys,
  press,
  withoutPending,
} from './resolve.ts'
import type { ActionId } from './table.ts'

/** `ctrl+x` and its like as the terminal tells them. */
function keyOf(text: string): Key {
  const parts = text.split('+')
  const name = parts.pop() ?? ''
  const ctrl = parts.includes('ctrl')
  const alt = parts.includes('alt')
  const typed = Array.from(name).length === 1 && !ctrl && !alt ? name : name === 'space' && !ctrl && !alt ? ' ' : ''
  return { name, text: typed, ctrl, alt, shift: parts.includes('shift') }
}

const bindings = { emacs: defaultBindings('emacs'), vim: defaultBindings('vim') }
const inPlace = (mode: KeyMode, ...scopes: readonly Scope[]): KeyContext => ({
  bindings: bindings[mode],
  scopes,
  editor: scopes.includes('composer') ? editorOf('hello') : null,
})

function pressed(
  context: KeyContext,
  keys: string,
  first: KeyState = initialKeys(context.bindings.mode),
): { readonly state: KeyState; readonly outcome: Outcome } {
  let state = first
  let outcome: Outcome = { type: 'none' }
  for (const key of keys.split(' ')) ({ state, outcome } = press(state, keyOf(key), context))
  return { state, outcome }
}

const composer = inPlace('emacs', 'composer')
const timeline = inPlace('emacs', 'timeline')
const vimTimeline = inPlace('vim', 'timeline')
const action = (id: ActionId, count?: number): Outcome => ({
  type: 'action',
  id,
  ...(count === undefined ? {} : { count }),
})

test('[KEYS5] the most specific place takes a key, then wider ones', () => {
  expect(pressed(composer, 'enter').outcome).toEqual(action('send'))
  expect(pressed(inPlace('emacs', 'assist', 'composer'), 'enter').outcome).toEqual(action('assistAccept'))
  expect(pressed(inPlace('emacs', 'assist', 'composer'), 'ctrl+a').outcome).toEqual(action('moveLineStart'))
  expect(pressed(composer, 'ctrl+k').outcome).toEqual(action('palette'))
  expect(pressed(timeline, 'enter').outcome).toEqual(action('original'))
  // `global` comes last, wherever it is named.
  expect(pressed(inPlace('emacs', 'global', 'assist', 'composer'), 'tab').outcome).toEqual(action('assistAccept'))
  expect(pressed(inPlace('emacs'), 'enter').outcome).toEqual({ type: 'none' })
})

test('[KEYS5] where text is written, keys that type are text, whatever wider places bind them to', () => {
  for (const typed of ['r', '?', ':', '/', 'k', 'Z']) {
    expect(pressed(composer, typed).outcome).toEqual({ type: 'insert', text: typed })
    expect(pressed(inPlace('vim', 'field', 'chats'), typed).outcome).toEqual({ type: 'insert', text: typed })
  }
  expect(pressed(inPlace('vim', 'field', 'chats'), 'enter').outcome).toEqual(action('openChat'))
  expect(pressed(composer, 'space').outcome).toEqual({ type: 'insert', text: ' ' })
  expect(pressed(timeline, '?').outcome).toEqual(action('help'))
  expect(pressed(timeline, 'z').outcome).toEqual({ type: 'insert', text: 'z' })
  // A person's own key of the composer is one even if it types.
  const { bindings } = readBindings('{"bind":{"composer":{"§":"send"},"¤":"help"}}')
  expect(pressed({ ...composer, bindings }, '§').outcome).toEqual(action('send'))
  expect(pressed({ ...composer, bindings }, '¤').outcome).toEqual({ type: 'insert', text: '¤' })
})

test('[KEYS6] a sequence waits for its next key and says which there are', () => {
  const begun = pressed(composer, 'ctrl+x')
  expect(begun.outcome).toMatchObject({ type: 'pending', prefix: 'Ctrl-X' })
  const options = begun.outcome.type === 'pending' ? begun.outcome.options : []
  expect(options).toContainEqual({ keys: 'h', title: 'Select the whole text' })
  expect(options).toContainEqual({ keys: 'Ctrl-C', title: 'Quit' })
  expect(pendingKeys(begun.state)).toBe('Ctrl-X')
  expect(pressed(composer, 'h', begun.state).outcome).toEqual(action('selectAll'))
  expect(pressed(composer, 'ctrl+c', begun.state).outcome).toEqual(action('quit'))
  expect(pressed(composer, 'ctrl+x h').state).toEqual(initialKeys('emacs'))
  expect(pressed(timeline, 'ctrl+x ctrl+c').outcome).toEqual(action('quit'))
})

test('[KEYS6] a sequence that leads nowhere is dropped; where text is written its last key is not lost', () => {
  expect(pressed(composer, 'ctrl+x z').outcome).toEqual({ type: 'insert', text: 'z' })
  expect(pressed(composer, 'ctrl+x enter').outcome).toEqual(action('send'))
  expect(pressed(composer, 'ctrl+x ctrl+x').outcome).toMatchObject({ type: 'pending' })
  expect(pressed(composer, 'ctrl+x escape')).toEqual({ state: initialKeys('emacs'), outcome: { type: 'none' } })
  expect(pressed(composer, 'ctrl+x ctrl+g').outcome).toEqual({ type: 'none' })
  expect(pressed(timeline, 'ctrl+x r')).toEqual({ state: initialKeys('emacs'), outcome: { type: 'none' } })
  expect(pressed(composer, 'z', withoutPending(pressed(composer, 'ctrl+x').state)).outcome).toEqual({
    type: 'insert',
    text: 'z',
  })
})

test('[KEYS7] in vim mode a number before a command is its count, where no text is written', () => {
  expect(pressed(vimTimeline, '1 2 j').outcome).toEqual(action('messageDown', 12))
  expect(pressed(vimTimeline, '3 g g').outcome).toEqual(action('timelineStart', 3))
  expect(pressed(vimTimeline, '2 0 k').outcome).toEqual(action('messageUp', 20))
  expect(pressed(vimTimeline, '9 9 9 9 9 9 j').outcome).toEqual(action('messageDown', countMax))
  expect(pendingKeys(pressed(vimTimeline, '3 g').state)).toBe('3 g')
  expect(pressed(vimTimeline, 'j', pressed(vimTimeline, '3 j').state).outcome).toEqual(action('messageDown'))
  expect(pressed(timeline, '3').outcome).toEqual({ type: 'insert', text: '3' })
  expect(pressed(inPlace('vim', 'composer'), '3').outcome).toEqual({ type: 'insert', text: '3' })
})

test('[KEYS7] escape takes back a count before it leaves', () => {
  const taken = pressed(vimTimeline, '3 escape')
  expect(taken.outcome).toEqual({ type: 'none' })
  expect(pendingKeys(taken.state)).toBe('')
  expect(pressed(vimTimeline, 'escape', taken.state).outcome).toEqual(action('write'))
})

test('[KEYS7] vim begins with inserting, and inserts again for who goes from the messages to writing', () => {
  const vimComposer = inPlace('vim', 'composer')
  expect(pressed(vimComposer, 'x').outcome).toEqual({ type: 'insert', text: 'x' })
  const normal = pressed(vimComposer, 'escape')
  expect(normal.outcome.type).toBe('edits')
  expect(pendingKeys(normal.state)).toBe('NORMAL')
  expect(pressed(vimComposer, 'x', normal.state).outcome.type).toBe('edits')
  for (const key of ['i', 'r', 'e']) {
    const { state } = pressed(vimTimeline, key, normal.state)
    expect(pendingKeys(state)).toBe('')
    expect(pressed(vimComposer, 'x', state).outcome).toEqual({ type: 'insert', text: 'x' })
  }
  // A popup over the composer is left before inserting is, and takes no letter from normal mode.
  expect(pressed(inPlace('vim', 'assist', 'composer'), 'escape').outcome).toEqual(action('assistClose'))
  expect(pressed(inPlace('vim', 'assist', 'composer'), 'x', normal.state).outcome.type).toBe('edits')
})

test('[KEYS6] whatever is pressed, wherever, it leads to something, and what has begun stays short', () => {
  const keys = fc.oneof(
    fc.constantFrom(...'gGdZrtT0129xh8uc]iv:'.split('')),
    fc.constantFrom(
      'ctrl+x',
      'ctrl+c',
      'ctrl+g',
      'ctrl+r',
      'escape',
      'enter',
      'tab',
      'space',
      'alt+x',
      'up',
      'f1',
      'ctrl+shift+z',
      'backspace',
      'é',
      '👍🏽',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }).filter((one) => one !== '+' && one !== ' '),
  )
  const places = fc.constantFrom<(readonly Scope[])[]>(
    ['composer'],
    ['assist', 'composer'],
    ['timeline', 'global'],
    ['field', 'chats', 'global'],
    ['chats'],
    ['pane'],
    ['list', 'dialog'],
    [],
  )
  fc.assert(
    fc.property(
      fc.constantFrom<KeyMode[]>('emacs', 'vim'),
      fc.array(fc.tuple(keys, places), { maxLength: 40 }),
      (mode, all) => {
        let state = initialKeys(mode)
        for (const [key, scopes] of all) {
          const { state: next, outcome } = press(state, keyOf(key), inPlace(mode, ...scopes))
          state = next
          expect(['action', 'insert', 'edits', 'pending', 'none']).toContain(outcome.type)
          expect(state.prefix.length).toBeLessThanOrEqual(3)
          expect(state.digits.length).toBeLessThanOrEqual(4)
          if (outcome.type === 'action') expect(outcome.count ?? 1).toBeLessThanOrEqual(countMax)
          if (outcome.type !== 'pending') expect(state.prefix).toEqual([])
        }
      },
    ),
    { numRuns: 300 },
  )
})
