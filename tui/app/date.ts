/** Dates as people type them. */
import type { Clock } from '@parley/protocol/text'

const dayMs = 86_400_000
const minuteMs = 60_000

/** `2026-03-01`, `1.3.2026`, `today`, `yesterday`, `3 days`: the beginning of that day; `null` for what is none. */
export function dateFrom(text: string, clock: Clock): number | null {
  const typed = text.trim().toLowerCase()
  const today = dayStart(clock.now, clock)
  if (typed === 'today') return today
  if (typed === 'yesterday') return today - dayMs
  const ago = /^(\d{1,4}) ?d(?:ays?)?(?: ago)?$/.exec(typed)
  if (ago !== null) return today - Number(ago[1]) * dayMs
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed)
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(typed)
  const [year, month, day] =
    iso !== null ? [iso[1], iso[2], iso[3]] : dotted !== null ? [dotted[3], dotted[2], dotted[1]] : []
  if (year === undefined || month === undefined || day === undefined) return null
  const noon = Date.UTC(Number(year), Number(month) - 1, Number(day), 12)
  const date = new Date(noon)
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null
  return noon - dayMs / 2 - clock.offset(noon) * minuteMs
}

function dayStart(at: number, clock: Clock): number {
  const local = at + clock.offset(at) * minuteMs
  return at - (local % dayMs)
}
