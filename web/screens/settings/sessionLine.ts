/** A session as its owner recognises it: by program and system, never by a whole user agent. */
import type { Session } from '@parley/protocol/client'
import { type Clock, dayLabel, listTime, safeLine } from '@parley/protocol/text'

const unnamed = 'An unnamed client'

/** A client says its name; a browser that said none is known by its user agent. */
export function sessionName(client: string | null): string {
  const said = safeLine(client ?? '').trim()
  if (said === '') return unnamed
  if (!said.startsWith('Mozilla/')) return said
  const browser = browsers.find(([sign]) => said.includes(sign))?.[1] ?? 'A browser'
  const system = systems.find(([sign]) => said.includes(sign))?.[1]
  return system === undefined ? browser : `${browser} on ${system}`
}

/** The order counts: each names those before it too. */
const browsers = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const
const systems = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const

/** 'In use now, since Monday', or 'Last seen yesterday, since 3 March'. */
export function sessionTimes({ current, createdAt, seenAt }: Session, clock: Clock): string {
  const since = `since ${inside(dayLabel(createdAt, clock))}`
  return current ? `In use now, ${since}` : `Last seen ${inside(listTime(seenAt, clock))}, ${since}`
}

/** Within a sentence; weekdays and months stay as they are. */
const inside = (day: string): string => (day === 'Today' || day === 'Yesterday' ? day.toLowerCase() : day)
