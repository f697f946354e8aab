/** What notifies in one chat, as choices of a list, and as the setting `mute/CHAT` that every device reads. */
import { type Clock, dayLabel, type Mute, muteSetting, timeOfDay } from '@parley/protocol/text'

export type MuteChoice = 'none' | 'hour' | 'eightHours' | 'all' | 'mentions' | 'until'

const hourMs = 3_600_000

interface MuteOption {
  readonly value: MuteChoice
  readonly label: string
}

const options: readonly MuteOption[] = [
  { value: 'none', label: 'Every message' },
  { value: 'mentions', label: 'Only where I am named' },
  { value: 'hour', label: 'Nothing for 1 hour' },
  { value: 'eightHours', label: 'Nothing for 8 hours' },
  { value: 'all', label: 'Nothing' },
]

/** A mute that ends is said with its end, and stays what it is until another is chosen. */
export function muteOptions(mute: Mute | null, clock: Clock): readonly MuteOption[] {
  if (mute === null || mute.until === null) return options
  const day = dayLabel(mute.until, clock)
  const end = `${day === 'Today' ? '' : `${day}, `}${timeOfDay(mute.until, clock)}`
  const words = mute.what === 'all' ? 'Nothing' : 'Only where I am named,'
  return [{ value: 'until', label: `${words} until ${end}` }, ...options]
}

export const muteChoiceOf = (mute: Mute | null): MuteChoice =>
  mute === null ? 'none' : mute.until === null ? mute.what : 'until'

/** `undefined`: nothing is another. */
export function settingOfMute(choice: MuteChoice, now: number): string | null | undefined {
  switch (choice) {
    case 'none':
      return null
    case 'hour':
      return muteSetting({ what: 'all', until: now + hourMs })
    case 'eightHours':
      return muteSetting({ what: 'all', until: now + 8 * hourMs })
    case 'all':
    case 'mentions':
      return muteSetting({ what: choice, until: null })
    case 'until':
      return undefined
  }
}
