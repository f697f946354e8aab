/** Which chats this port was told, as what, and what is news in them. */
import type { ChatId, SubmissionId, UserId } from '../../ids.ts'
import type { Members } from '../../members.ts'
import type { Message } from '../../timeline.ts'
import type { Client } from '../client.ts'
import type { ChatView } from '../view.ts'
import { placeOf } from '../window.ts'
import type { ChatNews, Head } from './exchange.ts'
import { spliceOf } from './splice.ts'

/** Chats of one batch, the newest first: what a screen shows at once, and a little more. */
export const chatsPerBatchMax = 200
/** Messages of a chat that nobody looks at. */
export const unlookedMessagesMax = 50

export interface ToldChats {
  /** The chat may be another now. */
  touch(chat: ChatId): void
  look(chat: ChatId, on: boolean): void
  /** The news, with the urgent ones in any case. */
  take(urgent: ReadonlySet<ChatId>): News
}

interface News {
  readonly chats: readonly ChatNews[]
  readonly gone: readonly ChatId[]
  readonly isMore: boolean
}

/** What the port knows of a chat. */
interface Told {
  readonly view: ChatView
  readonly head: Head
  readonly messages: readonly Message[]
  readonly isWhole: boolean
}

/** `onNamed` hears of the people whom the told views name. */
export function createToldChats(client: Client, onNamed: (user: UserId) => void): ToldChats {
  const told = new Map<ChatId, Told>()
  const looked = new Set<ChatId>()
  const touched = new Set<ChatId>(client.chats().map(({ id }) => id))

  function takeGone(): ChatId[] {
    const gone: ChatId[] = []
    for (const chat of touched) {
      if (client.chat(chat) !== null) continue
      touched.delete(chat)
      if (told.delete(chat)) gone.push(chat)
    }
    return gone
  }

  function next(urgent: ReadonlySet<ChatId>): Iterable<ChatId> {
    if (touched.size <= chatsPerBatchMax) return [...touched]
    const chosen = new Set([...urgent, ...looked].filter((chat) => touched.has(chat)))
    for (const { id } of client.chats()) {
      if (chosen.size >= chatsPerBatchMax) break
      if (touched.has(id)) chosen.add(id)
    }
    return chosen
  }

  function newsOf(chat: ChatId): ChatNews | null {
    const view = client.chat(chat)
    const before = told.get(chat) ?? null
    const isWhole = looked.has(chat)
    if (view === null || (before?.view === view && before.isWhole === isWhole)) return null
    const now = toldOf(view, isWhole)
    told.set(chat, now)
    const news = compare(before, now)
    if (news !== null) named(news, view)
    return news
  }

  function named({ members, messages, typing }: ChatNews, { type, peer }: ChatView): void {
    if (peer !== null) onNamed(peer)
    if (type === 'private') for (const [user] of members ?? []) onNamed(user)
    for (const user of typing ?? []) onNamed(user)
    for (const { by } of messages?.insert ?? []) onNamed(by)
  }

  return {
    touch: (chat) => void touched.add(chat),
    look(chat, on) {
      if (on) looked.add(chat)
      else looked.delete(chat)
      touched.add(chat)
    },
    take(urgent) {
      if (touched.size === 0) return { chats: [], gone: [], isMore: false }
      const gone = takeGone()
      const chats: ChatNews[] = []
      for (const chat of next(urgent)) {
        touched.delete(chat)
        const news = newsOf(chat)
        if (news !== null) chats.push(news)
      }
      return { chats, gone, isMore: touched.size > 0 }
    },
  }
}

function toldOf(view: ChatView, isWhole: boolean): Told {
  const { epoch, type, title, description, createdAt, seq, role, memberCount, peer, unread, delivered, read } = view
  const from = isWhole ? 0 : firstShown(view)
  const hasOlder = view.hasOlder || from > 0
  return {
    view,
    head: {
      epoch,
      type,
      title,
      description,
      createdAt,
      seq,
      role,
      memberCount,
      peer,
      hasOlder,
      unread,
      delivered,
      read,
    },
    messages: from === 0 ? view.messages : view.messages.slice(from),
    isWhole,
  }
}

/** The place of the first message that is shown of a chat which nobody looks at. */
function firstShown({ messages, unread, read }: ChatView): number {
  const last = Math.max(0, messages.length - 1)
  const first = unread === 0 ? last : Math.min(last, placeOf(messages, read + 1))
  return Math.max(first, messages.length - unlookedMessagesMax)
}

/** `null` where the port knows all of it. */
function compare(before: Told | null, now: Told): ChatNews | null {
  const { view, head, isWhole } = now
  const old = before?.view
  const news: ChatNews = {
    chat: view.id,
    isWhole,
    head: before !== null && isSameHead(before.head, head) ? null : head,
    members: old !== undefined && isSameMembers(old.members, view.members) ? null : [...view.members],
    marks: old?.marks === view.marks ? null : [...view.marks.values()],
    pending: old !== undefined && isSameSet(old.pending, view.pending) ? null : [...view.pending],
    typing: old !== undefined && isSameList(old.typing, view.typing) ? null : view.typing,
    messages: spliceOf(before?.messages ?? [], now.messages),
  }
  const { members, marks, pending, typing, messages } = news
  const isSame = [news.head, members, marks, pending, typing, messages].every((part) => part === null)
  return isSame && before?.isWhole === isWhole ? null : news
}

function isSameHead(one: Head, other: Head): boolean {
  const values = Object.values(other)
  return Object.values(one).every((value, at) => value === values[at])
}

function isSameMembers(one: Members, other: Members): boolean {
  if (one === other) return true
  if (one.size !== other.size) return false
  for (const [user, role] of other) if (one.get(user) !== role) return false
  return true
}

const isSameSet = (one: ReadonlySet<SubmissionId>, other: ReadonlySet<SubmissionId>): boolean =>
  isSameList([...one], [...other])

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((value, at) => value === other[at])
