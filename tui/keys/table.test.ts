import { expect, test } from 'bun:test'
import { type KeyMode, scopes, textScopes } from './action.ts'
import { defaultBindings, isInTheWay } from './bindings.ts'
import { beginsTyped, parseKeys } from './chord.ts'
import { type ActionId, actionOf, actions } from './table.ts'

const modes: readonly KeyMode[] = ['emacs', 'vim']
/** Vim does these with commands of its normal mode: v, dd, ~ and xp. */
const vimCommands: ReadonlySet<string> = new Set([
  'setMark',
  'killLine',
  'upcaseWord',
  'downcaseWord',
  'capitaliseWord',
  'transpose',
] satisfies ActionId[])

test('[KEYS1] every action has a title of its own words, and a key in both modes or a place in the palette', () => {
  for (const { id, title, scopes, emacs, vim } of actions) {
    expect(title).toMatch(/^[A-Z].*[^.]$/)
    if (scopes.includes('global')) continue
    expect({ id, keys: emacs.length > 0 }).toEqual({ id, keys: true })
    expect({ id, keys: vim.length > 0 || vimCommands.has(id) }).toEqual({ id, keys: true })
  }
  expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length)
  expect(actionOf('palette')?.scopes).toEqual(['global'])
  expect(actionOf('nothing')).toBeNull()
})

test('[KEYS2] every key of the table is written in its one form', () => {
  for (const { emacs, vim } of actions) for (const keys of [...emacs, ...vim]) expect(parseKeys(keys)).toBe(keys)
})

test('[KEYS2] no key means two things in one place, and none is in the way of another', () => {
  for (const mode of modes)
    for (const scope of scopes) {
      const bound = actions.filter((action) => action.scopes.includes(scope)).flatMap((action) => action[mode])
      expect({ mode, scope, twice: bound.filter((keys, at) => bound.indexOf(keys) !== at) }).toEqual({
        mode,
        scope,
        twice: [],
      })
      const blocked = bound.filter((keys) => bound.some((other) => isInTheWay(keys, other)))
      expect({ mode, scope, blocked }).toEqual({ mode, scope, blocked: [] })
    }
})

test('[KEYS2] no place takes the beginning of what is for everywhere, and no place ends with keys that nobody can type', () => {
  for (const mode of modes) {
    const { scopes: bound } = defaultBindings(mode)
    for (const scope of scopes) {
      for (const keys of bound[scope].keys()) {
        // Where text is written, a key that types is text.
        if (textScopes.includes(scope)) expect(beginsTyped(keys)).toBe(false)
        const blocked = [...bound.global.keys()].filter((other) => other.startsWith(`${keys} `))
        expect({ mode, scope, keys, blocked }).toEqual({ mode, scope, keys, blocked: [] })
      }
    }
  }
})

test('[KEYS2] what a terminal cannot tell apart is not bound to different things', () => {
  const same: Readonly<Record<string, string>> = { 'ctrl+i': 'tab', 'ctrl+m': 'enter', 'ctrl+h': 'backspace' }
  for (const { emacs, vim } of actions)
    for (const chord of [...emacs, ...vim].flatMap((keys) => keys.split(' '))) {
      expect(same[chord]).toBeUndefined()
      expect(chord).not.toBe('ctrl+[')
    }
})
