import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { safeLine, safeText } from './sanitise.ts'

const esc = '\u001b'
const rlo = '\u202e'
const zwj = '\u200d'
const acute = '\u0301'

const cases: readonly (readonly [string, string, string])[] = [
  ['colour', `${esc}[31mred${esc}[0m`, '␛[31mred␛[0m'],
  ['the clipboard', `${esc}]52;c;ZXZpbA==\u0007hi`, '␛]52;c;ZXZpbA==␇hi'],
  ['a link', `${esc}]8;;http://evil${esc}\\good`, '␛]8;;http://evil␛\\good'],
  ['an unfinished sequence eats nothing', `${esc}]0;still here`, '␛]0;still here'],
  ['the 8-bit form', '\u009b2Jx', '\\x9b2Jx'],
  ['backspace, return and DEL', 'good\r\b\u007fevil', 'good␍␈␡evil'],
  ['NUL', 'a\0b', 'a␀b'],
  ['turned direction', `abc${rlo}dcb\u2066x\u2069`, 'abc⟦RLO⟧dcb⟦LRI⟧x⟦PDI⟧'],
  ['private use and noncharacters', '\ue0b0\u{10fffd}\ufdd0\u{1ffff}', '⟦U+E0B0⟧⟦U+10FFFD⟧⟦U+FDD0⟧⟦U+1FFFF⟧'],
  ['fillers that look like nothing', 'a\u3164\uffa0\u115fb', 'a⟦U+3164⟧⟦U+FFA0⟧⟦U+115F⟧b'],
  ['smuggled tags', 'hi\u{e0068}\u{e0069}', 'hi⟦+2⟧'],
  ['joiners outside of words', `ann${zwj} b\u200cob`, 'ann⟦ZWJ⟧ b⟦ZWNJ⟧ob'],
  ['halves of characters', '\ud83d x \ude00', '\ufffd x \ufffd'],
  ['floods of marks', `e${acute.repeat(45)}x`, `e${acute.repeat(8)}⟦+37⟧x`],
  ['marks that would sit on what is before', `${acute}a\n${acute}b`, `◌${acute}a\n◌${acute}b`],
  ['emoji that never end', `👩${`${zwj}👩`.repeat(6)}`, `👩${`${zwj}👩`.repeat(5)}⟦ZWJ⟧👩`],
  ['selectors that carry secrets', '😀\ufe0f\ufe01\u{e0101}a\ufe0f', '😀\ufe0fa'],
  ['hints where to break', 'soft\u00adhy\u200bphen\u2060\ufeff', 'softhyphen'],
]

for (const [name, hostile, clean] of cases)
  test(`[TEXT1] what others wrote shows and does nothing: ${name}`, () => {
    expect(safeText(hostile)).toBe(clean)
    expect(safeLine(hostile)).toBe(clean.replaceAll('\n◌', ' '))
  })

const kept: readonly (readonly [string, string])[] = [
  ['Latin', 'Größe naïve Žluťoučký “quoted” — €5 …'],
  ['letters with their own marks', `e${acute} o\u0302\u0323`],
  ['Cyrillic, Greek, Hebrew with points, Thai', 'Привет Γειά שָׁלוֹם ผู้ใหญ่'],
  ['East Asian', '你好，世界。ひらがな カタカナ 한국어'],
  ['emoji', '👩‍👩‍👧 👍🏽 ❤️ 1️⃣ 🏳️‍🌈 👩🏻‍❤️‍💋‍👨🏿 🇳🇱 ☝🏽 ©️'],
  ['flags by tags', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
  ['Persian', 'می\u200cخواهم'],
  ['Hindi, Sinhala, old Malayalam', 'क्\u200dष ක්\u200dර അവന്\u200d വന്നു'],
  ['a form of a Han character', '葛\u{e0100}城'],
  ['a form of a Mongolian letter', '\u182d\u180b'],
]

for (const [name, text] of kept)
  test(`[TEXT2] what people write stays: ${name}`, () => {
    expect(safeText(text)).toBe(text)
    expect(safeLine(text)).toBe(text)
  })

test('[TEXT3] a body keeps its lines, a name is one line, and a tab is spaces', () => {
  expect(safeText('a\r\nb\u2028c\td')).toBe('a\nb\nc    d')
  expect(safeLine('ann\n12:00 bob:\thi\r\n\u2029x')).toBe('ann 12:00 bob: hi x')
})

const awkward = fc.constantFrom(
  '\u001b',
  '\u009b',
  '\r',
  '\n',
  '\t',
  '\u2028',
  rlo,
  '\u2069',
  '\u200b',
  zwj,
  '\u200c',
  '\u00ad',
  '\ufeff',
  '\u034f',

  '👩',
  '😀',
  '🏴',
  '1',
  '\u20e3',
  '\ufe0f',
  '\ufe01',
  '🏽',
  '葛',
  '\u{e0100}',
  '\u182d',
  '\u180b',
  '\u{e0067}',
  '\u{e007f}',

  acute,
  acute.repeat(5),
  acute.repeat(9),
  '\u094d',
  'क',
  'ഷ',
  'م',
  'a',
  ' ',
  '\ud83d',
  '\ude00',
  '\u3164',
  '\ue000',
)
const hostile = fc.oneof(
  fc.string({ unit: awkward, maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.nat(0xffff), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
)

test('[TEXT4] whatever came in, nothing that steers or hides comes out, and safe text changes no more', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const body = safeText(text)
      const line = safeLine(text)
      expect(body).not.toMatch(/[^\P{Cc}\n]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}|\p{Co}/u)
      expect(body).not.toMatch(/[\u2028\u2029\u00ad\u200b\u2060\ufeff\u3164]|\p{Noncharacter_Code_Point}|\p{M}{10}/u)
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
      expect(safeText(body)).toBe(body)
      expect(safeLine(line)).toBe(line)
      expect(safeText(line)).toBe(line)
    }),
    { numRuns: 5_000 },
  )
})

test('[TEXT4] the longest hostile texts end', () => {
  for (const unit of ['\u001b[31m', acute, `👩${zwj}`, '\u3164', '\u{e0041}', '\ud83d', `क\u094d${zwj}`, '1\ufe0f'])
    expect(safeText(unit.repeat(200_000))).not.toMatch(/[^\P{Cc}\n]|\u3164/u)
})
