/**
 * How many messages of others the reader has not read. The server counts; between its numbers this goes on from the last one
 * with the same rule, so that a badge is right at once and can never stick.
 */
import type { Entry } from '../event.ts'
import type { UserId } from '../ids.ts'
import { countsAsUnread, type Message, messageOf } from '../timeline.ts'
import { messageAt, type Window } from './window.ts'

/** `count` as of entry `seq`. */
export interface Unread {
  readonly count: number
  readonly seq: number
  readonly read: number
}

/** `window` is the one before the entry. */
export function foldUnread(unread: Unread, entry: Entry, window: Window, reader: UserId): Unread {
  if (entry.seq <= unread.seq) return unread
  const { event } = entry
  if (event.type === 'messageDeleted') {
    const target = event.seq > unread.read ? messageAt(window.messages, event.seq) : undefined
    return target !== undefined && counts(target, reader)
      ? { ...unread, seq: entry.seq, count: Math.max(0, unread.count - 1) }
      : { ...unread, seq: entry.seq }
  }
  const message = messageOf(entry)
  const isNew = message !== null && counts(message, reader) && message.seq > unread.read
  return { ...unread, seq: entry.seq, count: isNew ? unread.count + 1 : unread.count }
}

/** The server's number, brought up to what the window knows beyond it. A later read mark of ours stays. */
export function serverUnread(before: Unread | null, said: Unread, window: Window, reader: UserId): Unread {
  const beyond = countBetween(window, Math.max(said.seq, said.read), Number.MAX_SAFE_INTEGER, reader)
  const last = window.messages[window.messages.length - 1]?.seq ?? 0
  const now: Unread = { count: said.count + beyond, seq: Math.max(said.seq, last, before?.seq ?? 0), read: said.read }
  return before !== null && before.read > now.read ? markRead(now, before.read, window, reader) : now
}

/** The reader has read to a seq: told at once, and corrected by the server's next number. */
export function markRead(unread: Unread, read: number, window: Window, reader: UserId): Unread {
  if (read <= unread.read) return unread
  if (read >= unread.seq) return { ...unread, read, count: 0 }
  // What comes after the mark is all here, or else what was before it is taken away as far as it is here.
  if (window.from <= read + 1) return { ...unread, read, count: countBetween(window, read, unread.seq, reader) }
  const gone = countBetween(window, unread.read, read, reader)
  return { ...unread, read, count: Math.min(Math.max(0, unread.count - gone), unread.seq - read) }
}

const counts = (message: Message, reader: UserId): boolean => message.by !== reader && countsAsUnread(message)

function countBetween({ messages }: Window, after: number, upTo: number, reader: UserId): number {
  let count = 0
  for (let place = messages.length - 1; place >= 0; place--) {
    const message = messages[place]
    if (message === undefined || message.seq <= after) break
    if (message.seq <= upTo && counts(message, reader)) count++
  }
  return count
}
