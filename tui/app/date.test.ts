import { expect, test } from 'bun:test'
import type { Clock } from '@parley/protocol/text'
import { dateFrom } from './date.ts'

const berlin: Clock = { now: Date.UTC(2026, 2, 10, 23, 30), offset: () => 60, hour12: false }
const iso = (text: string): string | null => {
  const at = dateFrom(text, berlin)
  return at === null ? null : new Date(at).toISOString()
}

test.each([
  ['2026-03-01', '2026-02-28T23:00:00.000Z'],
  ['1.3.2026', '2026-02-28T23:00:00.000Z'],
  // It is half past midnight of the 11th there.
  ['today', '2026-03-10T23:00:00.000Z'],
  ['Yesterday', '2026-03-09T23:00:00.000Z'],
  ['10 days', '2026-02-28T23:00:00.000Z'],
  ['3d', '2026-03-07T23:00:00.000Z'],
  ['2026-02-30', null],
  ['13.13.2026', null],
  ['soon', null],
])('[TUI20] a day that somebody types begins at their midnight: %s', (text, expected) => {
  expect(iso(text)).toBe(expected)
})

test('[TUI20] days before a change to summer time begin at their own midnight', () => {
  // Clocks went forward on 29 March, at 01:00 UTC.
  const change = Date.UTC(2026, 2, 29, 1)
  const clock: Clock = { now: Date.UTC(2026, 2, 30, 10), offset: (at) => (at < change ? 60 : 120), hour12: false }
  const at = (text: string): string => new Date(dateFrom(text, clock) ?? NaN).toISOString()
  expect([at('today'), at('yesterday'), at('2 days')]).toEqual([
    '2026-03-29T22:00:00.000Z',
    '2026-03-28T23:00:00.000Z',
    '2026-03-27T23:00:00.000Z',
  ])
})
