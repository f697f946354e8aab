import { expect, test } from 'bun:test'
import { readMute } from '@parley/protocol/text'
import { muteChoiceOf, muteOptions, settingOfMute } from './muteChoice.ts'

const clock = { now: Date.UTC(2026, 10, 24, 22, 30), offset: () => 0, hour12: false }

test('[WEBS11] a chat is muted for a time, for ever or but for mentions, in the setting that every client reads', () => {
  for (const choice of ['none', 'all', 'mentions'] as const)
    expect(muteChoiceOf(readMute(settingOfMute(choice, clock.now) ?? null, clock.now))).toBe(choice)
  const hour = readMute(settingOfMute('hour', clock.now) ?? null, clock.now)
  expect(hour).toEqual({ what: 'all', until: clock.now + 3_600_000 })
  expect(muteChoiceOf(hour)).toBe('until')
  expect(muteOptions(hour, clock)[0]?.label).toBe('Nothing until 23:30')
  const eight = readMute(settingOfMute('eightHours', clock.now) ?? null, clock.now)
  expect(muteOptions(eight, clock)[0]?.label).toBe('Nothing until 25 November, 06:30')
  expect(settingOfMute('until', clock.now)).toBeUndefined()
  expect(muteOptions(null, clock).map(({ value }) => value)).not.toContain('until')
})
