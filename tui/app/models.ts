/** What the parts show, from what the client knows: plain data, sanitised. */
import type { ChatId, UserId } from '@parley/protocol'
import type { ChatView, ConnectionState } from '@parley/protocol/client'
import {
  chatTitle,
  listTime,
  mentionCount,
  previewOf,
  safeLine,
  standingOf,
  typingText,
  textToDraft,
} from '@parley/protocol/text'
import type { ChatItem, ChatListModel } from '../parts/chatList.ts'
import type { DetailsModel, MemberItem } from '../parts/details.ts'
import type { HeaderModel } from '../parts/header.ts'
import type { StatusModel } from '../parts/statusLine.ts'
import type { Line } from '../text/line.ts'
import { strictSteady } from '../text/steady.ts'
import type { Account } from './account.ts'
import type { App } from './app.ts'

const roleRank = { owner: 0, administrator: 1, moderator: 2, member: 3 } as const

/** The chats that the list shows: all, or those whose names match the filter; drafts do not move a chat. */
export function listedChats(app: App): readonly ChatView[] {
  const chats = app.account?.client.chats() ?? []
  const query = app.filter?.text.trim().toLowerCase() ?? ''
  return query === '' ? chats : chats.filter((view) => chatTitle(view, app.nameOf).toLowerCase().includes(query))
}

export function chatListModel(app: App): ChatListModel {
  const { account } = app
  const hasFocus = app.focus === 'chats' && app.dialogs.length === 0
  const current = account?.current ?? null
  return {
    chats: listedChats(app).map(({ id }) => id),
    item(chat) {
      const view = account?.client.chat(chat) ?? null
      return account === null || view === null ? null : chatItem(app, account, view)
    },
    current,
    at: app.listAt ?? current,
    hasFocus,
    filter: app.filter?.text ?? null,
  }
}

interface Kept {
  readonly view: ChatView
  readonly day: number
  readonly key: string
  readonly item: ChatItem
}
const items = new WeakMap<Account, Map<ChatId, Kept>>()
const minuteMs = 60_000

/** An item is made anew only when what it shows has changed: a hundred of them are looked at for each key. */
function chatItem(app: App, account: Account, view: ChatView): ChatItem {
  const kept = items.get(account) ?? new Map<ChatId, Kept>()
  items.set(account, kept)
  const { client } = account
  const mute = account.mute(view.id)
  const presence = view.peer === null ? null : (client.presenceOf(view.peer)?.status ?? null)
  const draft = account.current === view.id ? null : client.setting(`draft/${view.id}`)
  const day = Math.floor(app.world.now() / minuteMs)
  const names = [
    ...view.typing,
    ...(view.peer === null ? [] : [view.peer]),
    ...(view.last === null ? [] : [view.last.by]),
  ]
  const key = `${mute}|${presence}|${draft}|${names.map(app.nameOf).join('|')}`
  const before = kept.get(view.id)
  if (before !== undefined && before.view === view && before.day === day && before.key === key) return before.item
  const item: ChatItem = {
    chat: view.id,
    type: view.type,
    title: strictSteady(chatTitle(view, app.nameOf)),
    presence,
    time: listTime(view.last?.at ?? view.createdAt, app.clock()),
    preview: steadyPreview(previewOf(view, draftText(draft), client.me?.id ?? null, app.nameOf)),
    unread: view.unread,
    mentions: client.me === null || view.unread === 0 ? 0 : mentionCount(view, client.me),
    mute,
  }
  kept.set(view.id, { view, day, key, item })
  return item
}

const draftText = (draft: string | null): string => (draft === null ? '' : (textToDraft(draft)?.text ?? ''))

const steadyPreview = ({ kind, text }: ChatItem['preview']): ChatItem['preview'] => ({ kind, text: strictSteady(text) })

export function headerModel(app: App, view: ChatView, place: string): HeaderModel {
  const isTyping = view.typing.length > 0
  return {
    title: strictSteady(chatTitle(view, app.nameOf)),
    detail: isTyping ? typingText(view.typing.map(app.nameOf)) : strictSteady(described(standing(app, view), view)),
    isTyping,
    place,
  }
}

const standing = (app: App, view: ChatView): string =>
  standingOf(view, app.account?.kept.user.id ?? null, (id) => app.account?.client.presenceOf(id) ?? null, app.clock())

const described = (words: string, { description }: ChatView): string =>
  description === null || description === '' ? words : `${words}  ${safeLine(description)}`

/** Whoever looks is there. */
const isOnline = (app: App, user: UserId): boolean =>
  user === app.account?.kept.user.id || (app.account?.client.presenceOf(user)?.status ?? 'offline') !== 'offline'

/** Members in the order of their roles and names. */
export function membersOf(app: App, view: ChatView): MemberItem[] {
  return [...view.members]
    .map(([user, role]): MemberItem & { rank: number } => {
      return {
        user,
        name: app.nameOf(user),
        role: role === 'member' ? '' : role,
        isOnline: isOnline(app, user),
        rank: roleRank[role],
      }
    })
    .sort((one, other) => one.rank - other.rank || (one.name < other.name ? -1 : 1))
}

export function detailsModel(app: App, view: ChatView): DetailsModel {
  const members = view.type === 'private' ? [] : membersOf(app, view)
  const facts: Line[] = [
    [{ text: ` ${chatTitle(view, app.nameOf)}`, tone: 'strong', bold: true }],
    [{ text: ` ${view.type === 'private' ? 'private chat' : view.type}`, tone: 'muted' }],
    ...(view.description === null || view.description === ''
      ? []
      : [[{ text: ` ${safeLine(view.description)}`, tone: 'text' as const }]]),
    ...(view.role === null || view.type === 'private'
      ? []
      : [[{ text: ` you are ${view.role}`, tone: 'muted' as const }]]),
    [{ text: ` ${standing(app, view)}`, tone: 'muted' }],
    [],
  ]
  return {
    facts,
    members,
    membersMore: view.type === 'private' ? 0 : Math.max(0, view.memberCount - members.length),
    at: app.detailsAt,
    hasFocus: app.focus === 'details' && app.dialogs.length === 0,
  }
}

export function connectionWords(state: ConnectionState, now: number): StatusModel['connection'] {
  switch (state.type) {
    case 'online':
      return { text: 'online', tone: 'good' }
    case 'connecting':
      return { text: 'connecting…', tone: 'warning' }
    case 'offline': {
      const seconds = Math.max(0, Math.ceil((state.nextTryAt - now) / 1_000))
      return { text: `offline, next try in ${seconds} s`, tone: 'warning' }
    }
    case 'stopped':
      return { text: state.why === null ? 'stopped' : `stopped: ${safeLine(state.why.message)}`, tone: 'error' }
  }
}
