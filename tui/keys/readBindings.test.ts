import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { scopes } from './action.ts'
import { defaultBindings, isInTheWay, keysOf } from './bindings.ts'
import { readBindings } from './readBindings.ts'

const read = (file: unknown): ReturnType<typeof readBindings> => readBindings(JSON.stringify(file))

test('[KEYS8] own keys are bound everywhere or in one place, and take the place of the table', () => {
  const { bindings, mistakes } = read({ bind: { 'Ctrl+T': 'palette', timeline: { x: 'delete', r: 'edit' } } })
  expect(mistakes).toEqual([])
  expect(keysOf(bindings, 'palette')).toEqual(['ctrl+k', 'ctrl+t'])
  expect(keysOf(bindings, 'delete')).toContain('x')
  expect(bindings.scopes.timeline.get('r')).toBe('edit')
  expect(keysOf(bindings, 'reply')).toEqual([])
})

test('[KEYS8] keys for everywhere are taken from the places of the table, not from own places', () => {
  const { bindings } = read({ bind: { timeline: { z: 'reply' }, 'ctrl+t': 'palette', z: 'help', r: 'help' } })
  expect(bindings.scopes.composer.has('ctrl+t')).toBe(false)
  expect(bindings.scopes.timeline.has('r')).toBe(false)
  expect(bindings.scopes.timeline.get('z')).toBe('reply')
  expect(bindings.scopes.global.get('z')).toBe('help')
})

test('[KEYS8] keys are unbound in every place', () => {
  const { bindings, mistakes } = read({ unbind: ['F2', 'enter'] })
  expect(mistakes).toEqual([])
  expect(keysOf(bindings, 'next')).toEqual(['alt+n'])
  for (const scope of scopes) expect(bindings.scopes[scope].has('enter')).toBe(false)
  expect(read({ unbind: ['f2'], bind: { f2: 'help' } }).bindings.scopes.global.get('f2')).toBe('help')
})

test('[KEYS8] the mode is that of the file unless another is asked for', () => {
  expect(read({}).bindings).toEqual(defaultBindings('emacs'))
  expect(read({ mode: 'vim' }).bindings).toEqual(defaultBindings('vim'))
  expect(readBindings('{"mode":"vim"}', 'emacs').bindings.mode).toBe('emacs')
  expect(read({ mode: 'nano' })).toMatchObject({ bindings: { mode: 'emacs' }, mistakes: [expect.any(String)] })
})

test('[KEYS8] what is wrong is told in a sentence each, and the rest works', () => {
  for (const text of ['', '{', '[]', 'null', '"x"']) {
    const { bindings, mistakes } = readBindings(text)
    expect(bindings).toEqual(defaultBindings('emacs'))
    expect(mistakes).toHaveLength(1)
  }
  const { bindings, mistakes } = read({
    bind: {
      'ctrl+t': 'palette',
      'ctrl+kk': 'palette',
      'ctrl+b': 'fly',
      'ctrl+e': 1,
      cellar: { x: 'reply' },
      timeline: { x: null, z: 'reply' },
    },
    unbind: ['hyper', 7],
  })
  expect(mistakes).toHaveLength(7)
  for (const mistake of mistakes) expect(mistake).toMatch(/\.$/)
  expect(mistakes.join(' ')).toContain('"fly", which is no action')
  expect(bindings.scopes.global.get('ctrl+t')).toBe('palette')
  expect(bindings.scopes.timeline.get('z')).toBe('reply')
  expect(read({ bind: [], unbind: {} }).mistakes).toHaveLength(2)
  expect(read({ bind: 'x' }).mistakes).toHaveLength(1)
})

test('[KEYS8] own keys remove those of the table that they are in the way of, and not each other', () => {
  const { bindings, mistakes } = read({ bind: { 'ctrl+x': 'help', timeline: { 'r r': 'reply' } } })
  expect(mistakes).toEqual([])
  expect(bindings.scopes.global.get('ctrl+x ctrl+c')).toBeUndefined()
  expect(bindings.scopes.timeline.get('r')).toBeUndefined()
  expect(bindings.scopes.timeline.get('r r')).toBe('reply')
  const both = read({ bind: { 'ctrl+t': 'help', 'ctrl+t t': 'palette', 'Ctrl+T': 'quit' } })
  expect(both.mistakes).toHaveLength(2)
  expect(both.bindings.scopes.global.get('ctrl+t')).toBe('help')
})

test('[KEYS8] whatever the file holds, no keys in force are in the way of others', () => {
  const keys = fc.constantFrom('g', 'g g', 'ctrl+x', 'ctrl+x ctrl+c', 'ctrl+x h', 'a b c', 'r', 'R', 'what?', 'enter')
  const ids = fc.constantFrom('palette', 'reply', 'send', 'nothing', 5, null)
  const entry = fc.dictionary(keys, ids, { maxKeys: 6 })
  const file = fc.record(
    {
      mode: fc.constantFrom('emacs', 'vim', 3),
      bind: fc.oneof(fc.dictionary(fc.oneof(keys, fc.constantFrom(...scopes)), fc.oneof(ids, entry)), fc.jsonValue()),
      unbind: fc.oneof(fc.array(keys), fc.jsonValue()),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(file, (file) => {
      const { bindings } = read(file)
      for (const scope of scopes) {
        const bound = [...bindings.scopes[scope].keys()]
        expect(bound.filter((one) => bound.some((other) => isInTheWay(one, other)))).toEqual([])
      }
    }),
  )
})
