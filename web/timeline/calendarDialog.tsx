/** A month to choose a day from: a grid for arrows, and a press for everybody else. */
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from 'react'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type Clock, dayOf, months, startOfDay, weekdays as fromSunday } from '@parley/protocol/text'
import { Dialog, IconButton } from '../parts/main.ts'
import { monthOf, movedByMonths, weekday, weeksOf } from './calendar.ts'

export interface CalendarDialogProps {
  /** A time of the day that is shown now. */
  readonly shown: number
  /** Before it there is nothing. */
  readonly first: number
  readonly clock: Clock
  readonly onChoose: (at: number) => void
  readonly onClose: () => void
}

const weekdays = [...fromSunday.slice(1), ...fromSunday.slice(0, 1)]

export function CalendarDialog({ shown, first, clock, onChoose, onClose }: CalendarDialogProps): ReactElement {
  const today = dayOf(clock.now, clock)
  const least = Math.min(dayOf(first, clock), today)
  const clamped = (number: number): number => Math.max(least, Math.min(today, number))
  const [active, setActive] = useState(clamped(dayOf(shown, clock)))
  const grid = useRef<HTMLTableElement>(null)
  const movesFocus = useRef(false)
  const month = monthOf(active)
  const title = `${months[month.month] ?? ''} ${month.year}`

  useEffect(() => {
    if (movesFocus.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    movesFocus.current = false
  }, [active])

  const go = (number: number): void => {
    movesFocus.current = clamped(number) !== active
    setActive(clamped(number))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = moved(event, active)
    if (next === null) return
    event.preventDefault()
    go(next)
  }
  const isFirstMonth = startMonth(month) <= startMonth(monthOf(least))
  const isLastMonth = startMonth(month) >= startMonth(monthOf(today))
  return (
    <Dialog title="Go to a day" size="small" onClose={onClose} className="timeline-calendar">
      <div className="timeline-calendar-head">
        <IconButton
          label="Month before"
          icon={ChevronLeft}
          disabled={isFirstMonth}
          onClick={() => setActive(clamped(movedByMonths(active, -1)))}
        />
        <span aria-live="polite">{title}</span>
        <IconButton
          label="Month after"
          icon={ChevronRight}
          disabled={isLastMonth}
          onClick={() => setActive(clamped(movedByMonths(active, 1)))}
        />
      </div>
      <table className="timeline-calendar-grid figures" role="grid" aria-label={title} ref={grid} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weekdays.map((name) => (
              <th key={name} scope="col" abbr={name}>
                {name.slice(0, 2)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week[0]?.number}>
              {week.map(({ number, date, isInMonth }) => (
                <td key={number} aria-selected={number === active}>
                  {isInMonth && (
                    <button
                      type="button"
                      className="timeline-calendar-day"
                      tabIndex={number === active ? 0 : -1}
                      disabled={number < least || number > today}
                      aria-current={number === today ? 'date' : undefined}
                      aria-label={`${weekdays[weekday(number)] ?? ''}, ${date} ${title}`}
                      {...(number === active ? { 'data-focus-first': true } : {})}
                      onClick={() => onChoose(startOfDay(number, clock))}
                    >
                      {date}
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  )
}

const startMonth = ({ year, month }: { readonly year: number; readonly month: number }): number => year * 12 + month

function moved({ key, shiftKey }: KeyboardEvent, number: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return number - 1
    case 'ArrowRight':
      return number + 1
    case 'ArrowUp':
      return number - 7
    case 'ArrowDown':
      return number + 7
    case 'Home':
      return number - weekday(number)
    case 'End':
      return number + 6 - weekday(number)
    case 'PageUp':
      return movedByMonths(number, shiftKey ? -12 : -1)
    case 'PageDown':
      return movedByMonths(number, shiftKey ? 12 : 1)
    default:
      return null
  }
}
