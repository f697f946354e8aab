import { dayOf, startOfDay } from '@parley/protocol/text'
import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { monthOf, movedByMonths, weekday, weeksOf } from './calendar.ts'
import { clock } from './testing/messages.ts'

test('[WEBT32] weeks are whole, begin on Monday, and have each day of the month once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1970, max: 2200 }), fc.nat({ max: 11 }), (year, month) => {
      const weeks = weeksOf({ year, month })
      expect(weeks.every((week) => week.length === 7 && week[0] !== undefined && weekday(week[0].number) === 0)).toBe(
        true,
      )
      const dates = weeks
        .flat()
        .filter(({ isInMonth }) => isInMonth)
        .map(({ date }) => date)
      expect(dates).toEqual(
        Array.from({ length: new Date(Date.UTC(year, month + 1, 0)).getUTCDate() }, (_, at) => at + 1),
      )
    }),
  )
  expect(weeksOf({ year: 2026, month: 2 })[0]?.map(({ date }) => date)).toEqual([23, 24, 25, 26, 27, 28, 1])
})

test('[WEBT33] a local day begins where its number says, also when clocks are changed', () => {
  // Berlin: summer time began on 29 March 2026 at 01:00 UTC.
  const berlin = { ...clock, offset: (at: number) => (at >= Date.UTC(2026, 2, 29, 1) ? 120 : 60) }
  for (let day = 27; day <= 31; day++) {
    const number = Date.UTC(2026, 2, day) / 86_400_000
    expect(dayOf(startOfDay(number, berlin), berlin)).toBe(number)
    expect(dayOf(startOfDay(number, berlin) - 1, berlin)).toBe(number - 1)
  }
  const january = Date.UTC(2026, 0, 31) / 86_400_000
  expect(monthOf(movedByMonths(january, 1))).toEqual({ year: 2026, month: 1 })
})
