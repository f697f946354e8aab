import { expect, test } from 'bun:test'
import type { Message } from '@parley/protocol'
import * as fc from 'fast-check'
import { hostileTexts } from '../text/hostile.ts'
import { lineWidth } from '../text/width.ts'
import { block, factsOf } from './block.ts'
import { bodyLinesMax } from './body.ts'
import type { TimelineContext } from './context.ts'
import { bob, contextOf, me, said, submissionOf, textOf } from './testing.ts'

function shown(
  message: Message,
  more: Partial<TimelineContext> = {},
  before: Message | null = said(1, 'before'),
  cells = 40,
): string[] {
  const context = contextOf([said(1, 'the **first**'), message], more)
  return block(message, factsOf(before, message, context), context, cells).map(({ line }) => textOf(line).trimEnd())
}

test('[TIMELINE12] a day and a group have their heads, and what follows in the group has none', () => {
  expect(shown(said(2, 'hello'), {}, null)).toEqual([
    '──────────────── Today ─────────────────',
    '  Ann  12:02',
    '  hello',
  ])
  expect(shown(said(2, 'hello'))).toEqual(['  hello'])
  expect(shown(said(2, 'hello', { by: bob }))).toEqual(['  Bob  12:02', '  hello'])
  expect(shown(said(2, 'hello'), { unreadAfter: 1 })[0]).toContain(' New ')
})

test('[TIMELINE13] an answer shows what it answers in one line, also when that is not loaded', () => {
  expect(shown(said(2, 'yes', { replyTo: 1 }))).toEqual(['  │ Ann: the first', '  yes'])
  expect(shown(said(2, 'yes', { replyTo: 9 }))).toEqual(['  │ an earlier message', '  yes'])
  const context = contextOf([said(1, 'x')])
  const message = said(2, 'yes', { replyTo: 1 })
  expect(
    block(message, factsOf(null, message, context), context, 40).find(({ part }) => part === 'quote')?.quoted,
  ).toBe(1)
})

test('[TIMELINE14] a message that says nothing any more, or nothing known, or is a notice, is told as such', () => {
  expect(shown(said(2, '', { content: { kind: 'deleted' } }))).toEqual(['  message deleted'])
  expect(shown(said(2, '', { content: { kind: 'unsupported', of: 'poll' } })).join(' ')).toContain('poll')
  const notice = said(2, '', { content: { kind: 'notice', event: { type: 'memberLeft' } } })
  expect(shown(notice)[0]).toStartWith('  · Ann')
})

test('[TIMELINE15] own messages tell how far they came, on as many lines in every state; refused ones tell why', () => {
  const mine = said(2, 'hello', { by: me })
  const marks = (['pending', 'sent', 'delivered', 'read'] as const).map((tick) =>
    shown(mine, { tick: () => tick }, mine),
  )
  expect(marks).toEqual([['  hello ◷'], ['  hello ✓'], ['  hello ✓✓'], ['  hello ✓✓']])
  expect(shown({ ...mine, editedAt: 5 }, { tick: () => 'read' }, mine)).toEqual(['  hello (edited) ✓✓'])
  const refused = shown(mine, { tick: () => 'pending', failed: new Map([[submissionOf(2), 'You are out.']]) }, mine)
  expect(refused).toEqual(['  hello !', '  ! You are out. · r to retry'])
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 6, max: 40 }), (length, cells) => {
      const rows = (['pending', 'sent', 'delivered', 'read'] as const).map(
        (tick) => shown(said(2, 'x'.repeat(length), { by: me }), { tick: () => tick }, mine, cells).length,
      )
      expect(new Set(rows).size).toBe(1)
    }),
  )
})

test('[TIMELINE16] code is framed and keeps its spaces; quotes have a bar; a search is marked', () => {
  expect(shown(said(2, '```ts\nif (a)\n  b\n```'))).toEqual([
    '  ┌ ts ───────────────────',
    '  │ if (a)',
    '  │   b',
    '  └───────────────────────',
  ])
  expect(shown(said(2, '> said\n> before'))).toEqual(['  ▎ said', '  ▎ before'])
  const context = contextOf([], { query: 'LO w' })
  const message = said(2, 'hel**lo** world')
  const marked = block(message, factsOf(message, message, context), context, 40).flatMap(({ line }) => line)
  expect(
    marked
      .filter((span) => span.inverse)
      .map((span) => span.text)
      .join(''),
  ).toBe('lo w')
})

test('[TIMELINE17] a very long message shows its first lines and how many follow', () => {
  const rows = shown(said(2, 'x'.repeat(1_000_000)))
  expect(rows.slice(0, bodyLinesMax).every((row) => row.trim() === 'x'.repeat(38))).toBe(true)
  const rest = rows.slice(bodyLinesMax).map((row) => row.trim())
  expect(rest.join(' ')).toBe('… 26116 more lines, open the message to read all')
})

test('[TIMELINE18] hostile texts and names give only lines of visible characters within the width', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })),
      fc.constantFrom(...hostileTexts),
      fc.integer({ min: 1, max: 80 }),
      (text, name, cells) => {
        const message = said(2, text, { replyTo: 1 })
        const context = contextOf([said(1, text)], {
          nameOf: () => name,
          failed: new Map([[message.id, name]]),
          unreadAfter: 1,
        })
        for (const { line } of block(message, factsOf(null, message, context), context, cells)) {
          expect(lineWidth(line)).toBeLessThanOrEqual(cells)
          expect(
            /[\p{Cc}\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ue000-\uf8ff]/u.test(textOf(line)),
          ).toBe(false)
        }
      },
    ),
    { numRuns: 1_000 },
  )
})
