/** The chats as this side has them: views made from what the host told, each the same object until it is told another. */
import type { UserId, ChatId } from '../../ids.ts'
import type { Mark } from '../../frame.ts'
import { Members } from '../../members.ts'
import type { ChatView } from '../view.ts'
import type { ChatNews } from './exchange.ts'
import { spliced } from './splice.ts'

export interface Mirror {
  apply(news: ChatNews): void
  remove(chat: ChatId): void
  /** The chat with the latest message first. */
  list(): readonly ChatView[]
  view(chat: ChatId): ChatView | null
  isWhole(chat: ChatId): boolean
}

interface Mirrored {
  readonly view: ChatView
  readonly isWhole: boolean
}

export function createMirror(): Mirror {
  const chats = new Map<ChatId, Mirrored>()
  /** Changed since the list was made. */
  const changed = new Set<ChatId>()
  let sorted: readonly ChatView[] = []

  function list(): readonly ChatView[] {
    if (changed.size === 0) return sorted
    const fresh = [...changed].flatMap((chat) => chats.get(chat)?.view ?? []).sort(compare)
    const kept = sorted.filter(({ id }) => !changed.has(id))
    changed.clear()
    sorted = merged(kept, fresh)
    return sorted
  }

  return {
    apply(news) {
      const view = viewOf(chats.get(news.chat)?.view ?? null, news)
      if (view === null) return
      chats.set(news.chat, { view, isWhole: news.isWhole })
      changed.add(news.chat)
    },
    remove(chat) {
      if (chats.delete(chat)) changed.add(chat)
    },
    list,
    view: (chat) => chats.get(chat)?.view ?? null,
    isWhole: (chat) => chats.get(chat)?.isWhole ?? false,
  }
}

/** `null` for news of a chat that was never told whole. */
function viewOf(before: ChatView | null, news: ChatNews): ChatView | null {
  const head = news.head ?? before
  if (head === null) return null
  const messages = news.messages === null ? before?.messages : spliced(before?.messages ?? [], news.messages)
  return {
    id: news.chat,
    epoch: head.epoch,
    type: head.type,
    title: head.title,
    description: head.description,
    createdAt: head.createdAt,
    seq: head.seq,
    role: head.role,
    members: news.members === null ? (before?.members ?? Members.none) : Members.of(news.members),
    memberCount: head.memberCount,
    peer: head.peer,
    messages: messages ?? [],
    pending: news.pending === null ? (before?.pending ?? new Set()) : new Set(news.pending),
    hasOlder: head.hasOlder,
    last: messages?.[messages.length - 1] ?? null,
    unread: head.unread,
    delivered: head.delivered,
    read: head.read,
    marks: news.marks === null ? (before?.marks ?? new Map()) : marksOf(news.marks),
    typing: news.typing ?? before?.typing ?? [],
  }
}

const marksOf = (marks: readonly Mark[]): ReadonlyMap<UserId, Mark> => new Map(marks.map((mark) => [mark.user, mark]))

/** As the client's own list. */
const compare = (one: ChatView, other: ChatView): number => lastAt(other) - lastAt(one) || (one.id < other.id ? 1 : -1)
const lastAt = ({ last, createdAt }: ChatView): number => last?.at ?? createdAt

function merged(kept: readonly ChatView[], fresh: readonly ChatView[]): readonly ChatView[] {
  const views: ChatView[] = []
  let at = 0
  for (const view of kept) {
    for (let next = fresh[at]; next !== undefined && compare(next, view) < 0; next = fresh[at]) {
      views.push(next)
      at++
    }
    views.push(view)
  }
  views.push(...fresh.slice(at))
  return views
}
