/** Months as weeks of days, in the reader's own time. Days are numbered since 1970, so that they can be added. */
export interface CalendarDay {
  /** Since 1970. */
  readonly number: number
  readonly date: number
  readonly isInMonth: boolean
}

export interface CalendarMonth {
  readonly year: number
  /** 0 is January. */
  readonly month: number
}

const dayMs = 86_400_000

export function monthOf(number: number): CalendarMonth {
  const date = new Date(number * dayMs)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() }
}

/** Its weeks, whole, from Monday on. */
export function weeksOf({ year, month }: CalendarMonth): readonly (readonly CalendarDay[])[] {
  const first = Date.UTC(year, month, 1) / dayMs
  const next = Date.UTC(year, month + 1, 1) / dayMs
  const weeks: CalendarDay[][] = []
  for (let monday = first - weekday(first); monday < next; monday += 7)
    weeks.push(
      Array.from({ length: 7 }, (_, at) => {
        const number = monday + at
        return { number, date: new Date(number * dayMs).getUTCDate(), isInMonth: number >= first && number < next }
      }),
    )
  return weeks
}

/** 0 is Monday. */
export const weekday = (number: number): number => (((number + 3) % 7) + 7) % 7

const movedMonth = ({ year, month }: CalendarMonth, by: number): CalendarMonth =>
  monthOf(Date.UTC(year, month + by, 1) / dayMs)

/** The same day in another month, or that month's last. */
export function movedByMonths(number: number, by: number): number {
  const date = new Date(number * dayMs)
  const { year, month } = movedMonth(monthOf(number), by)
  const lastDate = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDate)) / dayMs
}
