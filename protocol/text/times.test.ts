import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { newUserId } from '../ids.ts'
import { type Clock, dayLabel, lastSeen, listTime, timeOfDay } from './times.ts'

const clock: Clock = { now: Date.UTC(2024, 2, 14, 12, 0), offset: () => 120, hour12: false }
const at = (month: number, day: number, hour = 10, minute = 5, year = 2024): number =>
  Date.UTC(year, month - 1, day, hour - 2, minute)

test('[TEXT12] a time of day is the local one, in 24 or 12 hours', () => {
  expect(timeOfDay(at(3, 14, 14), clock)).toBe('14:05')
  expect([0, 1, 12, 23].map((hour) => timeOfDay(at(3, 14, hour), { ...clock, hour12: true }))).toEqual([
    '12:05 AM',
    '1:05 AM',
    '12:05 PM',
    '11:05 PM',
  ])
  const summer: Clock = { ...clock, offset: (time) => (time < at(3, 10) ? 60 : 120) }
  expect([timeOfDay(at(3, 9), summer), timeOfDay(at(3, 11), summer)]).toEqual(['09:05', '10:05'])
})

test('[TEXT12] a day is named as near as it is', () => {
  const days = [at(3, 14, 0, 0), at(3, 13, 23, 59), at(3, 12), at(3, 8), at(3, 7), at(3, 15), at(12, 31, 10, 5, 2023)]
  expect(days.map((day) => dayLabel(day, clock))).toEqual([
    'Today',
    'Yesterday',
    'Tuesday',
    'Friday',
    '7 March',
    '15 March',
    '31 December 2023',
  ])
  expect(days.map((day) => listTime(day, clock))).toEqual([
    '00:00',
    'Yesterday',
    'Tue',
    'Fri',
    '07.03.24',
    '15.03.24',
    '31.12.23',
  ])
})

test('[TEXT13] where somebody was last seen is said as far as it is known', () => {
  const user = newUserId({ now: () => 1, random: () => 0.5 })
  const seen = (ms: number): string => lastSeen({ user, status: 'offline', lastSeen: ms }, clock)
  expect(lastSeen(null, clock)).toBe('')
  expect(lastSeen({ user, status: 'busy' }, clock)).toBe('busy')
  expect(lastSeen({ user, status: 'offline' }, clock)).toBe('offline')
  expect([10_000, -10_000, 60_000, 300_000].map((ago) => seen(clock.now - ago))).toEqual([
    'last seen just now',
    'last seen just now',
    'last seen 1 minute ago',
    'last seen 5 minutes ago',
  ])
  expect([at(3, 14, 9), at(3, 13), at(3, 12), at(2, 1), at(2, 1, 9, 5, 2020)].map(seen)).toEqual([
    'last seen at 09:05',
    'last seen yesterday at 10:05',
    'last seen Tuesday at 10:05',
    'last seen 1 February',
    'last seen 1 February 2020',
  ])
})

test('[TEXT12] no number makes a time throw', () => {
  fc.assert(
    fc.property(fc.double(), (time) => {
      for (const say of [timeOfDay, dayLabel, listTime]) expect(say(time, clock)).not.toContain('NaN')
    }),
  )
})
