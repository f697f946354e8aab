/** What a row of the list of chats shows, and the sentence by which a screen reader names it. Plain data, sanitised. */
import type { ChatId, ChatType, Status } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import {
  chatTitle,
  listTime,
  mentionCount,
  type Preview,
  previewOf,
  textToDraft,
  type Tick,
  tickOf,
} from '@parley/protocol/text'
import type { App } from '../../app/app.ts'

export interface ChatItem {
  readonly chat: ChatId
  /** The other one of a private chat: their colour is the same wherever they stand. */
  readonly face: string
  readonly type: ChatType
  readonly title: string
  readonly presence: Status | null
  readonly time: string
  readonly preview: Preview
  /** Of the last message, where it is the reader's own. */
  readonly tick: Tick | null
  readonly unread: number
  readonly mentions: number
  readonly mute: 'all' | 'mentions' | null
}

export function chatItem(app: App, view: ChatView, isOpen: boolean): ChatItem {
  const { client, me } = app
  const draft = isOpen ? null : client.setting(`draft/${view.id}`)
  return {
    chat: view.id,
    face: view.peer ?? view.id,
    type: view.type,
    title: chatTitle(view, app.nameOf),
    presence: view.peer === null ? null : (client.presenceOf(view.peer)?.status ?? null),
    time: listTime(view.last?.at ?? view.createdAt, app.clock()),
    preview: previewOf(view, draft === null ? '' : (textToDraft(draft)?.text ?? ''), me.id, app.nameOf),
    tick: view.last === null ? null : tickOf(view, view.last, me.id),
    unread: view.unread,
    mentions: view.unread === 0 ? 0 : mentionCount(view, me),
    mute: app.mute(view.id),
  }
}

export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/**
 * 'Ann, 14:05, Hello there, 2 unread messages, online'. It begins with what is seen of the row, in that order, so that whoever
 * speaks to the screen can say what they see; what is seen as a sign comes after it in words.
 */
export function nameOfItem({ title, type, presence, unread, mentions, mute, preview, time }: ChatItem): string {
  const parts = [title, time]
  if (preview.text !== '') parts.push(preview.kind === 'draft' ? `draft: ${preview.text}` : preview.text)
  if (unread > 0) parts.push(counted(unread, 'unread message'))
  if (mentions > 0) parts.push(counted(mentions, 'mention'))
  if (mute !== null) parts.push('muted')
  if (type !== 'private') parts.push(type)
  if (presence !== null && presence !== 'offline') parts.push(presence)
  return parts.join(', ')
}

export type Filter = 'all' | 'unread' | 'private' | 'group' | 'channel'

/** The chats that the list shows, in the order in which they came. */
export function listed(app: App, chats: readonly ChatView[], filter: Filter, query: string): readonly ChatView[] {
  const wanted = query.trim().toLowerCase()
  if (filter === 'all' && wanted === '') return chats
  return chats.filter(
    (view) =>
      (filter === 'all' || (filter === 'unread' ? view.unread > 0 : view.type === filter)) &&
      (wanted === '' || chatTitle(view, app.nameOf).toLowerCase().includes(wanted)),
  )
}
