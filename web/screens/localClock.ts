import type { Clock } from '@parley/protocol/text'

/** The browser's own clock, for screens that stand before the app. */
export const localClock = (): Clock => ({
  now: Date.now(),
  offset: (at) => -new Date(at).getTimezoneOffset(),
  hour12: new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hour12 === true,
})
