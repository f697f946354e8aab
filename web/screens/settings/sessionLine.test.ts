import { expect, test } from 'bun:test'
import { isSessionId } from '@parley/protocol'
import { sessionName, sessionTimes } from './sessionLine.ts'

test('[WEBS7] a session is named by its program and system, and a stranger cannot write over the line', () => {
  const mozilla =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'
  expect(sessionName(mozilla)).toBe('Chrome on Linux')
  expect(sessionName(`${mozilla} Edg/156.0`)).toBe('Edge on Linux')
  expect(sessionName('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1')).toBe(
    'Safari on iPhone',
  )
  expect(sessionName('Mozilla/5.0 (Something)')).toBe('A browser')
  expect(sessionName('parley tui 0.1 on linux')).toBe('parley tui 0.1 on linux')
  expect(sessionName(null)).toBe('An unnamed client')
  expect(sessionName('x\u202ey')).not.toContain('\u202e')
})

test('[WEBS7] a session says since when it is, and when it was last seen', () => {
  const id = `0${'a'.repeat(25)}`
  if (!isSessionId(id)) throw new Error('This is no id.')
  const clock = { now: Date.UTC(2026, 10, 24, 14, 0), offset: () => 0, hour12: false }
  const session = {
    id,
    client: null,
    createdAt: Date.UTC(2026, 10, 23),
    seenAt: Date.UTC(2026, 10, 24, 9, 5),
    current: false,
  }
  expect(sessionTimes(session, clock)).toBe('Last seen 09:05, since yesterday')
  expect(sessionTimes({ ...session, current: true, createdAt: clock.now }, clock)).toBe('In use now, since today')
  expect(sessionTimes({ ...session, createdAt: Date.UTC(2026, 10, 20) }, clock)).toBe('Last seen 09:05, since Friday')
})
