import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { hostileTexts } from './hostile.ts'
import type { Line, Span } from './line.ts'
import { clustersOf, lineWidth, width } from './width.ts'
import { wrap, wrapHard, wrapText } from './wrap.ts'

const textOf = (line: Line): string => line.map((span) => span.text).join('')
const wrapped = (text: string, cells: number): readonly string[] => wrapText(text, 'text', cells).map(textOf)

const tones = fc.constantFrom<Span['tone'][]>('text', 'link', 'code')
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    'a',
    ' ',
    '  ',
    'word',
    'a longer text of words',
    '漢字かな',
    '。',
    '「',
    '한국어',
    '👍',
    'x'.repeat(50),
  ),
  fc.constantFrom(...hostileTexts.map((text) => text.slice(0, 200))),
)
const lines = fc.array(fc.record({ text: words.map((text) => text.replaceAll(/\p{Cc}/gu, '')), tone: tones }), {
  maxLength: 6,
})

test('[LINE5] no line is too wide, and only spaces get lost', () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 2, max: 60 }), fc.integer({ min: 0, max: 4 }), (line, cells, indent) => {
      const rows = wrap(line, cells, { indent })
      for (const row of rows) expect(lineWidth(row)).toBeLessThanOrEqual(cells)
      // A cluster wider than a whole line is left out.
      const tooWide = clustersOf(textOf(line)).some((cluster) => width(cluster) > cells - indent)
      if (!tooWide) expect(rows.map(textOf).join('').replaceAll(' ', '')).toBe(textOf(line).replaceAll(' ', ''))
      for (const row of wrapHard(line, cells)) expect(lineWidth(row)).toBeLessThanOrEqual(cells)
      if (!tooWide) expect(wrapHard(line, cells).map(textOf).join('')).toBe(textOf(line))
    }),
    { numRuns: 1_000 },
  )
})

test('[LINE5] every letter keeps its style', () => {
  const letters = (rows: readonly Line[]): string =>
    rows
      .flatMap((row) =>
        row.flatMap(({ text, tone }) =>
          text
            .replaceAll(' ', '')
            .split('')
            .map((unit) => unit + tone),
        ),
      )
      .join()
  fc.assert(
    fc.property(lines, fc.integer({ min: 8, max: 60 }), (line, cells) => {
      fc.pre(clustersOf(textOf(line)).every((cluster) => width(cluster) <= cells))
      expect(letters(wrap(line, cells))).toBe(letters([line]))
    }),
  )
})

test('[LINE6] a line ends at a space, and a word that is longer than a line is cut', () => {
  expect(wrapped('the quick brown fox', 10)).toEqual(['the quick', 'brown fox'])
  expect(wrapped('see abcdefghijklmnop ok', 8)).toEqual(['see', 'abcdefgh', 'ijklmnop', 'ok'])
  expect(wrapped('exactly ten', 7)).toEqual(['exactly', 'ten'])
  expect(wrapped('', 5)).toEqual([''])
  expect(wrapped('  two before', 20)).toEqual(['  two before'])
  expect(
    wrap(
      [
        { text: 'bo', tone: 'text' },
        { text: 'ld word', tone: 'text', bold: true },
      ],
      6,
    ).map(textOf),
  ).toEqual(['bold', 'word'])
})

test('[LINE6] a line may end between ideographs, but not before a full stop or after an opening bracket', () => {
  expect(wrapped('漢字かな交じり', 6)).toEqual(['漢字か', 'な交じ', 'り'])
  expect(wrapped('漢字か。な', 6)).toEqual(['漢字', 'か。な'])
  expect(wrapped('漢字「か', 6)).toEqual(['漢字', '「か'])
  expect(wrapped('한국어 한국어', 8)).toEqual(['한국어', '한국어'])
})

test('[LINE6] lines after the first are indented', () => {
  expect(wrap([{ text: 'one two three', tone: 'text' }], 7, { indent: 2 }).map(textOf)).toEqual(['one two', '  three'])
})

test('[LINE7] a megabyte without a space is cut into lines', () => {
  const rows = wrapText('x'.repeat(1_000_000), 'text', 100)
  expect(rows.length).toBe(10_000)
  expect(wrapText('漢'.repeat(300_000), 'text', 100).length).toBe(6_000)
})
