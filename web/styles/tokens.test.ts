/** Which colour stands on which, measured. */
import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { contrastOf, toHex } from './colour.ts'
import { palettes, type Theme } from './tokens.ts'
import { tokensCss } from './tokensCss.ts'

const surfaces = ['surface', 'surface-side', 'surface-raised', 'surface-sunken', 'surface-hover', 'surface-selected']
const eight = [0, 1, 2, 3, 4, 5, 6, 7]

/** What is read: on each of these, each of those. */
const texts: readonly (readonly [on: readonly string[], texts: readonly string[]])[] = [
  [surfaces, ['text', 'text-soft', 'text-faint', 'accent-text', 'danger-text', 'warning-text']],
  [['surface-pressed'], ['text', 'text-soft', 'text-faint', 'accent-text', 'danger-text']],
  [['button', 'button-hover'], ['text']],
  [['surface-inverse'], ['text-inverse']],
  [['accent', 'accent-hover'], ['on-accent']],
  [['danger', 'danger-hover'], ['on-danger']],
  [['accent-tint'], ['text', 'text-soft', 'accent-text', 'danger-text']],
  [['warning-tint'], ['text', 'text-soft', 'warning-text']],
  [['danger-tint'], ['text', 'text-soft', 'danger-text']],
  // An incoming bubble: words, time, link, what was refused, who said it.
  [
    ['bubble-in'],
    ['text', 'text-soft', 'text-faint', 'accent-text', 'danger-text', ...eight.map((at) => `name-${at}`)],
  ],
  [['bubble-own'], ['text', 'bubble-own-soft', 'bubble-own-link', 'bubble-own-accent', 'danger-text']],
  [
    ['code', 'code-own'],
    ['code-text', 'text'],
  ],
  [['code'], ['accent-text']],
  [['code-own'], ['bubble-own-link']],
  [['mark'], ['mark-text']],
  [['badge'], ['on-badge']],
  [['badge-muted'], ['on-badge-muted']],
  [['badge-mention'], ['on-badge-mention']],
  ...eight.map((at) => [[`avatar-${at}`], [`on-avatar-${at}`]] as const),
  // Names also stand in lists, beside what they said.
  [['surface', 'surface-side', 'surface-raised', 'surface-selected'], eight.map((at) => `name-${at}`)],
]

/** What must be seen, not read: lines around controls, dots, ticks, the ring of focus, the fill of a control. */
const shapes: readonly (readonly [on: readonly string[], shapes: readonly string[]])[] = [
  [
    ['surface', 'surface-side', 'surface-raised'],
    ['border', 'focus', 'accent', 'danger', 'badge', 'badge-mention'],
  ],
  [
    ['surface-sunken', 'surface-hover', 'surface-selected', 'bubble-in', 'bubble-own', 'accent-tint', 'danger-tint'],
    ['focus'],
  ],
  [
    ['surface-side', 'surface', 'surface-raised', 'surface-selected', 'surface-hover'],
    ['good', 'away', 'busy'],
  ],
]

const measured = (theme: Theme, pairs: typeof texts, least: number): string[] =>
  pairs.flatMap(([ons, overs]) =>
    ons.flatMap((on) =>
      overs.flatMap((over) => {
        const contrast = contrastOf(colour(theme, on), colour(theme, over))
        return contrast >= least ? [] : [`${theme}: ${over} on ${on} is ${contrast.toFixed(2)}`]
      }),
    ),
  )

function colour(theme: Theme, name: string): readonly [number, number, number] {
  const found = palettes[theme][name]
  if (found === undefined) throw new Error(`no colour ${name}`)
  return found
}

test('[WEBP1] every text has a contrast of 4.5 to what it stands on, and every control, dot and ring one of 3', () => {
  for (const theme of ['light', 'dark'] as const) {
    expect(measured(theme, texts, 4.5)).toEqual([])
    expect(measured(theme, shapes, 3)).toEqual([])
  }
})

test('[WEBP2] in high contrast every text has a contrast of 7, and every control, dot and ring one of 4.5', () => {
  for (const theme of ['contrastLight', 'contrastDark'] as const) {
    expect(measured(theme, texts, 7)).toEqual([])
    expect(measured(theme, shapes, 4.5)).toEqual([])
  }
})

test('[WEBP3] every theme has the same colours, every one of them can be shown, and the style sheet says the same', async () => {
  const names = Object.keys(palettes.light).sort()
  for (const palette of Object.values(palettes)) {
    expect(Object.keys(palette).sort()).toEqual(names)
    for (const colour of Object.values(palette)) expect(toHex(colour)).toMatch(/^#[0-9a-f]{6}$/)
  }
  const plain = (css: string): string => css.replace(/\s+/g, ' ')
  expect(plain(await Bun.file(`${import.meta.dir}/tokens.css`).text())).toBe(plain(tokensCss()))
})

test('contrast is that of WCAG: 21 for black on white, 1 for a colour on itself, the same both ways', () => {
  expect(contrastOf([0, 0, 0], [1, 0, 0])).toBeCloseTo(21, 1)
  expect(toHex([0.6279554, 0.2576833, 29.2338803])).toBe('#ff0000')
  expect(toHex([0.59987, 0, 0])).toBe('#808080')
  expect(contrastOf([0.59987, 0, 0], [1, 0, 0])).toBeCloseTo(3.95, 2)
  const grey = fc.double({ min: 0, max: 1, noNaN: true }).map((light) => [light, 0, 0] as const)
  fc.assert(
    fc.property(grey, grey, (one, other) => {
      expect(contrastOf(one, other)).toBe(contrastOf(other, one))
      expect(contrastOf(one, one)).toBe(1)
    }),
  )
})
