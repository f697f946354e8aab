/**
 * One chat as its reader has it.
 *
 *     confirmed ── the fold of the server's entries over its snapshot
 *     pending   ── what the reader submitted and the server has not confirmed
 *     view      ── confirmed, then pending through the same decide and fold
 *
 * Pure: every function gives a new replica. The view is made when it is first asked for.
 */
import { type Chat, decide, fold } from '../chat.ts'
import type { Submission } from '../command.ts'
import type { Entry } from '../event.ts'
import type { Snapshot } from '../frame.ts'
import type { Epoch, UserId } from '../ids.ts'
import { Members } from '../members.ts'
import { changeOf, type Message } from '../timeline.ts'
import { foldUnread, type Unread } from './unread.ts'
import { addPage, foldWindow, messageAt, type Page, type Window, windowAt } from './window.ts'

interface Folded {
  readonly chat: Chat
  readonly window: Window
}

export interface Replica {
  readonly reader: UserId
  readonly epoch: Epoch
  readonly confirmed: Folded
  readonly pending: readonly Pending[]
  readonly view: Folded
  readonly unread: Unread
  /** The edits and deletions after entry `after`, for pages that do not know of them yet. */
  readonly changes: { readonly after: number; readonly entries: readonly Entry[] }
}

/** Older ones are forgotten; a page from before them is asked for again. */
const changesMax = 1_000

/** A submission that waits, and when it was made. */
export interface Pending extends Submission {
  readonly at: number
}

type Fields = Omit<Replica, 'view'>

function replica(fields: Fields): Replica {
  const { reader, epoch, confirmed, pending, unread, changes } = fields
  let view: Folded | null = null
  return {
    reader,
    epoch,
    confirmed,
    pending,
    unread,
    changes,
    get view() {
      view ??= optimistic(fields)
      return view
    },
  }
}

/** A replica without its view, which copying would make. */
const fieldsOf = ({ reader, epoch, confirmed, pending, unread, changes }: Replica): Fields => ({
  reader,
  epoch,
  confirmed,
  pending,
  unread,
  changes,
})

/** What a snapshot holds but for what is told apart of it; `last` decoded. */
export function replicaOf(snapshot: Snapshot, last: Message | null, reader: UserId): Replica {
  const { epoch, seq, unread, read } = snapshot
  return replica({
    reader,
    epoch,
    confirmed: { chat: chatOf(snapshot, reader), window: windowAt(seq, last) },
    pending: [],
    unread: { count: unread, seq, read },
    changes: { after: seq, entries: [] },
  })
}

function chatOf(snapshot: Snapshot, reader: UserId): Chat {
  const { chat: id, type, title, description, createdAt, seq, memberCount, members, role } = snapshot
  return {
    id,
    type,
    title,
    description,
    createdAt,
    seq,
    members: Members.of(members ?? []).set(reader, role),
    memberCount,
  }
}

export const withPending = (before: Replica, pending: readonly Pending[]): Replica =>
  replica({ ...fieldsOf(before), pending })
export const withUnread = (before: Replica, unread: Unread): Replica => replica({ ...fieldsOf(before), unread })
export const withWindow = (before: Replica, window: Window): Replica =>
  replica({ ...fieldsOf(before), confirmed: { ...before.confirmed, window } })

/** Its reader is no member any more, and the server has not said `gone` yet. */
export function withoutReader(before: Replica): Replica {
  const { chat, window } = before.confirmed
  return replica({
    ...fieldsOf(before),
    confirmed: { chat: { ...chat, members: chat.members.remove(before.reader) }, window },
  })
}

export interface Advanced {
  readonly replica: Replica
  /** Those that were new, in order. */
  readonly applied: readonly Entry[]
  /** An entry left a hole: it and what follows was not applied. */
  readonly isGap: boolean
}

/** Folds what follows, skips what is known, stops before a hole. */
export function advance(before: Replica, entries: readonly Entry[]): Advanced {
  let { chat } = before.confirmed
  let { unread } = before
  let { window } = before.confirmed
  const { reader } = before
  const applied: Entry[] = []
  let isGap = false
  let at = 0
  for (const entry of entries) {
    if (entry.seq <= chat.seq) continue
    if (entry.seq !== chat.seq + 1) {
      isGap = true
      break
    }
    // Only a deletion looks into the window, so only before one it must be up to date.
    if (entry.event.type === 'messageDeleted') {
      window = foldWindow(window, applied.slice(at))
      at = applied.length
    }
    unread = foldUnread(unread, entry, window, reader)
    chat = fold(chat, entry, chat.id) ?? chat
    applied.push(entry)
  }
  if (applied.length === 0) return { replica: before, applied, isGap }
  const own = new Set(applied.filter(({ by }) => by === reader).map(({ cause }) => cause))
  return {
    replica: replica({
      ...fieldsOf(before),
      confirmed: { chat, window: foldWindow(window, applied.slice(at)) },
      pending: own.size === 0 ? before.pending : before.pending.filter(({ id }) => !own.has(id)),
      unread,
      changes: addChanges(before.changes, applied),
    }),
    applied,
    isGap,
  }
}

function addChanges(before: Replica['changes'], applied: readonly Entry[]): Replica['changes'] {
  const fresh = applied.filter((entry) => changeOf(entry) !== null)
  if (fresh.length === 0) return before
  const entries = [...before.entries, ...fresh]
  const dropped = entries.length - changesMax
  return dropped <= 0
    ? { ...before, entries }
    : { after: entries[dropped - 1]?.seq ?? before.after, entries: entries.slice(dropped) }
}

/** `null` for a page that no longer fits: ask again. */
export function withPage(before: Replica, page: Page): Replica | null {
  const { confirmed, changes } = before
  const { seq } = confirmed.chat
  if (page.asOf < changes.after) return null
  const window = addPage(confirmed.window, page, changes.entries, seq)
  return window === null ? null : withWindow(before, window)
}

/** What the chat would be if the server accepted everything that waits. What it would refuse is left out. */
function optimistic({ confirmed, pending, reader }: Fields): Folded {
  let { chat } = confirmed
  const entries: Entry[] = []
  for (const { id, command, at } of pending) {
    const { seq: head } = confirmed.chat
    const decision = decide(chat, command, {
      by: reader,
      message: (seq) => facts(confirmed.window, seq, head, reader),
    })
    if (decision.type === 'rejected') continue
    const entry: Entry = { seq: chat.seq + 1, at, by: reader, cause: id, event: decision.event }
    chat = fold(chat, entry, chat.id) ?? chat
    entries.push(entry)
  }
  return { chat, window: foldWindow(confirmed.window, entries) }
}

/** A message before the window is taken to be there and ours, because only the server can say no. */
function facts(
  window: Window,
  seq: number,
  head: number,
  reader: UserId,
): { by: UserId; isDeleted: boolean } | undefined {
  const message = messageAt(window.messages, seq)
  if (message === undefined)
    return seq > 0 && seq < window.from && seq <= head ? { by: reader, isDeleted: false } : undefined
  if (message.content.kind === 'notice') return undefined
  return { by: message.by, isDeleted: message.content.kind === 'deleted' }
}
