/**
 * What happens, as labelled lines of plain text. Everything that others wrote is sanitised, and the further lines of a message
 * are indented, so that no message can pass for a line of this program or of somebody else.
 */
import type { ChatId, Entry, UserId } from '@parley/protocol'
import type { ChatView, Client, ConnectionState } from '@parley/protocol/client'
import {
  chatTitle,
  type Clock,
  dayLabel,
  lastSeen,
  noticeText,
  safeLine,
  safeText,
  timeOfDay,
} from '@parley/protocol/text'

export type Message = ChatView['messages'][number]

export interface Names {
  person(id: UserId): string
  chat(id: ChatId): string
}

export function namesOf(client: Client, person: Names['person']): Names {
  /** So that a chat can be named when it has gone. */
  const titles = new Map<ChatId, string>()
  return {
    person,
    chat(id) {
      const view = client.chat(id)
      const title = view === null ? (titles.get(id) ?? 'a chat') : chatTitle(view, person)
      titles.set(id, title)
      return title
    },
  }
}

const indent = '    '
const body = (text: string): string => safeText(text).replaceAll('\n', `\n${indent}`)

/** 'Ann in Garden', 'Ann' in a private chat, 'You to Ann' there. */
function author(view: ChatView | null, chat: ChatId, by: UserId, names: Names): string {
  const who = names.person(by)
  if (view?.type !== 'private') return `${who} in ${names.chat(chat)}`
  return by === view.peer ? who : `${who} to ${names.chat(chat)}`
}

export function messageLine(view: ChatView, message: Message, names: Names, clock: Clock): string {
  const { content, seq, by, at } = message
  const isPending = view.pending.has(message.id)
  const label = `${timeOfDay(at, clock)} ${isPending ? 'waiting' : `#${seq}`}`
  if (content.kind === 'notice')
    return `${label} ${names.chat(view.id)}: ${noticeText(content.event, by, names.person)}`
  const reply = message.replyTo === undefined ? '' : `, replying to #${message.replyTo}`
  const edited = message.editedAt === undefined ? '' : ', edited'
  return `${label} ${author(view, view.id, by, names)}${reply}${edited}: ${said(content)}`
}

function said(content: Exclude<Message['content'], { kind: 'notice' }>): string {
  switch (content.kind) {
    case 'text':
      return body(content.text)
    case 'deleted':
      return '(deleted)'
    case 'unsupported':
      return '(something that this version cannot show)'
  }
}

/** `null` for what this version does not know. */
export function entryLine(
  view: ChatView | null,
  chat: ChatId,
  entry: Entry,
  names: Names,
  clock: Clock,
): string | null {
  const { event, by, seq, at } = entry
  const time = timeOfDay(at, clock)
  switch (event.type) {
    case 'messagePosted': {
      const reply = event.replyTo === undefined ? '' : `, replying to #${event.replyTo}`
      return `${time} #${seq} ${author(view, chat, by, names)}${reply}: ${said(event.content)}`
    }
    case 'messageEdited':
      return `${time} ${author(view, chat, by, names)} edited #${event.seq}: ${said(event.content)}`
    case 'messageDeleted':
      return `${time} ${author(view, chat, by, names)} deleted #${event.seq}`
    case 'chatCreated':
    case 'membersAdded':
    case 'memberRemoved':
    case 'memberLeft':
    case 'roleChanged':
    case 'infoChanged':
      return `${time} ${names.chat(chat)}: ${noticeText(event, by, names.person)}`
    case 'unknown':
      return null
  }
}

/** `null` for what need not be told. */
export function stateLine(state: ConnectionState): string | null {
  switch (state.type) {
    case 'connecting':
      return null
    case 'online':
      return 'Connected.'
    case 'offline':
      return `Offline: ${safeLine(state.why.message)} It connects again by itself; what you write is kept until then.`
    case 'stopped':
      return state.why === null ? null : `Stopped: ${safeLine(state.why.message)} /connect tries again.`
  }
}

/** 'Garden, group of 3, 2 unread, last Today 14:05'. */
export function chatLine(view: ChatView, names: Names, client: Client, clock: Clock, mute: string | null): string {
  const presence = view.peer === null ? '' : lastSeen(client.presenceOf(view.peer), clock)
  const parts = [
    names.chat(view.id),
    view.type === 'private'
      ? `private${presence === '' ? '' : `, ${presence}`}`
      : `${view.type} of ${view.memberCount}`,
    view.unread > 0 ? `${view.unread} unread` : '',
    mute === null ? '' : mute === 'mentions' ? 'muted but for mentions' : 'muted',
    view.last === null ? '' : `last ${dayLabel(view.last.at, clock)} ${timeOfDay(view.last.at, clock)}`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}
