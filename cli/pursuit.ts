/**
 * Follows chats without gap or repeat, whatever the server sends: entries in order are passed on; a snapshot, or a hole, says
 * that something is missing, and the entries themselves are then read page by page. The cursors are the whole state: they
 * move with each entry that is passed on, so a reader that stops anywhere goes on from there.
 */
import { type ChatId, type Cursor, type Entry, limits, type Person, type Snapshot, type UserId } from '@parley/protocol'
import { CliError } from './exit.ts'
import type { Talk } from './talk.ts'

export type Followed =
  | { readonly type: 'entry'; readonly chat: ChatId; readonly entry: Entry }
  | { readonly type: 'gone'; readonly chat: ChatId }
  | { readonly type: 'people'; readonly people: readonly Person[] }
  /** The title, or `null` for a private chat. */
  | { readonly type: 'chat'; readonly chat: ChatId; readonly title: string | null }
  /** The server has another history than the one that the cursor is of: what lies between cannot be told. */
  | { readonly type: 'replaced'; readonly chat: ChatId }
  /** What was missed has been passed on. */
  | { readonly type: 'ready' }

/** Where a chat begins that has no cursor: with what comes, with the reader's own coming, or with its first entry. */
type Beginning = 'now' | 'joined' | 'first'

export interface Pursuit {
  /** Moves with what is passed on, and is kept from one connection to the next. */
  readonly cursors: Map<ChatId, Cursor>
  /** For chats that are there at the first connection. One that comes later begins where the reader came in. */
  beginning: Beginning
}

export async function* pursue(
  talk: Pick<Talk, 'frames' | 'ask' | 'codec'>,
  me: UserId,
  pursuit: Pursuit,
): AsyncIterable<Followed> {
  const { cursors } = pursuit
  /** `null` once all that there is at the beginning is known. */
  let arrived: Snapshot[] | null = []

  for await (const frame of talk.frames()) {
    if (frame.t === 'chats') {
      yield { type: 'people', people: frame.people }
      for (const snapshot of frame.chats) {
        yield { type: 'chat', chat: snapshot.chat, title: snapshot.title }
        yield* enter(snapshot)
        // Only when every chat has its cursor: the first line that is printed must name them all, or those that it does not
        // name would begin elsewhere when a reader goes on from it.
        if (arrived === null) yield* read(snapshot.chat, snapshot.seq)
        else arrived.push(snapshot)
      }
    } else if (frame.t === 'entries')
      for (const wire of frame.entries) yield* take(frame.chat, talk.codec.toEntry(wire))
    else if (frame.t === 'gone') {
      cursors.delete(frame.chat)
      yield { type: 'gone', chat: frame.chat }
    } else if (frame.t === 'ready') {
      pursuit.beginning = 'joined'
      for (const { chat, seq } of arrived ?? []) yield* read(chat, seq)
      arrived = null
      yield { type: 'ready' }
    }
  }

  async function* enter({ chat, epoch, seq }: Snapshot): AsyncIterable<Followed> {
    const cursor = cursors.get(chat)
    if (cursor === undefined) cursors.set(chat, { epoch, seq: await beginningOf(chat, seq) })
    else if (cursor.epoch !== epoch) {
      cursors.set(chat, { epoch, seq })
      yield { type: 'replaced', chat }
    }
  }

  /** Passes an entry on if it is new, after what is missing before it. A chat without a cursor waits for its snapshot. */
  async function* take(chat: ChatId, entry: Entry): AsyncIterable<Followed> {
    const known = cursors.get(chat)
    if (known === undefined || entry.seq <= known.seq) return
    yield* read(chat, entry.seq - 1)
    if (cursors.get(chat)?.seq === entry.seq - 1) yield* pass(chat, entry)
  }

  /** Reads and passes on up to `end`, or as far as the server has it. */
  async function* read(chat: ChatId, end: number): AsyncIterable<Followed> {
    for (let cursor = cursors.get(chat); cursor !== undefined && cursor.seq < end; cursor = cursors.get(chat)) {
      const { seq } = cursor
      const entries = await page(chat, seq)
      for (const entry of entries) if (entry.seq === (cursors.get(chat)?.seq ?? 0) + 1) yield* pass(chat, entry)
      if (cursors.get(chat)?.seq === seq) return
    }
  }

  function* pass(chat: ChatId, entry: Entry): Iterable<Followed> {
    const cursor = cursors.get(chat)
    if (cursor === undefined) return
    // Before it is passed on: whoever prints it prints the cursor after it.
    cursors.set(chat, { epoch: cursor.epoch, seq: entry.seq })
    yield { type: 'entry', chat, entry }
  }

  async function page(chat: ChatId, after: number): Promise<readonly Entry[]> {
    try {
      const answer = await talk.ask({ type: 'entries', chat, after, limit: limits.entriesPageMax })
      return answer.type === 'entries' ? answer.entries.map((wire) => talk.codec.toEntry(wire)) : []
    } catch (error) {
      // The reader has been removed meanwhile: a frame says so in its turn.
      if (error instanceof CliError && error.code === 'notFound') return []
      throw error
    }
  }

  /** The seq before the first entry that is passed on. */
  async function beginningOf(chat: ChatId, head: number): Promise<number> {
    switch (pursuit.beginning) {
      case 'now':
        return head
      case 'first':
        return 0
      case 'joined':
        return (await lastJoin(chat, head)) - 1
    }
  }

  /** Looks backwards, page by page, for the entry with which the reader came in. */
  async function lastJoin(chat: ChatId, head: number): Promise<number> {
    for (let end = head; end > 0;) {
      const start = Math.max(0, end - limits.entriesPageMax)
      let found = 0
      for (let after = start; after < end;) {
        const entries = await page(chat, after)
        for (const entry of entries) if (entry.seq <= end && isJoin(entry, me)) found = entry.seq
        const last = entries.at(-1)
        if (last === undefined) break
        after = last.seq
      }
      if (found > 0) return found
      end = start
    }
    return 1
  }
}

function isJoin({ event }: Entry, me: UserId): boolean {
  if (event.type === 'chatCreated') return event.members.some(({ user }) => user === me)
  return event.type === 'membersAdded' && event.members.includes(me)
}
