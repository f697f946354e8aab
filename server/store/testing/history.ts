/** Valid histories of chats on a memory log, made with `decide`, and the model that the store must agree with. */
import * as fc from 'fast-check'
import {
  type Chat,
  type ChatId,
  changeOf,
  type ChatType,
  type Command,
  countsAsUnread,
  decide,
  type Entry,
  fold,
  type Message,
  messageOf,
  newChatId,
  newSubmissionId,
  newUserId,
  type Role,
  type UserId,
} from '@parley/protocol'
import { sha256 } from '../../accounts/digest.ts'
import { entriesOf, testEnv } from '../../log/contract.ts'
import type { AuditableLog, Log, LogEntry } from '../../log/log.ts'
import { createMemoryLog } from '../../log/memory.ts'
import { unreadMax } from '../messageTable.ts'
import { openStore, type Store } from '../main.ts'

const env = testEnv(11)
export const [ann, ben, cat, dan] = [newUserId(env), newUserId(env), newUserId(env), newUserId(env)]
export const people = [ann, ben, cat, dan]
/** One chat of each type; `ann` makes them. */
export const [pair, group, channel] = [newChatId(env), newChatId(env), newChatId(env)]
const types: ReadonlyMap<ChatId, ChatType> = new Map([
  [pair, 'private'],
  [group, 'group'],
  [channel, 'channel'],
])
export const chatIds = [...types.keys()]

export interface Step {
  readonly chat: ChatId
  readonly by: UserId
  readonly command: Command
}

export const say = (text: string): Command => ({ type: 'post', content: { kind: 'text', text } })
export const edit = (seq: number, text: string): Command => ({ type: 'edit', seq, content: { kind: 'text', text } })

const anyUser = fc.constantFrom(...people)
const anySeq = fc.integer({ min: 1, max: 12 })
const anyText = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: anyText.map(say) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(anySeq, anyText)
      .map(([replyTo, text]): Command => ({ ...say(text), type: 'post', content: { kind: 'text', text }, replyTo })),
  },
  { weight: 4, arbitrary: fc.tuple(anySeq, anyText).map(([seq, text]) => edit(seq, text)) },
  { weight: 3, arbitrary: anySeq.map((seq): Command => ({ type: 'delete', seq })) },
  fc.array(anyUser, { minLength: 1, maxLength: 3 }).map((members): Command => ({ type: 'addMembers', members })),
  anyUser.map((member): Command => ({ type: 'removeMember', member })),
  fc.constant<Command>({ type: 'leave' }),
  fc
    .tuple(anyUser, fc.constantFrom<Role>('owner', 'administrator', 'moderator', 'member'))
    .map(([member, role]): Command => ({ type: 'changeRole', member, role })),
  fc.oneof(
    anyText.map((title): Command => ({ type: 'changeInfo', title })),
    fc.string().map((description): Command => ({ type: 'changeInfo', description })),
  ),
)
export const anySteps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({ chat: fc.constantFrom(...chatIds), by: anyUser, command: anyCommand }),
  { maxLength: 60 },
)

/** The chats, their messages and who read how far, as the protocol's own folds have them. */
export class Model {
  readonly chats = new Map<ChatId, Chat>()
  readonly messages = new Map<ChatId, Map<number, Message>>()

  fold(id: ChatId, entry: Entry): void {
    const chat = fold(this.chats.get(id) ?? null, entry, id)
    if (chat !== null) this.chats.set(id, chat)
    const messages = this.messages.get(id) ?? new Map<number, Message>()
    this.messages.set(id, messages)
    const message = messageOf(entry)
    if (message !== null) messages.set(message.seq, message)
    const change = changeOf(entry)
    const before = change === null ? undefined : messages.get(change.seq)
    if (change !== null && before !== undefined) messages.set(change.seq, change.apply(before))
  }

  facts(id: ChatId, seq: number): { by: UserId; isDeleted: boolean } | undefined {
    const message = this.messages.get(id)?.get(seq)
    if (message === undefined || message.content.kind === 'notice') return undefined
    return { by: message.by, isDeleted: message.content.kind === 'deleted' }
  }

  unread(id: ChatId, reader: UserId, read: number): number {
    const found = [...(this.messages.get(id)?.values() ?? [])].filter(
      (message) => message.seq > read && message.by !== reader && countsAsUnread(message),
    )
    return Math.min(found.length, unreadMax)
  }

  static of(entries: Iterable<LogEntry>): Model {
    const model = new Model()
    for (const { chat, entry } of entries) model.fold(chat, entry)
    return model
  }
}

export interface History {
  readonly log: AuditableLog
  readonly entries: readonly LogEntry[]
}

const rethrow = (error: unknown): never => {
  throw error
}

/** Makes the three chats, then does what the rules allow of these steps. */
export async function play(steps: readonly Step[]): Promise<History> {
  const log = createMemoryLog(testEnv(5), rethrow)
  const model = new Model()
  const entries: LogEntry[] = []
  let at = env.now()
  const step = async ({ chat, by, command }: Step): Promise<void> => {
    const before = model.chats.get(chat) ?? null
    const decision = decide(before, command, { by, message: (seq) => model.facts(chat, seq) })
    if (decision.type === 'rejected') return
    const draft = { at: at++, by, cause: newSubmissionId(env), event: decision.event }
    for (const logged of entriesOf(await log.append(chat, before?.seq ?? 0, [draft]))) {
      model.fold(logged.chat, logged.entry)
      entries.push(logged)
    }
  }
  for (const [chat, chatType] of types) {
    const title = chatType === 'private' ? {} : { title: 'Tea', description: 'and cake' }
    const members = chatType === 'private' ? [ben] : [ben, cat]
    await step({ chat, by: ann, command: { type: 'create', chatType, ...title, members } })
  }
  for (const one of steps) await step(one)
  return { log, entries }
}

/** A clock that a test moves by itself: a commit comes when `fire` is called. */
export function manualEnv(startsAt = 0) {
  const waiting = new Set<() => void>()
  let at = startsAt
  return {
    now: () => at,
    moveTo(to: number): void {
      at = to
    },
    after(_ms: number, run: () => void): () => void {
      waiting.add(run)
      return () => void waiting.delete(run)
    },
    fire(): void {
      for (const run of waiting) run()
      waiting.clear()
    },
  }
}

export const openOn = (log: Pick<Log, 'epoch'>, path = ':memory:', storeEnv = manualEnv()): Store =>
  openStore({ path, epoch: log.epoch, sha256, boot: null, env: storeEnv })

/** All that a store answers about the three chats, as plain data. */
export function answersOf(store: Store): unknown {
  return chatIds.map((id) => {
    const row = store.chats.row(id)
    if (row === null) return null
    const { key, ...rest } = row
    return {
      ...rest,
      members: store.chats.members(key, '', -1),
      messages: store.messages.page(key, { limit: 1_000 }),
      facts: Array.from({ length: row.seq }, (_, at) => store.messages.facts(key, at + 1)),
      unread: people.map((user) => [0, 3, row.seq].map((read) => store.messages.unread(key, user, read))),
      chatsOf: people.map((user) => store.chats.chatsOf(user)),
    }
  })
}
