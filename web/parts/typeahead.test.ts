import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { createTypeahead } from './typeahead.ts'

const labels = ['Reply', 'Edit', 'Remove', 'Copy text', 'Copy link', 'Éclair']

test('[WEBP14] a letter goes to the next label that begins with it, and around', () => {
  const find = createTypeahead()
  expect(find('r', 0, labels, 0)).toBe(2)
  expect(find('r', 5000, labels, 2)).toBe(0)
  expect(find('x', 10_000, labels, 0)).toBe(null)
  expect(find('É', 20_000, labels, 0)).toBe(5)
})

test('[WEBP15] letters that follow each other fast are one beginning, the same letter again is the next label', () => {
  const find = createTypeahead()
  for (const [at, key] of Array.from('copy l').entries()) find(key, at * 100, labels, at === 0 ? 0 : 3)
  expect(find('i', 700, labels, 3)).toBe(4)
  const again = createTypeahead()
  expect(again('c', 0, labels, 0)).toBe(3)
  expect(again('c', 100, labels, 3)).toBe(4)
  expect(again('c', 200, labels, 4)).toBe(3)
})

test('[WEBP16] keys that are no letters are left alone, and a first space too', () => {
  fc.assert(
    fc.property(fc.constantFrom('ArrowLeft', 'Enter', 'Escape', 'F6', ' ', 'Tab'), fc.nat(5), (key, at) => {
      expect(createTypeahead()(key, 0, labels, at)).toBe(null)
    }),
  )
  expect(createTypeahead()('r', 0, [], -1)).toBe(null)
})
