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
