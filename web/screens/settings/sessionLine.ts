/** A session as its owner recognises it: by program and system, never by a whole user agent. */
import { safeLine } from '@parley/protocol/text'

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
