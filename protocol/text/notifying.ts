/**
 * What notifies, as two settings of an account say it, the same on all devices: `notify` for everything (`off`, or
 * `on 22:00-07:00` with quiet hours), `mute/CHAT` for one chat (`all` or `mentions`; with ` until MS` it ends by itself).
 */

export interface NotifyRules {
  readonly isOn: boolean
  /** Minutes after midnight; the same twice is never. */
  readonly quietFrom: number
  readonly quietTo: number
}

/** Of the setting `notify`. */
export function readNotifyRules(setting: string | null): NotifyRules {
  const quiet = /(\d\d?):(\d\d)-(\d\d?):(\d\d)/.exec(setting ?? '')
  const minutes = (hour: string | undefined, minute: string | undefined): number => Number(hour) * 60 + Number(minute)
  return {
    isOn: setting?.startsWith('off') !== true,
    quietFrom: quiet === null ? 0 : minutes(quiet[1], quiet[2]),
    quietTo: quiet === null ? 0 : minutes(quiet[3], quiet[4]),
  }
}

/** The setting that says these rules. */
export function notifySetting({ isOn, quietFrom, quietTo }: NotifyRules): string {
  const quiet = quietFrom === quietTo ? '' : ` ${minuteText(quietFrom)}-${minuteText(quietTo)}`
  return `${isOn ? 'on' : 'off'}${quiet}`
}

/** '22:00': a minute of the day as its setting says it. */
export const minuteText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

export function isQuiet({ quietFrom, quietTo }: NotifyRules, minuteOfDay: number): boolean {
  if (quietFrom === quietTo) return false
  return quietFrom < quietTo
    ? minuteOfDay >= quietFrom && minuteOfDay < quietTo
    : minuteOfDay >= quietFrom || minuteOfDay < quietTo
}

export interface Mute {
  /** Nothing notifies, or only what names the reader. */
  readonly what: 'all' | 'mentions'
  /** Milliseconds since 1970; `null`: for ever. */
  readonly until: number | null
}

/** Of the setting `mute/CHAT`; `null` where nothing is muted, or not any more. */
export function readMute(setting: string | null, now: number): Mute | null {
  const parts = /^(all|mentions)(?: until (\d{1,15}))?$/.exec(setting ?? '')
  if (parts === null) return null
  const until = parts[2] === undefined ? null : Number(parts[2])
  return until !== null && until <= now ? null : { what: parts[1] === 'all' ? 'all' : 'mentions', until }
}

export const muteSetting = ({ what, until }: Mute): string => (until === null ? what : `${what} until ${until}`)
