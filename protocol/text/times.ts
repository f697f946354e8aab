/** Times as people say them. No `Intl`: it is slow to start, and phones lack it. */
import type { Presence } from '../person.ts'

export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Minutes east of UTC at a time, so that both sides of a change to summer time are right. */
  readonly offset: (at: number) => number
  readonly hour12: boolean
}

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000
/** Beyond it a `Date` is invalid. */
const atMax = 8.64e15 - dayMs

/** From Sunday on, as dates count them. */
export const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** '14:05', or '2:05 PM'. '?' for what is no time. */
export function timeOfDay(at: number, clock: Clock): string {
  const date = localDate(at, clock)
  if (date === null) return '?'
  const hours = date.getUTCHours()
  const minutes = two(date.getUTCMinutes())
  return clock.hour12 ? `${hours % 12 || 12}:${minutes} ${hours < 12 ? 'AM' : 'PM'}` : `${two(hours)}:${minutes}`
}

/** 'Today', 'Yesterday', 'Monday' within the last week, '3 March' within the year, else '3 March 2024'. */
export function dayLabel(at: number, clock: Clock): string {
  const date = localDate(at, clock)
  if (date === null) return '?'
  const daysAgo = dayOf(clock.now, clock) - dayOf(at, clock)
  if (daysAgo === 0) return 'Today'
  if (daysAgo === 1) return 'Yesterday'
  if (daysAgo > 1 && daysAgo < 7) return weekdays[date.getUTCDay()] ?? ''
  return calendarDay(date, clock)
}

/** For a list of chats: '14:05' of today, 'Yesterday', 'Mon' within the last week, else '03.03.24'. */
export function listTime(at: number, clock: Clock): string {
  const date = localDate(at, clock)
  if (date === null) return '?'
  const daysAgo = dayOf(clock.now, clock) - dayOf(at, clock)
  if (daysAgo === 0) return timeOfDay(at, clock)
  if (daysAgo === 1) return 'Yesterday'
  if (daysAgo > 1 && daysAgo < 7) return (weekdays[date.getUTCDay()] ?? '').slice(0, 3)
  return `${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}.${two(Math.abs(date.getUTCFullYear()) % 100)}`
}

/** 'online', 'away', 'busy', 'last seen 5 minutes ago', or 'offline' where no more is told. `null`, not known: ''. */
export function lastSeen(presence: Presence | null, clock: Clock): string {
  if (presence === null) return ''
  const { status, lastSeen: at } = presence
  if (status !== 'offline') return status
  const date = at === undefined ? null : localDate(at, clock)
  if (at === undefined || date === null) return 'offline'
  const ago = clock.now - at
  // Also for a clock that runs behind the server's.
  if (ago < minuteMs) return 'last seen just now'
  if (ago < hourMs) return `last seen ${counted(Math.floor(ago / minuteMs), 'minute')} ago`
  const daysAgo = dayOf(clock.now, clock) - dayOf(at, clock)
  if (daysAgo === 0) return `last seen at ${timeOfDay(at, clock)}`
  if (daysAgo === 1) return `last seen yesterday at ${timeOfDay(at, clock)}`
  if (daysAgo < 7) return `last seen ${weekdays[date.getUTCDay()] ?? ''} at ${timeOfDay(at, clock)}`
  return `last seen ${calendarDay(date, clock)}`
}

/** The number of a local day, so that days can be subtracted. */
export const dayOf = (at: number, { offset }: Clock): number => Math.floor((at + offset(at) * minuteMs) / dayMs)

/** When a local day begins. Where clocks jump at midnight, the first time after it. */
export function startOfDay(day: number, { offset }: Clock): number {
  const near = day * dayMs - offset(day * dayMs) * minuteMs
  return day * dayMs - offset(near) * minuteMs
}

/** A date whose UTC fields are the local ones. */
function localDate(at: number, { offset }: Clock): Date | null {
  return Math.abs(at) <= atMax ? new Date(at + offset(at) * minuteMs) : null
}

function calendarDay(date: Date, clock: Clock): string {
  const day = `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''}`
  const year = date.getUTCFullYear()
  return year === localDate(clock.now, clock)?.getUTCFullYear() ? day : `${day} ${year}`
}

const two = (value: number): string => String(value).padStart(2, '0')
const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
