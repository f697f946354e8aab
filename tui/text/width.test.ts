import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { hostileTexts } from './hostile.ts'
import type { Line } from './line.ts'
import { clustersOf, lineWidth, pad, truncate, width } from './width.ts'

const isCounter = (value: unknown): value is (text: string) => number => typeof value === 'function'

/** The renderer's own count. */
async function rendererWidth(): Promise<(text: string) => number> {
  const module: { default?: unknown } = await import(
    Bun.resolveSync('string-width', Bun.resolveSync('ink', import.meta.dir))
  )
  if (!isCounter(module.default)) throw new Error('string-width has no default function')
  return module.default
}

const counted = await rendererWidth()

test('[LINE1] every code point has the width that the renderer counts', () => {
  const wrong: string[] = []
  // Planes in which letters are, and the one of tags and selectors; the others hold nothing.
  for (let point = 0x20; point < 0xe0200; point = point === 0x32fff ? 0xe0000 : point + 1) {
    if (point >= 0x7f && point < 0xa0) continue
    const text = String.fromCodePoint(point)
    if (width(text) !== counted(text)) wrong.push(point.toString(16))
  }
  expect(wrong).toEqual([])
})

const piece = fc.constantFrom(
  ...Array.from('aé漢ｶﾞक्षत्रियनमस्तेกไทย각한국'),
  '\u0301',
  '\u200d',
  '\ufe0f',
  '\u20e3',
  '1',
  '#',
  '❤',
  '©',
  '👍',
  '🏽',
  '👩',
  '👨',
  '🇩',
  '🇪',
  '🏴',
  ' ',
)
const texts = fc.oneof(
  fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(...hostileTexts.map((text) => text.replaceAll(/\p{Cc}/gu, ''))),
)

test('[LINE1] every text has the width that the renderer counts', () => {
  fc.assert(
    fc.property(texts, (text) => {
      fc.pre(!/\p{Cc}/u.test(text))
      expect(width(text)).toBe(counted(text))
      expect(clustersOf(text).join('')).toBe(text)
    }),
    { numRuns: 2_000 },
  )
})

const lines = fc.array(texts, { maxLength: 4 }).map((all): Line => all.map((text) => ({ text, tone: 'text' })))
const textOf = (line: Line): string => line.map((span) => span.text).join('')

test('[LINE2] what is cut fits, begins as it did, and ends with the ellipsis; what fits stays', () => {
  fc.assert(
    fc.property(texts, lines, fc.integer({ min: 0, max: 20 }), (text, line, cells) => {
      const cut = truncate(text, cells)
      expect(width(cut)).toBeLessThanOrEqual(cells)
      if (cut !== text) expect(text.startsWith(cut.replace(/…$/, ''))).toBe(true)
      if (width(text) <= cells) expect(cut).toBe(text)
      expect(lineWidth(truncate(line, cells))).toBeLessThanOrEqual(cells)
    }),
  )
  expect(truncate('a long word', 6)).toBe('a lon…')
  expect(truncate('漢字かな', 6)).toBe('漢字…')
  expect(truncate('abc', 2, '')).toBe('ab')
  expect(
    textOf(
      truncate(
        [
          { text: 'ab', tone: 'text' },
          { text: 'cdef', tone: 'link' },
        ],
        4,
      ),
    ),
  ).toBe('abc…')
})

test('[LINE2] a padded line has exactly the wanted cells', () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 0, max: 60 }), (line, cells) => {
      expect(lineWidth(pad(line, cells))).toBe(cells)
    }),
  )
})
