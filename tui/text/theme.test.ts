// oxlint-disable no-control-regex -- escape sequences are what is tested
import { expect, test } from 'bun:test'
import { isUserId, type UserId } from '@parley/protocol'
import * as fc from 'fast-check'
import { contrast as contrastOf, nearest256, rgbOf, rgbOf256 } from './colour.ts'
import { hostileTexts } from './hostile.ts'
import type { Line, Tone } from './line.ts'
import { contrast, dark, light } from './palettes.ts'
import { createTheme, themeNames, toneOfName } from './theme.ts'

const palettes = { dark, light, contrast }
const full = { colours: 16_777_216, hyperlinks: true } as const
const isTone = (name: string): name is Tone => Object.hasOwn(dark.looks, name)
const tones = Object.keys(dark.looks).filter(isTone)

test('[LINE8] every tone is readable on its background: 4.5 to 1, in the theme contrast 7 to 1', () => {
  for (const { looks, backgrounds, contrastMin } of Object.values(palettes))
    for (const { colour, background } of Object.values(looks))
      for (const behind of background === undefined ? backgrounds : [background])
        expect(contrastOf(rgbOf(colour), rgbOf(behind))).toBeGreaterThanOrEqual(contrastMin)
  expect(contrast.contrastMin).toBe(7)
})

test('[LINE8] with 256 colours every tone is still readable', () => {
  for (const name of ['dark', 'light', 'contrast'] as const) {
    const theme = createTheme(name, { colours: 256, hyperlinks: false })
    for (const tone of tones) {
      const painted = theme.paint([{ text: 'x', tone }])
      const code = Number(/38;5;(\d+)/.exec(painted)?.[1])
      const back = /48;5;(\d+)/.exec(painted)?.[1]
      const behinds = back === undefined ? palettes[name].backgrounds.map(rgbOf) : [rgbOf256(Number(back))]
      for (const behind of behinds)
        expect(contrastOf(rgbOf256(code), behind)).toBeGreaterThanOrEqual(palettes[name].contrastMin)
    }
  }
})

test('[LINE8] the nearest of 256 colours is a colour itself where it is one of them', () => {
  expect(rgbOf256(nearest256([255, 135, 0], null, 0))).toEqual([255, 135, 0])
  expect(contrastOf([0, 0, 0], [255, 255, 255])).toBeCloseTo(21)
})

const parts = fc.record({
  text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(...hostileTexts)),
  tone: fc.constantFrom(...tones),
  bold: fc.boolean(),
  inverse: fc.boolean(),
  href: fc.constantFrom(
    'https://a.example/',
    'javascript:alert(1)',
    'http://a.example/\x1b]52;c;x\x07',
    'file:///etc',
    '\x07',
  ),
})
/** Nothing but our own sequences: styles, and links to the web. */
const ours = /\x1b\[[\d;]+m|\x1b\]8;;(?:https?:\/\/[\x21-\x7e]+)?\x07/g

test('[LINE9] whatever a span holds, a painted line has no other escape sequences than styles and links to the web', () => {
  fc.assert(
    fc.property(
      fc.array(parts, { maxLength: 5 }),
      fc.constantFrom(...themeNames),
      fc.constantFrom(0, 16, 256, 16_777_216),
      (line, name, colours) => {
        const painted = createTheme(name, { colours, hyperlinks: true }).paint(line)
        expect(/\p{Cc}/u.test(painted.replace(ours, ''))).toBe(false)
      },
    ),
  )
})

test('[LINE9] a painted line ends in the usual style and outside of links', () => {
  const line: Line = [
    { text: 'a', tone: 'error' },
    { text: 'b', tone: 'link', href: 'https://a.example/' },
  ]
  expect(createTheme('dark', full).paint(line)).toEndWith('b\x1b]8;;\x07\x1b[0m')
  expect(createTheme('dark', { ...full, hyperlinks: false }).paint(line)).not.toContain('\x1b]')
})

test('[LINE10] neighbours of one style are painted as one', () => {
  const line: Line = [
    { text: 'a', tone: 'error' },
    { text: '', tone: 'text' },
    { text: 'b', tone: 'error' },
  ]
  expect(createTheme('sixteen', full).paint(line)).toBe('\x1b[91mab\x1b[0m')
  expect(createTheme('dark', { colours: 16, hyperlinks: false }).paint(line)).toBe('\x1b[91mab\x1b[0m')
})

test('[LINE10] a style of a span adds to that of its tone', () => {
  const theme = createTheme('none', full)
  expect(theme.paint([{ text: 'a', tone: 'strong', bold: true, inverse: true }])).toBe('\x1b[1;7ma\x1b[0m')
  expect(createTheme('dark', full).paint([{ text: 'a', tone: 'text', bold: true }])).toMatch(
    /^\x1b\[38;2;\d+;\d+;\d+;1ma/,
  )
})

test('[LINE11] without colours there are only bold, dim, italic, underlined, inverse and struck texts', () => {
  for (const name of themeNames)
    for (const tone of tones)
      expect(
        createTheme(name, { colours: 0, hyperlinks: false }).paint([{ text: 'x', tone, italic: true, strike: true }]),
      ).toMatch(/^\x1b\[(?:[123479];?)+mx\x1b\[0m$/)
})

test('[LINE12] a person has one colour, and people have all eight', () => {
  const users = Array.from({ length: 400 }, (_, at): string => `0${String(at * 7919).padStart(25, '0')}`).filter(
    (id): id is UserId => isUserId(id),
  )
  const counts = Map.groupBy(users, toneOfName)
  expect(counts.size).toBe(8)
  for (const group of counts.values()) expect(group.length).toBeGreaterThan(20)
  for (const user of users) expect(toneOfName(user)).toBe(toneOfName(user))
})
