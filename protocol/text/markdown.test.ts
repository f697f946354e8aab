import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { type Block, type Inline, parseMarkdown } from './markdown.ts'
import { plainLine } from './plainLine.ts'

const spans = (text: string): readonly Inline[] => {
  const [block, ...more] = parseMarkdown(text)
  if (block === undefined || block.type === 'code' || more.length > 0) throw new Error('no single paragraph')
  return block.lines.flat()
}
const plain = (text: string): readonly Inline[] => [{ text }]

const styled: readonly (readonly [string, readonly Inline[]])[] = [
  ['a **b** c', [{ text: 'a ' }, { text: 'b', bold: true }, { text: ' c' }]],
  ['*a* _b_', [{ text: 'a', italic: true }, { text: ' ' }, { text: 'b', italic: true }]],
  ['~~a~~', [{ text: 'a', strike: true }]],
  ['***a***', [{ text: 'a', bold: true, italic: true }]],
  [
    '**a *b***',
    [
      { text: 'a ', bold: true },
      { text: 'b', bold: true, italic: true },
    ],
  ],
  [
    '*a **b***',
    [
      { text: 'a ', italic: true },
      { text: 'b', bold: true, italic: true },
    ],
  ],
  ['*a _b_ c*', [{ text: 'a b c', italic: true }]],
  ['*a **b* c**', [{ text: 'a **b', italic: true }, { text: ' c**' }]],
  ['*a *b*', [{ text: '*a ' }, { text: 'b', italic: true }]],
  ['这是**粗体**字', [{ text: '这是' }, { text: '粗体', bold: true }, { text: '字' }]],
  ['`a *b* @ann`', [{ text: 'a *b* @ann', code: true }]],
  ['`` `a` ``', [{ text: '`a`', code: true }]],
]
for (const [text, result] of styled)
  test(`[TEXT5] marks give styles: ${text}`, () => {
    expect(spans(text)).toEqual(result)
  })

for (const text of [
  'snake_case_name',
  '2*3*4',
  'a * b * c',
  '**open',
  'close**',
  '****',
  '__init__',
  '~a~',
  '`open',
  '[a](javascript:alert)',
  '[a](//evil)',
  'ann@mail.example',
  '@an',
  'mailto:a ftp://b xhttps://c',
  'https://bank.example@evil.example/',
  'http://%65vil.example/',
  `https://a.example/${'a'.repeat(3_000)}`,
  '\\*a\\*',
  '¯\\_(ツ)_/¯',
])
  test(`[TEXT6] what is no pair of marks stays as it is: ${text.slice(0, 40)}`, () => {
    expect(spans(text)).toEqual(plain(text))
  })

test('[TEXT5] a style may span lines, but not a blank one', () => {
  expect(parseMarkdown('**a\nb** c\n\n*d\n\ne*')).toEqual([
    {
      type: 'paragraph',
      lines: [
        [{ text: 'a', bold: true }],
        [{ text: 'b', bold: true }, { text: ' c' }],
        [],
        [{ text: '*d' }],
        [],
        [{ text: 'e*' }],
      ],
    },
  ])
})

test('[TEXT7] fences, quotes and paragraphs are blocks', () => {
  const text = 'hi\n\n> a **b**\n>\n>> c\n```ts x\nlet a = *1*\n\n\tb\n```\nend\n````\n```\nopen'
  const blocks: readonly Block[] = [
    { type: 'paragraph', lines: [[{ text: 'hi' }]] },
    { type: 'quote', lines: [[{ text: 'a ' }, { text: 'b', bold: true }], [], [{ text: '> c' }]] },
    { type: 'code', language: 'ts', lines: ['let a = *1*', '', '    b'] },
    { type: 'paragraph', lines: [[{ text: 'end' }]] },
    { type: 'code', language: '', lines: ['```', 'open'] },
  ]
  expect(parseMarkdown(text)).toEqual(blocks)
  expect(parseMarkdown(' \n\n')).toEqual([])
  expect(spans('```')).toEqual(plain('```'))
})

const links: readonly (readonly [string, readonly Inline[]])[] = [
  ['[docs](https://a.example/x)', [{ text: 'docs (a.example)', href: 'https://a.example/x' }]],
  [
    '[https://a.example](http://evil.example:81)',
    [{ text: 'https://a.example (evil.example:81)', href: 'http://evil.example:81' }],
  ],
  ['[a.example/x](https://A.example/x/)', [{ text: 'a.example/x', href: 'https://a.example/x/' }]],
  ['[f](https://a.example/F_(x)_y)', [{ text: 'f (a.example)', href: 'https://a.example/F_(x)_y' }]],
  [
    '[**f**](https://a.example)',
    [
      { text: 'f', bold: true, href: 'https://a.example' },
      { text: ' (a.example)', href: 'https://a.example' },
    ],
  ],
  ['https://а.example/', [{ text: 'https://а.example/ (xn--80a.example)', href: 'https://xn--80a.example/' }]],
  ['https://ａ.example', [{ text: 'https://ａ.example (a.example)', href: 'https://a.example' }]],
  [
    '(see https://a.example/b_(c)).',
    [{ text: '(see ' }, { text: 'https://a.example/b_(c)', href: 'https://a.example/b_(c)' }, { text: ').' }],
  ],
  [
    '**https://a.example/a_b_c**!',
    [{ text: 'https://a.example/a_b_c', bold: true, href: 'https://a.example/a_b_c' }, { text: '!' }],
  ],
  ['https://a.example，好', [{ text: 'https://a.example', href: 'https://a.example' }, { text: '，好' }]],
  [
    'https://evil.example\\@a.example',
    [{ text: 'https://evil.example', href: 'https://evil.example' }, { text: '\\@a.example' }],
  ],
]
for (const [text, result] of links)
  test(`[TEXT8] a link says where it goes: ${text}`, () => {
    expect(spans(text)).toEqual(result)
  })

test('[TEXT8] hosts in other letters are shown in ASCII, as name servers read them', () => {
  const host = (text: string): string | undefined => spans(`https://${text}/`)[0]?.href
  expect(host('Bücher.example')).toBe('https://xn--bcher-kva.example/')
  expect(host('аррӏе.com')).toBe('https://xn--80ak6aa92e.com/')
  expect(host('他们为什么不说中文')).toBe('https://xn--ihqwcrb4cv8a8dqg056pqjye/')
})

test('[TEXT9] @username is a mention, in any case, and not within words', () => {
  expect(spans('hi @Ann.b, @bob_! a@carl @dave@x @eve-')).toEqual([
    { text: 'hi ' },
    { text: '@Ann.b', mention: 'ann.b' },
    { text: ', ' },
    { text: '@bob', mention: 'bob' },
    { text: '_! a@carl ' },
    { text: '@dave', mention: 'dave' },
    { text: '@x ' },
    { text: '@eve', mention: 'eve' },
    { text: '-' },
  ])
  expect(spans(`@${'a'.repeat(33)}`)).toEqual(plain(`@${'a'.repeat(33)}`))
})

test('[TEXT10] marks never lose text, and every span is safe', () => {
  const unit = fc.constantFrom(
    '*',
    '**',
    '_',
    '~~',
    '`',
    '```',
    '[',
    '](',
    ')',
    'https://',
    'a.b',
    '@ann',
    '>',
    '\n',
    ' ',
    'é',
    'e\u0301',
    '\u0301',
    '\u001b',
    '\u202e',
    '\\',
  )
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
      for (const block of parseMarkdown(text)) {
        const lines = block.type === 'code' ? block.lines.map((line) => [{ text: line }]) : block.lines
        for (const line of lines)
          for (const { text } of line) {
            expect(text).not.toMatch(/[\p{Cc}\u202e]|^\p{M}/u)
            if (block.type !== 'code') expect(text).not.toBe('')
          }
      }
      const letters = (shown: string): string => shown.replace(/[^ab]/g, '')
      const shown = parseMarkdown(text).flatMap((block) =>
        block.type === 'code' ? block.lines : block.lines.flat().map((inline) => inline.text),
      )
      if (!text.includes('https') && !text.includes('```')) expect(letters(shown.join(''))).toBe(letters(text))
    }),
    { numRuns: 3_000 },
  )
})

test('[TEXT10] the longest hostile texts end', () => {
  for (const unit of [
    '*',
    '_',
    '~~',
    '`',
    '` ',
    '[',
    '[a](',
    '[a](http://',
    'http://',
    '**a',
    '*a **b _c ',
    '@',
    '> ',
    '``` \n',
    '(',
    '@a.',
  ])
    expect(parseMarkdown(unit.repeat(200_000)).length).toBeGreaterThan(0)
  const runs = Array.from({ length: 1_000 }, (_, length) => '`'.repeat(length + 1)).join(' ')
  expect(parseMarkdown(`a${runs}`)).toEqual([{ type: 'paragraph', lines: [[{ text: `a${runs}` }]] }])
})

test('[TEXT11] a plain line has no marks and no more characters than asked for', () => {
  expect(plainLine('**hi**\n\n> you `x`\n```\ncode\n```', 40)).toBe('hi you x code')
  expect(plainLine('hello world', 8)).toBe('hello w…')
  expect(plainLine('ab 👩‍👩‍👧', 5)).toBe('ab…')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, max) => {
      expect(Array.from(plainLine(text, max)).length).toBeLessThanOrEqual(max)
    }),
  )
})
