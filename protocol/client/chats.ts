/** The replicas of all chats, what hangs on them, and their views; written to the storage a moment after they change. */
import type { Codec } from '../codec.ts'
import type { Cursor } from '../cursor.ts'
import type { Entry } from '../event.ts'
import type { DownFrames, Mark, Snapshot } from '../frame.ts'
import type { ChatId, UserId } from '../ids.ts'
import type { ClientEnv } from './env.ts'
import type { Message } from '../timeline.ts'
import {
  advance,
  type Pending,
  type Replica,
  replicaOf,
  withPage,
  withPending,
  withUnread,
  withWindow,
} from './replica.ts'
import type { ClientStorage } from './storage.ts'
import { chatToRow, rowToChat } from './stored.ts'
import { markRead, serverUnread } from './unread.ts'
import type { ChatView } from './view.ts'
import { hasOlder, type Page, type Window } from './window.ts'
import type { Writer } from './writer.ts'

export interface Chats {
  load(reader: UserId): Promise<void>
  list(): readonly ChatView[]
  view(id: ChatId): ChatView | null
  replica(id: ChatId): Replica | null
  ids(): Iterable<ChatId>
  /** The chats with the latest message first, and how far they are. */
  cursors(): readonly (readonly [ChatId, Cursor])[]
  begin(snapshot: Snapshot, reader: UserId): void
  /** `null` for a chat that is not here. */
  advance(id: ChatId, entries: readonly Entry[]): { readonly applied: readonly Entry[]; readonly isGap: boolean } | null
  /** The same messages from an earlier one on. */
  widen(id: ChatId, window: Window): void
  /** `false` for a page that does not fit any more. */
  addPage(id: ChatId, page: Page): boolean
  unread(frame: DownFrames['unread']): void
  read(id: ChatId, seq: number): void
  marks(id: ChatId, marks: readonly Mark[]): void
  /** The seq to say `delivered` of; `null` where the server has heard of all that others posted. */
  undelivered(id: ChatId): number | null
  remove(id: ChatId): boolean
  /** Something that the view shows besides the replica is another now. */
  touch(id: ChatId): void
  save(): void
  /** Runs once what is known of the chat is on its way to the storage: what `run` writes comes after it. */
  saved(id: ChatId, run: () => void): void
}

export interface ChatsPorts {
  readonly env: ClientEnv
  readonly storage: ClientStorage
  readonly writer: Writer
  readonly codec: Codec
  readonly pending: (id: ChatId) => readonly Pending[]
  readonly typing: (id: ChatId) => readonly UserId[]
  readonly onChange: (id: ChatId) => void
  readonly onUnread: (id: ChatId, unread: number, read: number) => void
  /** Chats are about to be stored, with what was read of them. */
  readonly onSave: () => void
}

/** A crash loses this much of the cache, and nothing that the server cannot give again. */
const saveMs = 500

interface Held {
  replica: Replica
  delivered: number
  marks: ReadonlyMap<UserId, Mark>
  view: ChatView | null
}

export function createChats(ports: ChatsPorts): Chats {
  const { env, storage, writer, codec, pending, typing, onChange, onUnread, onSave } = ports
  const chats = new Map<ChatId, Held>()
  const unsaved = new Set<ChatId>()
  let afterSave: (() => void)[] = []
  let sorted: readonly ChatView[] | null = null
  let cancelSave: (() => void) | null = null

  function touch(id: ChatId): void {
    const held = chats.get(id)
    if (held !== undefined) held.view = null
    sorted = null
    onChange(id)
  }

  function changed(id: ChatId): void {
    unsaved.add(id)
    cancelSave ??= env.after(saveMs, save)
    touch(id)
  }

  function save(): void {
    cancelSave?.()
    cancelSave = null
    if (unsaved.size > 0) onSave()
    for (const id of unsaved) {
      const held = chats.get(id)
      if (held !== undefined) writer.keep(() => storage.putChat(chatToRow(held)))
    }
    unsaved.clear()
    const runs = afterSave
    afterSave = []
    for (const run of runs) run()
  }

  function replace(id: ChatId, held: Held, replica: Replica): void {
    const { unread } = held.replica
    held.replica = replica
    changed(id)
    const { count, read } = replica.unread
    if (count !== unread.count || read !== unread.read) onUnread(id, count, read)
  }

  function view(id: ChatId): ChatView | null {
    const held = chats.get(id)
    if (held === undefined) return null
    held.view ??= viewOf(held, pending(id), typing(id))
    return held.view
  }

  return {
    async load(reader) {
      for (const row of await storage.chats()) {
        const stored = rowToChat(row, reader, codec)
        if (stored === null) continue
        chats.set(row.chat, { ...stored, view: null })
        touch(row.chat)
      }
    },
    list() {
      if (sorted !== null) return sorted
      const views: ChatView[] = []
      for (const id of chats.keys()) {
        const one = view(id)
        if (one !== null) views.push(one)
      }
      sorted = views.sort((one, other) => lastAt(other) - lastAt(one) || (one.id < other.id ? 1 : -1))
      return sorted
    },
    view,
    replica: (id) => chats.get(id)?.replica ?? null,
    ids: () => chats.keys(),
    cursors: () =>
      [...chats]
        .map(([id, { replica }]) => ({ id, replica, at: confirmedAt(replica) }))
        .sort((one, other) => other.at - one.at)
        .map(({ id, replica }) => [id, { epoch: replica.epoch, seq: replica.confirmed.chat.seq }]),
    begin(snapshot, reader) {
      const id = snapshot.chat
      const last = snapshot.last === undefined ? null : codec.toMessage(snapshot.last)
      const before = chats.get(id)
      const replica = replicaOf(snapshot, last, reader)
      const { read } = before?.replica.unread ?? { read: 0 }
      const { window } = replica.confirmed
      const held: Held = {
        // A read mark of ours that is still on its way.
        replica: withUnread(replica, markRead(replica.unread, read, window, reader)),
        delivered: Math.max(snapshot.delivered, before?.delivered ?? 0),
        marks: merged(snapshot.marks ?? [], new Map()),
        view: null,
      }
      chats.set(id, held)
      changed(id)
      onUnread(id, held.replica.unread.count, held.replica.unread.read)
    },
    advance(id, entries) {
      const held = chats.get(id)
      if (held === undefined) return null
      const { replica, applied, isGap } = advance(held.replica, entries)
      if (applied.length > 0) replace(id, held, replica)
      return { applied, isGap }
    },
    addPage(id, page) {
      const held = chats.get(id)
      const replica = held === undefined ? null : withPage(held.replica, page)
      if (held === undefined || replica === null) return false
      replace(id, held, replica)
      return true
    },
    widen(id, window) {
      const held = chats.get(id)
      if (held !== undefined) replace(id, held, withWindow(held.replica, window))
    },
    unread({ chat, delivered, read, unread, seq }) {
      const held = chats.get(chat)
      if (held === undefined) return
      const { replica } = held
      const { window } = replica.confirmed
      held.delivered = Math.max(held.delivered, delivered)
      const next = serverUnread(replica.unread, { count: unread, seq, read }, window, replica.reader)
      replace(chat, held, withUnread(replica, next))
    },
    read(id, seq) {
      const held = chats.get(id)
      if (held === undefined) return
      const { replica } = held
      const next = markRead(replica.unread, seq, replica.confirmed.window, replica.reader)
      if (next !== replica.unread) replace(id, held, withUnread(replica, next))
    },
    marks(id, marks) {
      const held = chats.get(id)
      if (held === undefined) return
      held.marks = merged(marks, held.marks)
      changed(id)
    },
    undelivered(id) {
      const held = chats.get(id)
      if (held === undefined) return null
      const { confirmed, reader } = held.replica
      const { messages } = confirmed.window
      for (let place = messages.length - 1; place >= 0; place--) {
        const message = messages[place]
        if (message === undefined || message.seq <= held.delivered) break
        if (message.by !== reader) return confirmed.chat.seq
      }
      const isAllHere = confirmed.window.from <= held.delivered + 1
      return !isAllHere && held.replica.unread.count > 0 && confirmed.chat.seq > held.delivered
        ? confirmed.chat.seq
        : null
    },
    remove(id) {
      if (!chats.delete(id)) return false
      unsaved.delete(id)
      writer.keep(() => storage.removeChat(id))
      touch(id)
      return true
    },
    touch,
    save,
    saved(id, run) {
      if (unsaved.has(id)) afterSave.push(run)
      else run()
    },
  }
}

function viewOf(held: Held, waiting: readonly Pending[], typing: readonly UserId[]): ChatView {
  const { replica, delivered, marks } = held
  const { confirmed, epoch, reader, unread } = replica
  const pending = waiting.length === 0 ? waiting : unseen(waiting, confirmed.window.messages, reader)
  const { chat, window } = pending.length === 0 ? confirmed : withPending(replica, pending).view
  const { id, type, title, description, createdAt, members, memberCount } = chat
  const { messages } = window
  let peer: UserId | null = null
  if (type === 'private') for (const [user] of members) if (user !== reader) peer = user
  return {
    id,
    epoch,
    type,
    title,
    description,
    createdAt,
    seq: confirmed.chat.seq,
    role: members.get(reader) ?? null,
    members,
    memberCount,
    peer,
    messages,
    pending: new Set(pending.map((one) => one.id)),
    hasOlder: hasOlder(window),
    last: messages[messages.length - 1] ?? null,
    unread: unread.count,
    delivered,
    read: unread.read,
    marks,
    typing,
  }
}

/** A snapshot may hold what the server has not confirmed to us yet. Runs for every entry while something waits: it copies nothing. */
function unseen(pending: readonly Pending[], messages: readonly Message[], reader: UserId): readonly Pending[] {
  const waiting = new Set(pending.map(({ id }) => id))
  for (const { by, id } of messages) if (by === reader) waiting.delete(id)
  return waiting.size === pending.length ? pending : pending.filter(({ id }) => waiting.has(id))
}

const lastAt = ({ last, createdAt }: ChatView): number => last?.at ?? createdAt

function confirmedAt({ confirmed }: Replica): number {
  const { messages } = confirmed.window
  return messages[messages.length - 1]?.at ?? confirmed.chat.createdAt
}

function merged(news: readonly Mark[], before: ReadonlyMap<UserId, Mark>): ReadonlyMap<UserId, Mark> {
  const marks = new Map(before)
  for (const { user, delivered, read } of news) {
    const old = marks.get(user)
    marks.set(user, {
      user,
      delivered: Math.max(delivered, old?.delivered ?? 0),
      read: Math.max(read, old?.read ?? 0),
    })
  }
  return marks
}
