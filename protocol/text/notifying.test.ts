import { expect, test } from 'bun:test'
import { isQuiet, muteSetting, notifySetting, readMute, readNotifyRules } from './notifying.ts'

const minutes = (hour: number, minute = 0): number => hour * 60 + minute

test('[TUI21] quiet hours may go over midnight, and the same time twice is none', () => {
  const night = readNotifyRules('on 22:00-7:30')
  expect([21, 22, 23, 0, 7].map((hour) => isQuiet(night, minutes(hour)))).toEqual([false, true, true, true, true])
  expect(isQuiet(night, minutes(7, 30))).toBe(false)
  const noon = readNotifyRules('on 12:00-13:00')
  expect([11, 12, 13].map((hour) => isQuiet(noon, minutes(hour)))).toEqual([false, true, false])
  expect(isQuiet(readNotifyRules('on'), 0)).toBe(false)
})

test('[TUI21] without a setting everything notifies, and off is off', () => {
  expect(readNotifyRules(null).isOn).toBe(true)
  expect(readNotifyRules('off 22:00-07:00').isOn).toBe(false)
})

test('[TUI21] the rules that a screen keeps are read as they were chosen', () => {
  for (const setting of ['on', 'off', 'on 22:00-07:00', 'off 09:05-17:30'])
    expect(notifySetting(readNotifyRules(setting))).toBe(setting)
})

test('[WEBS1] a mute for a time ends by itself, on every device', () => {
  const mute = { what: 'all', until: 1_000 } as const
  expect(readMute(muteSetting(mute), 999)).toEqual(mute)
  expect(readMute(muteSetting(mute), 1_000)).toBeNull()
  expect(readMute('all', 1_000)).toEqual({ what: 'all', until: null })
  expect(readMute('mentions', 1_000)).toEqual({ what: 'mentions', until: null })
  for (const other of [null, '', 'all until', 'all until tomorrow', 'allowed', 'none'])
    expect(readMute(other, 1_000)).toBeNull()
})
