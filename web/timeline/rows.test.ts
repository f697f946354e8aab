import { expect, test } from 'bun:test'
import { failure, type Message } from '@parley/protocol'
import * as fc from 'fast-check'
import { daysOf, keyOf, type Row, type RowsInput } from './rows.ts'
import { ann, bob, clock, me, messagesTo, said } from './testing/messages.ts'

const input = (messages: readonly Message[], more: Partial<RowsInput> = {}): RowsInput => ({
  messages,
  range: { start: 0, end: messages.length },
  hasOlder: false,
  unreadAfter: null,
  refused: [],
  clock,
  ...more,
})
const rowsOf = (input: RowsInput): readonly Row[] => daysOf(input).flatMap(({ rows }) => rows)
const shape = (row: Row): string =>
  row.type === 'message' || row.type === 'refused'
    ? `${row.type}${row.isFirst ? ' first' : ''}${row.isLast ? ' last' : ''}`
    : row.type

test('[WEBT15] what one author said in one go is a group; days, notices and the divider begin another', () => {
  const notice = said(5, { content: { kind: 'notice', event: { type: 'memberLeft' } } })
  const messages = [said(1), said(2), said(3, { by: bob }), said(4), notice, said(6), said(7)]
  expect(rowsOf(input(messages, { unreadAfter: 6 })).map(shape)).toEqual([
    'message first',
    'message last',
    'message first last',
    'message first last',
    'notice',
    'message first last',
    'unread',
    'message first last',
  ])
})

test('[WEBT16] days have headings, with keys of their own even where a clock went back', () => {
  const day = 86_400_000
  const messages = [said(1, { at: clock.now - day }), said(2, { at: clock.now }), said(3, { at: clock.now - day })]
  const days = daysOf(input(messages))
  expect(days.map(({ label }) => label)).toEqual(['Yesterday', 'Today', 'Yesterday'])
  expect(new Set(days.map(({ key }) => key)).size).toBe(3)
})

test('[WEBT17] the divider stands once, before the first message after the mark, and not where that is not known', () => {
  const messages = messagesTo(6, 10)
  const dividerAt = (more: Partial<RowsInput>): number =>
    rowsOf(input(messages, more)).findIndex(({ type }) => type === 'unread')
  expect(dividerAt({ unreadAfter: 12 })).toBe(3)
  expect(dividerAt({ unreadAfter: 15 })).toBe(-1)
  expect(dividerAt({ unreadAfter: 5, hasOlder: true })).toBe(-1)
  expect(dividerAt({ unreadAfter: 5 })).toBe(0)
})

test('[WEBT18] a row keeps its key when the server has taken it, and two authors with one id have two', () => {
  const waiting = said(9, { by: me })
  const stored = { ...waiting, seq: 12, at: waiting.at + 500 }
  const keys = (messages: readonly Message[]): readonly string[] => rowsOf(input(messages)).map(({ key }) => key)
  expect(keys([stored])).toEqual(keys([waiting]))
  expect(keyOf(said(1, { by: ann }))).not.toBe(keyOf(said(1, { by: bob })))
})

test('[WEBT19] each shown message is one row, in order, with a key of its own; refused ones come last', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ by: fc.constantFrom(me, ann, bob), minutes: fc.integer({ min: -3_000, max: 3_000 }) })),
      fc.nat(),
      fc.nat(),
      fc.option(fc.nat({ max: 60 })),
      fc.nat({ max: 3 }),
      (all, from, length, unreadAfter, refusedCount) => {
        const messages = all.map(({ by, minutes }, at) => said(at + 1, { by, at: clock.now + minutes * 60_000 }))
        const start = messages.length === 0 ? 0 : from % messages.length
        const range = { start, end: Math.min(messages.length, start + (length % 50)) }
        const refused = messagesTo(refusedCount, 500).map((message) => ({
          message: { ...message, by: me },
          content: { kind: 'text', text: 'no' } as const,
          failure: failure('forbidden', 'No.'),
        }))
        const rows = rowsOf(input(messages, { range, unreadAfter, refused }))
        const shown = rows.flatMap((row) => (row.type === 'message' ? [row.message.seq] : []))
        expect(shown).toEqual(messages.slice(range.start, range.end).map(({ seq }) => seq))
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
        expect(rows.filter(({ type }) => type === 'unread').length).toBeLessThanOrEqual(1)
        expect(rows.slice(rows.length - refused.length).every(({ type }) => type === 'refused')).toBe(true)
      },
    ),
  )
})
