/** The chats as sessions and routes ask for them: reads from this node's store, submissions to the chat's actor. */
import { Fault, type Ref } from '@parley/actors'
import { Value } from '@sinclair/typebox/value'
import {
  type Answer,
  type ChatId,
  type Entry,
  failure,
  type FailureCode,
  FailureError,
  limits,
  type Query,
  type Role,
  type Sha256,
  type Snapshot,
  type Submission,
  type SubmissionId,
  type UserId,
  type WireEntry,
  WireEntrySchema,
  type WireMessage,
} from '@parley/protocol'
import { seenBy, snapshotOf } from '../feed/snapshot.ts'
import type { Lag } from '../feed/lag.ts'
import type { LocalLog } from '../log/log.ts'
import type { Records } from '../records/records.ts'
import type { ChatRow } from '../store/chatTable.ts'
import type { Store } from '../store/main.ts'
import type { ChatProtocol, Submitted } from './chatActor.ts'
import type { Chats } from './chats.ts'
import { createLookups, refuse } from './lookups.ts'
import type { UserProtocol } from './userActor.ts'

export interface LiveChatsDeps {
  readonly log: LocalLog
  readonly records: Records
  readonly store: Store
  readonly sha256: Sha256
  readonly lag: Lag
  chat(id: ChatId): Ref<ChatProtocol>
  user(id: UserId): Ref<UserProtocol>
}

export interface LiveChats extends Chats {
  /**
   * Like `submit`, but says no as a value and tells a repeat: for sessions, which answer with frames. `behind`: what the same
   * session submitted to the chat before and has no answer to.
   */
  ask(by: UserId, chat: ChatId, submission: Submission, behind?: SubmissionId): Promise<Submitted>
}

/** An append waits at most this long; then the client asks again with the same id. */
const submitTimeoutMs = 10_000

export function liveChats(deps: LiveChatsDeps): LiveChats {
  const { log, store } = deps

  const seen = (by: UserId, chat: ChatId): { row: ChatRow; role: Role } => {
    const found = seenBy(store, by, chat)
    if (found === null) throw new FailureError(failure('notFound', 'There is no such chat, or you are not in it.'))
    return found
  }

  const lookups = createLookups(deps)

  const ask = async (by: UserId, chat: ChatId, submission: Submission, behind?: SubmissionId): Promise<Submitted> => {
    if (lookups.isUnderWay(by, chat) || refuse(deps, by, chat, submission.command) !== null) {
      const refused = await lookups.refuse(by, chat, submission.command)
      if (refused !== null) return { type: 'rejected', failure: refused }
    }
    try {
      const input = behind === undefined ? { by, submission } : { by, submission, behind }
      return await deps.chat(chat).ask('submit', input, { timeoutMs: submitTimeoutMs })
    } catch (error) {
      throw error instanceof Fault ? faultToFailure(error) : error
    }
  }

  return {
    ask,
    async submit(by, chat, submission): Promise<Entry> {
      const submitted = await ask(by, chat, submission)
      if (submitted.type === 'rejected') throw new FailureError(submitted.failure)
      // Too late is better than a refusal of what is stored.
      await deps.lag.entry(chat, submitted.entry.seq)
      return submitted.entry
    },
    list: (by) =>
      store.chats.chatsOf(by).flatMap(({ id, role }): Snapshot[] => {
        const row = store.chats.row(id)
        return row === null ? [] : [snapshotOf(store, log.epoch, by, row, role)]
      }),
    show(by, chat) {
      const { row, role } = seen(by, chat)
      return snapshotOf(store, log.epoch, by, row, role)
    },
    query: (by, query) => answer(deps, by, query, seen),
    mark(by, chat, marks) {
      const { row } = seen(by, chat)
      const { delivered = 0, read = 0 } = marks
      const moved = { chat, delivered: Math.min(delivered, row.seq), read: Math.min(read, row.seq) }
      const before = store.marks.get(by, chat)
      if (moved.delivered > before.delivered || moved.read > before.read) deps.user(by).tell('mark', moved)
      return moved.delivered === delivered && moved.read === read
    },
  }
}

function answer(
  { log, store }: LiveChatsDeps,
  by: UserId,
  query: Query,
  seen: (by: UserId, chat: ChatId) => { row: ChatRow; role: Role },
): Answer {
  switch (query.type) {
    case 'history': {
      const { row } = seen(by, query.chat)
      const limit = Math.min(query.limit, limits.historyPageMax)
      const { before, after } = query
      // One more than asked for tells whether there is more.
      const found = store.messages.page(row.key, {
        limit: limit + 1,
        ...(after === undefined ? (before === undefined ? {} : { before }) : { after }),
      })
      const page = found.length <= limit ? found : after === undefined ? found.slice(1) : found.slice(0, limit)
      // What is cut off is the far end: the oldest of a page that ends somewhere, the newest of one that begins there.
      const messages =
        after === undefined ? fitting(page.toReversed(), messageBytes).toReversed() : [...fitting(page, messageBytes)]
      return { type: 'history', messages, seq: row.seq, more: messages.length < found.length }
    }
    case 'find': {
      const { row } = seen(by, query.chat)
      return { type: 'find', seq: store.messages.find(row.key, query.at, row.lastSeq) }
    }
    case 'entries': {
      const { row } = seen(by, query.chat)
      const limit = Math.min(query.limit, limits.entriesPageMax)
      const entries = fitting(log.readNow(query.chat, query.after, row.seq, limit), Buffer.byteLength).map(parseEntry)
      return { type: 'entries', entries, more: query.after + entries.length < row.seq }
    }
    case 'members': {
      const { row } = seen(by, query.chat)
      const limit = Math.min(query.limit, limits.membersPageMax)
      const found = store.chats.members(row.key, query.after ?? '', limit + 1)
      const members = found.slice(0, limit)
      return {
        type: 'members',
        members: members.map(({ user, role }) => [user, role]),
        people: members.flatMap(({ user }) => store.people.get(by, user) ?? []),
        more: found.length > limit,
      }
    }
    case 'people':
      return { type: 'people', people: query.ids.flatMap((id) => store.people.get(by, id) ?? []) }
    case 'marks': {
      seen(by, query.chat)
      return { type: 'marks', marks: [...store.marks.of(query.chat)] }
    }
  }
}

/** An answer is sent at once, so it must fit what a socket may have waiting. At least one item always does. */
const answerBytesMax = 800_000

function fitting<Item>(items: readonly Item[], bytesOf: (item: Item) => number): readonly Item[] {
  let bytes = 0
  const end = items.findIndex((item, place) => (bytes += bytesOf(item)) > answerBytesMax && place > 0)
  return end === -1 ? items : items.slice(0, end)
}

/** Only its content can be long. */
const messageBytes = ({ content }: WireMessage): number => Buffer.byteLength(JSON.stringify(content)) + 250

function parseEntry(json: string): WireEntry {
  const value: unknown = JSON.parse(json)
  if (!Value.Check(WireEntrySchema, value)) throw new Error('The log holds an entry that is none.')
  return value
}

const faultCodes: Readonly<Record<string, FailureCode>> = { timeout: 'timeout', overloaded: 'overloaded' }

function faultToFailure(fault: Fault): FailureError {
  const code = faultCodes[fault.code] ?? 'unavailable'
  return new FailureError(failure(code, 'The chat did not answer. Try again: the same id never posts twice.', 1_000), {
    cause: fault,
  })
}
