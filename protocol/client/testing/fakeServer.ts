/**
 * A small real server in memory: the same frames, the same `decide` and `fold`, one process, no disk. Clients are tested
 * against it, and the rules that it does not share with the real one are few: nothing is coalesced and nothing is rate limited.
 */
import { type Chat, decide, fold } from '../../chat.ts'
import { createCodec, encode, interpreted } from '../../codec.ts'
import type { Entry } from '../../event.ts'
import { type Failure, failure, failures } from '../../failure.ts'
import type { Answer, DownFrame, Mark, Query, Snapshot, UpFrame, UpFrames } from '../../frame.ts'
import {
  type ChatId,
  type Epoch,
  isChatId,
  newEpoch,
  newSessionId,
  newUserId,
  type SubmissionId,
  type UserId,
} from '../../ids.ts'
import { limits } from '../../limits.ts'
import type { Person } from '../../person.ts'
import { changeOf, countsAsUnread, type Message, messageOf } from '../../timeline.ts'
import { negotiate, protocolVersion } from '../../version.ts'
import type { Command } from '../../command.ts'
import type { Tokens } from '../connection.ts'
import type { Clock } from './clock.ts'
import { findIn } from './findIn.ts'
import { createFakeSettings, type FakeSettings } from './fakeSettings.ts'
import type { Knobs } from './knobs.ts'
import { createNetwork, type Network, type ServerEnd, type ServerLine } from './network.ts'

interface FakeChat {
  readonly entries: Entry[]
  chat: Chat
  readonly marks: Map<UserId, { delivered: number; read: number }>
}

export interface FakeServer {
  readonly network: Network
  readonly chats: ReadonlyMap<ChatId, FakeChat>
  /** Every frame that clients sent, with who sent it. */
  readonly heard: readonly { readonly at: number; readonly user: UserId | null; readonly frame: UpFrame }[]
  epoch: Epoch
  /** What a test may change while it runs. */
  readonly settings: Knobs
  /** The settings of accounts. */
  readonly kept: FakeSettings
  user(name: string): FakeAccount
  /** As a client of this user would, but at once. */
  submit(user: UserId, chat: ChatId, id: SubmissionId, command: Command): Entry | Failure
  messages(chat: ChatId, asOf?: number): readonly Message[]
  /** To every live session. */
  say(frame: DownFrame): void
  sayText(text: string): void
  closeAll(code: number): void
}

export interface FakeAccount {
  readonly person: Person
  readonly tokens: Tokens & { refreshes: number }
}

interface Live {
  readonly line: ServerLine
  readonly user: UserId
  readonly only: ReadonlySet<ChatId> | null
  readonly held: Map<ChatId, { readonly id: SubmissionId; readonly failure: Failure }>
}

const codec = createCodec(interpreted)
const stranger = failure('notFound', 'There is no such chat, or you are not in it.')

export function createFakeServer(clock: Clock): FakeServer {
  const chats = new Map<ChatId, FakeChat>()
  const people = new Map<UserId, Person>()
  const tokenOf = new Map<string, { readonly user: UserId; readonly expiresAt: number }>()
  const live = new Set<Live>()
  const heard: { at: number; user: UserId | null; frame: UpFrame }[] = []
  const kept = createFakeSettings((user, frame) => {
    for (const other of live) if (other.user === user) other.line.send(encode(frame))
  })
  const settings: Knobs = {
    tokenMs: 3_600_000,
    snapshotMembersMax: limits.snapshotMembersMax,
    catchUpEntriesMax: limits.catchUpEntriesMax,
    refuse: () => null,
    isHidden: () => false,
    historyLag: 0,
    publishDelayMs: 0,
    versions: [protocolVersion, protocolVersion],
  }
  const server: FakeServer = {
    network: createNetwork(clock, accept),
    chats,
    heard,
    epoch: newEpoch(clock),
    settings,
    kept,
    user,
    submit,
    messages,
    say: (frame) => server.sayText(encode(frame)),
    sayText: (text) => live.forEach(({ line }) => line.send(text)),
    closeAll: (code) => live.forEach(({ line }) => line.close(code, '')),
  }
  return server

  function user(name: string): FakeAccount {
    const person: Person = { id: newUserId(clock), username: name, name }
    people.set(person.id, person)
    let token = ''
    const issue = (): string => {
      token = `${name} ${tokenOf.size}`
      tokenOf.set(token, { user: person.id, expiresAt: clock.now() + settings.tokenMs })
      return token
    }
    const tokens = {
      refreshes: 0,
      current: () => Promise.resolve(token === '' ? issue() : token),
      refresh() {
        tokens.refreshes++
        return Promise.resolve(issue())
      },
    }
    return { person, tokens }
  }

  function accept(line: ServerLine): ServerEnd {
    let session: Live | null = null
    return {
      onText(text) {
        const decoded = codec.decodeUp(text)
        if ('failure' in decoded) {
          line.send(encode({ t: 'failure', failure: decoded.failure }))
          return
        }
        heard.push({ at: clock.now(), user: session?.user ?? null, frame: decoded.frame })
        if (session !== null) handle(session, decoded.frame)
        else if (decoded.frame.t === 'hello') session = greet(line, decoded.frame)
      },
      onClose() {
        if (session !== null) live.delete(session)
      },
    }
  }

  function end(line: ServerLine, why: Failure): null {
    line.send(encode({ t: 'failure', failure: why }))
    line.close(failures[why.code].close ?? 1008, why.message)
    return null
  }

  function greet(line: ServerLine, hello: UpFrames['hello']): Live | null {
    const [min, max] = settings.versions
    if (negotiate(hello.versions) === null || hello.versions[0] > max || hello.versions[1] < min)
      return end(line, failure('unsupported', 'Another version is needed.'))
    const identity = tokenOf.get(hello.token)
    const person = identity === undefined ? undefined : people.get(identity.user)
    if (identity === undefined || person === undefined) return end(line, failure('unauthenticated', 'Who are you?'))
    const { expiresAt } = identity
    if (expiresAt <= clock.now()) return end(line, failure('expired', 'The token has ended.'))
    const only = hello.chats === undefined ? null : new Set(hello.chats)
    const session: Live = { line, user: person.id, only, held: new Map() }
    live.add(session)
    const now = clock.now()
    line.send(
      encode({ t: 'welcome', version: protocolVersion, user: person, session: newSessionId(clock), now, expiresAt }),
    )
    kept.resume(line, person.id, hello.settings)
    resume(session, hello)
    line.send(encode({ t: 'ready' }))
    return session
  }

  function resume({ line, user, only }: Live, { cursors = {} }: UpFrames['hello']): void {
    const named = new Map<ChatId, { readonly epoch: string; readonly seq: number }>()
    for (const [epoch, seqs] of Object.entries(cursors))
      for (const [chat, seq] of Object.entries(seqs)) if (isChatId(chat)) named.set(chat, { epoch, seq })
    for (const [id, { chat, entries }] of chats) {
      if (!chat.members.has(user) || (only !== null && !only.has(id))) continue
      const cursor = named.get(id)
      named.delete(id)
      const missed = cursor?.epoch === server.epoch ? chat.seq - cursor.seq : -1
      if (missed < 0 || missed > settings.catchUpEntriesMax) tellSnapshot(line, id, user)
      else if (missed > 0) line.send(encode({ t: 'entries', chat: id, entries: entries.slice(-missed) }))
    }
    for (const chat of named.keys()) if (only === null || only.has(chat)) line.send(encode({ t: 'gone', chat }))
  }

  function tellSnapshot(line: ServerLine, id: ChatId, user: UserId, extraMs = 0): void {
    const snapshot = snapshotOf(id, user)
    if (snapshot !== null) line.send(encode({ t: 'chats', chats: [snapshot], people: [] }), extraMs)
  }

  function snapshotOf(id: ChatId, user: UserId): Snapshot | null {
    const found = chats.get(id)
    const role = found?.chat.members.get(user)
    if (found === undefined || role === undefined) return null
    const { seq, type, title, description, createdAt, memberCount, members } = found.chat
    const { delivered, read } = found.marks.get(user) ?? { delivered: 0, read: 0 }
    const last = messages(id).at(-1)
    return {
      chat: id,
      epoch: server.epoch,
      seq,
      type,
      title,
      description,
      createdAt,
      memberCount,
      role,
      ...(memberCount <= settings.snapshotMembersMax
        ? { members: [...members].map(([user, role]) => [user, role]) }
        : {}),
      ...(last === undefined ? {} : { last }),
      unread: unreadOf(id, user, read),
      delivered,
      read,
      marks: marksOf(found),
    }
  }

  function unreadOf(id: ChatId, user: UserId, read: number): number {
    return messages(id).filter((message) => message.seq > read && message.by !== user && countsAsUnread(message)).length
  }

  function messages(id: ChatId, asOf = Number.MAX_SAFE_INTEGER): readonly Message[] {
    const found = new Map<number, Message>()
    for (const entry of chats.get(id)?.entries ?? []) {
      if (entry.seq > asOf) break
      const message = messageOf(entry)
      if (message !== null) found.set(message.seq, message)
      const change = changeOf(entry)
      const target = change === null ? undefined : found.get(change.seq)
      if (change !== null && target !== undefined) found.set(change.seq, change.apply(target))
    }
    return [...found.values()]
  }

  function submit(user: UserId, id: ChatId, submission: SubmissionId, command: Command): Entry | Failure {
    const found = chats.get(id)
    const before = found?.entries.find(({ by, cause }) => by === user && cause === submission)
    if (before !== undefined) return before
    const refused = settings.refuse(submission)
    if (refused !== null) return refused
    const facts = new Map(messages(id).map((message) => [message.seq, message]))
    const decision = decide(found?.chat ?? null, command, {
      by: user,
      message(seq) {
        const message = facts.get(seq)
        if (message === undefined || message.content.kind === 'notice') return undefined
        return { by: message.by, isDeleted: message.content.kind === 'deleted' }
      },
    })
    if (decision.type === 'rejected') return decision.failure
    const seq = (found?.chat.seq ?? 0) + 1
    const entry: Entry = { seq, at: clock.now(), by: user, cause: submission, event: decision.event }
    const chat = fold(found?.chat ?? null, entry, id)
    if (chat === null) throw new Error('A chat was folded to nothing.')
    if (found === undefined) chats.set(id, { entries: [entry], chat, marks: new Map() })
    else {
      found.entries.push(entry)
      found.chat = chat
    }
    publish(id, entry)
    return entry
  }

  function publish(id: ChatId, entry: Entry): void {
    const { event } = entry
    const joined = new Set(
      event.type === 'chatCreated'
        ? event.members.map(({ user }) => user)
        : event.type === 'membersAdded'
          ? event.members
          : [],
    )
    const parted = event.type === 'memberLeft' ? entry.by : event.type === 'memberRemoved' ? event.member : null
    const delay = settings.publishDelayMs
    for (const { line, user, only } of live) {
      if (only !== null && !only.has(id)) continue
      const isMember = chats.get(id)?.chat.members.has(user) === true
      if (joined.has(user)) tellSnapshot(line, id, user, delay)
      if ((isMember || user === parted) && !settings.isHidden(entry))
        line.send(encode({ t: 'entries', chat: id, entries: [entry] }), delay)
      if (user === parted) line.send(encode({ t: 'gone', chat: id }), delay)
    }
  }

  function handle(session: Live, frame: UpFrame): void {
    const { line, user, held } = session
    switch (frame.t) {
      case 'submit': {
        const { chat, id, command } = frame
        const hold = held.get(chat)
        if (hold !== undefined && hold.id !== id) {
          line.send(encode({ t: 'rejected', chat, id, failure: hold.failure }))
          return
        }
        held.delete(chat)
        const isRepeat = chats.get(chat)?.entries.some(({ by, cause }) => by === user && cause === id) === true
        const result = submit(user, chat, id, command)
        if ('code' in result) {
          if (failures[result.code].retry === 'later') held.set(chat, { id, failure: result })
          line.send(encode({ t: 'rejected', chat, id, failure: result }))
        } else if (isRepeat || (session.only !== null && !session.only.has(chat)))
          line.send(encode({ t: 'entries', chat, entries: [result] }))
        return
      }
      case 'mark':
        mark(user, frame)
        return
      case 'typing':
        for (const other of live)
          if (other !== session) other.line.send(encode({ t: 'typing', chat: frame.chat, user, on: frame.on }))
        return
      case 'presence':
        for (const other of live)
          if (other !== session) other.line.send(encode({ t: 'presence', presences: [{ user, status: frame.status }] }))
        return
      case 'set':
        kept.set(session, frame)
        return
      case 'renew': {
        const identity = tokenOf.get(frame.token)
        if (identity !== undefined) line.send(encode({ t: 'renewed', expiresAt: identity.expiresAt }))
        return
      }
      case 'ask': {
        const answer = answerTo(user, frame.query)
        if ('code' in answer) line.send(encode({ t: 'refused', id: frame.id, failure: answer }))
        else line.send(encode({ t: 'answer', id: frame.id, answer }))
        return
      }
      case 'ping':
        line.send(encode({ t: 'pong' }))
        return
      case 'hello':
    }
  }

  function mark(user: UserId, { chat: id, delivered = 0, read = 0 }: UpFrames['mark']): void {
    const found = chats.get(id)
    if (found === undefined || !found.chat.members.has(user)) return
    const before = found.marks.get(user) ?? { delivered: 0, read: 0 }
    const { seq } = found.chat
    const now = {
      delivered: Math.max(before.delivered, Math.min(delivered, seq)),
      read: Math.max(before.read, Math.min(read, seq)),
    }
    found.marks.set(user, now)
    for (const { line, user: reader } of live) {
      if (reader === user)
        line.send(encode({ t: 'unread', chat: id, ...now, unread: unreadOf(id, user, now.read), seq }))
      else if (found.chat.members.has(reader)) line.send(encode({ t: 'marks', chat: id, marks: [{ user, ...now }] }))
    }
  }

  function answerTo(user: UserId, query: Query): Answer | Failure {
    if (query.type === 'people') return { type: 'people', people: query.ids.flatMap((id) => people.get(id) ?? []) }
    const found = chats.get(query.chat)
    if (found === undefined || !found.chat.members.has(user)) return stranger
    const { limit } = 'limit' in query ? query : { limit: 0 }
    switch (query.type) {
      case 'history': {
        const seq = Math.max(1, found.chat.seq - settings.historyLag)
        const all = messages(query.chat, seq)
        if (query.after !== undefined) {
          const later = all.filter((message) => message.seq > (query.after ?? 0))
          return { type: 'history', messages: later.slice(0, limit), seq, more: later.length > limit }
        }
        const { before = Number.MAX_SAFE_INTEGER } = query
        const older = all.filter((message) => message.seq < before)
        return { type: 'history', messages: older.slice(-limit), seq, more: older.length > limit }
      }
      case 'find':
        return { type: 'find', seq: findIn(messages(query.chat), query.at) }
      case 'entries': {
        const later = found.entries.slice(query.after)
        return { type: 'entries', entries: later.slice(0, limit), more: later.length > limit }
      }
      case 'members': {
        const all = [...found.chat.members].sort(([one], [other]) => (one < other ? -1 : 1))
        const later = all.filter(([id]) => id > (query.after ?? ''))
        const page = later.slice(0, limit)
        const known = page.flatMap(([id]) => people.get(id) ?? [])
        return {
          type: 'members',
          members: page.map(([user, role]) => [user, role]),
          people: known,
          more: later.length > limit,
        }
      }
      case 'marks':
        return { type: 'marks', marks: marksOf(found) }
    }
  }
}

const marksOf = ({ marks }: FakeChat): Mark[] => [...marks].map(([user, mark]) => ({ user, ...mark }))
