/** Dates as people type them. */
import { type Clock, dayOf, startOfDay } from '@parley/protocol/text'

const dayMs = 86_400_000

/** `2026-03-01`, `1.3.2026`, `today`, `yesterday`, `3 days`: the beginning of that day; `null` for what is none. */
export function dateFrom(text: string, clock: Clock): number | null {
  const typed = text.trim().toLowerCase()
  const today = dayOf(clock.now, clock)
  if (typed === 'today') return startOfDay(today, clock)
  if (typed === 'yesterday') return startOfDay(today - 1, clock)
  const ago = /^(\d{1,4}) ?d(?:ays?)?(?: ago)?$/.exec(typed)
  if (ago !== null) return startOfDay(today - Number(ago[1]), clock)
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed)
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(typed)
  const [year, month, day] =
    iso !== null ? [iso[1], iso[2], iso[3]] : dotted !== null ? [dotted[3], dotted[2], dotted[1]] : []
  if (year === undefined || month === undefined || day === undefined) return null
  const noon = Date.UTC(Number(year), Number(month) - 1, Number(day), 12)
  const date = new Date(noon)
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null
  return startOfDay(Math.floor(noon / dayMs), clock)
}
