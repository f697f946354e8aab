import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { hostileTexts } from './hostile.ts'
import { createSteady, strictSteady } from './steady.ts'
import { clustersOf, clusterWidth } from './width.ts'

test('[LINE3] a disputed cluster becomes the plainer one whose width nobody disputes', () => {
  expect(strictSteady('👍🏽')).toBe('👍')
  expect(strictSteady('❤️')).toBe('❤')
  expect(strictSteady('1️⃣ #⃣')).toBe('1 #')
  expect(strictSteady('👨‍👩‍👧')).toBe('👨')
  expect(strictSteady('👩🏽‍❤️‍👨🏿')).toBe('👩')
  expect(strictSteady('🏳️‍🌈')).toBe('🏳')
  expect(strictSteady('🇩🇪')).toBe('DE')
  expect(strictSteady('🇩')).toBe('D')
  expect(strictSteady('🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}')).toBe('🏴')
})

test('[LINE3] letters of every script, plain emoji and a tone alone stay', () => {
  for (const text of ['Grüße', 'नमस्ते', 'क्षत्रिय', '漢字', '한국어', '😀🎉', '🏽', 'e\u0301', 'สวัสดี'])
    expect(strictSteady(text)).toBe(text)
})

test('[LINE3] what has no width goes, and floods of marks are cut', () => {
  expect(strictSteady('\u0301a\u200b')).toBe('a')
  for (const text of hostileTexts)
    for (const cluster of clustersOf(strictSteady(text).replaceAll(/\p{Cc}/gu, ''))) {
      expect(clusterWidth(cluster)).toBeGreaterThan(0)
      expect(cluster.length).toBeLessThanOrEqual(24)
    }
})

test('[LINE4] a kind of cluster stays where the terminal draws it as it is counted', () => {
  const steady = createSteady({ '❤️': 2, '⚠️': 2, '1️⃣': 1, '👍🏽': 2, '👨‍👩‍👧': 6, '🇩🇪': 2, '🇩': 1 })
  expect(steady('☺️ 2️⃣ 👋🏿 👩‍🚀 🇫🇷')).toBe('☺️ 2 👋🏿 👩 🇫🇷')
})

test('[LINE4] a kind stays only if all that were measured of it are drawn as counted; none measured means none trusted', () => {
  const steady = createSteady({ '❤️': 2, '⚠️': 1 })
  expect(steady('☺️ 👍🏽')).toBe('☺ 👍')
})

test('[LINE3] steady twice is steady once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const once = strictSteady(text)
      expect(strictSteady(once)).toBe(once)
    }),
  )
})
