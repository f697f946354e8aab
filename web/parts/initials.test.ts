import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { hueOf } from './hue.ts'
import { initials } from './initials.ts'

test('[WEBP10] initials are of the first and the last word, in capitals', () => {
  expect(initials('ada lovelace')).toBe('AL')
  expect(initials('Ada King of Lovelace')).toBe('AL')
  expect(initials('Ada')).toBe('A')
  expect(initials('łukasz żółw')).toBe('ŁŻ')
  expect(initials('  (ada)  "byron" ')).toBe('AB')
  expect(initials('R2 4ever')).toBe('R')
})

test('[WEBP11] a script without capitals gives one character, and an emoji stays whole', () => {
  expect(initials('山田 太郎')).toBe('山')
  expect(initials('محمد علي')).toBe('م')
  expect(initials('👩‍🚀 Crew')).toBe('👩‍🚀')
  expect(initials('🇵🇱 Polska')).toBe('🇵🇱')
  expect(initials('नेहा')).toBe('ने')
  expect(initials('…')).toBe('')
  expect(initials('')).toBe('')
})

test('[WEBP12] whatever the name is, initials cut no character apart', () => {
  const whole = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const shown = initials(name)
      expect(shown.isWellFormed()).toBe(true)
      // A capital of one letter may be more, as with ß.
      expect([...whole.segment(shown)].length).toBeLessThanOrEqual(6)
    }),
  )
})

test('[WEBP13] an id has the same one of eight colours everywhere, and ids share them out', () => {
  expect(hueOf('01hzz3k8q0000000000000000a')).toBe(hueOf('01hzz3k8q0000000000000000a'))
  const counts = Array.from({ length: 8 }, () => 0)
  for (let at = 0; at < 800; at++) {
    const hue = hueOf(`01hzz3k8q${at.toString(36).padStart(17, '0')}`)
    counts[hue] = (counts[hue] ?? 0) + 1
  }
  expect(counts.length).toBe(8)
  expect(Math.min(...counts)).toBeGreaterThan(50)
})
