/**
 * The one pure core. `decide` says what a command means in a chat; `fold` says what an entry changes. The server, every
 * client and the simulation run these two functions and no other rules.
 *
 *     submission ── decide ──▶ event ── append ──▶ entry ── fold ──▶ chat
 *                     │ rejected: a failure, never thrown
 *
 * Both cost O(1) per entry, whatever the size of the chat.
 */
import { refuseContent, toContent } from './content.ts'
import type { ChatEvent, Entry, Membership } from './event.ts'
import { type Failure, failure } from './failure.ts'
import type { Command } from './command.ts'
import type { ChatId, UserId } from './ids.ts'
import { limits } from './limits.ts'
import { Members } from './members.ts'
import { type ChatType, may, outranks, type Permission, type Role } from './permission.ts'

/** A chat as of entry `seq`, without its messages. */
export interface Chat {
  readonly id: ChatId
  readonly type: ChatType
  readonly title: string | null
  readonly description: string | null
  readonly createdAt: number
  readonly seq: number
  /** All members on the server. A client of a large chat knows only some of them; `memberCount` is exact everywhere. */
  readonly members: Members
  readonly memberCount: number
}

/** What `decide` must know of the message that a command names. */
export interface MessageFacts {
  readonly by: UserId
  readonly isDeleted: boolean
}

export interface DecideContext {
  readonly by: UserId
  /** `undefined` where the chat has no such message. */
  message(seq: number): MessageFacts | undefined
}

export type Decision =
  { readonly type: 'accepted'; readonly event: ChatEvent } | { readonly type: 'rejected'; readonly failure: Failure }

/** `chat` is `null` before its first entry. Never throws. */
export function decide(chat: Chat | null, command: Command, context: DecideContext): Decision {
  const { by } = context
  if (command.type === 'create')
    return chat === null ? create(command, by) : reject('conflict', 'This chat exists already.')
  // A stranger learns nothing, not even that the chat exists.
  const role = chat?.members.get(by)
  if (chat === null || role === undefined) return reject('notFound', 'There is no such chat, or you are not in it.')
  const allows = (permission: Permission): boolean => may(chat.type, role, permission)

  switch (command.type) {
    case 'post': {
      if (!allows('post')) return reject('forbidden', 'Only administrators and moderators post in this channel.')
      const refused = refuseContent(command.content)
      if (refused !== null) return { type: 'rejected', failure: refused }
      if (command.replyTo === undefined) return accept({ type: 'messagePosted', content: toContent(command.content) })
      if (context.message(command.replyTo) === undefined)
        return reject('notFound', 'The message that this replies to is not in this chat.')
      return accept({ type: 'messagePosted', content: toContent(command.content), replyTo: command.replyTo })
    }
    case 'edit': {
      const message = context.message(command.seq)
      if (message === undefined || message.isDeleted) return reject('notFound', 'There is no such message to edit.')
      if (message.by !== by || !allows('editOwn')) return reject('forbidden', 'Only its author may edit a message.')
      const refused = refuseContent(command.content)
      if (refused !== null) return { type: 'rejected', failure: refused }
      return accept({ type: 'messageEdited', seq: command.seq, content: toContent(command.content) })
    }
    case 'delete': {
      const message = context.message(command.seq)
      if (message === undefined || message.isDeleted) return reject('notFound', 'There is no such message to delete.')
      if (!(message.by === by ? allows('deleteOwn') : allows('deleteAny')))
        return reject('forbidden', 'You may not delete this message.')
      return accept({ type: 'messageDeleted', seq: command.seq })
    }
    case 'addMembers': {
      if (!allows('addMembers')) return reject('forbidden', 'You may not add people to this chat.')
      const members = [...new Set(command.members)].filter((user) => !chat.members.has(user))
      if (members.length === 0) return reject('conflict', 'Everybody named is in this chat already.')
      if (chat.memberCount + members.length > limits.membersPerChatMax)
        return reject('tooLarge', `A chat may have at most ${limits.membersPerChatMax} members.`)
      return accept({ type: 'membersAdded', members })
    }
    case 'removeMember': {
      const theirs = chat.members.get(command.member)
      if (command.member === by) return reject('invalid', 'To go yourself, leave the chat.')
      if (!allows('removeMembers')) return reject('forbidden', 'You may not remove people from this chat.')
      if (theirs === undefined) return reject('notFound', 'That person is not in this chat.')
      if (!outranks(role, theirs)) return reject('forbidden', 'You may only remove people whose role is below yours.')
      return accept({ type: 'memberRemoved', member: command.member })
    }
    case 'leave': {
      if (!allows('leave')) return reject('forbidden', 'A private chat cannot be left.')
      if (role === 'owner' && chat.memberCount > 1)
        return reject('conflict', 'The owner cannot leave. Make somebody else the owner first.')
      return accept({ type: 'memberLeft' })
    }
    case 'changeRole': {
      const theirs = chat.members.get(command.member)
      if (!allows('changeRoles')) return reject('forbidden', 'You may not change roles in this chat.')
      if (theirs === undefined) return reject('notFound', 'That person is not in this chat.')
      if (command.member === by) return reject('forbidden', 'Nobody changes their own role.')
      if (theirs === command.role) return reject('conflict', `That person is ${command.role} already.`)
      const mayGrant = role === 'owner' || outranks(role, command.role)
      if (!outranks(role, theirs) || !mayGrant)
        return reject('forbidden', 'You may only change and give roles that are below yours.')
      return accept({ type: 'roleChanged', member: command.member, role: command.role })
    }
    case 'changeInfo': {
      if (!allows('changeInfo')) return reject('forbidden', 'You may not change the title or description of this chat.')
      const { title, description } = command
      if (title !== undefined && title.trim() === '') return reject('invalid', 'A title needs a visible character.')
      const changesTitle = title !== undefined && title !== chat.title
      const changesDescription = description !== undefined && description !== (chat.description ?? '')
      if (!changesTitle && !changesDescription) return reject('conflict', 'The title and description are so already.')
      return accept({
        type: 'infoChanged',
        ...(changesTitle ? { title } : {}),
        ...(changesDescription ? { description } : {}),
      })
    }
  }
}

/** `chat` is `null` before the first entry. Throws for an entry that does not follow the chat's last one: that is a defect. */
export function fold(chat: Chat | null, entry: Entry, id: ChatId): Chat | null {
  const { event } = entry
  if (chat === null) {
    if (event.type !== 'chatCreated') throw new Error(`Chat ${id} starts with ${event.type}, not with its creation.`)
    return {
      id,
      type: event.chatType,
      title: event.title ?? null,
      description: event.description ?? null,
      createdAt: entry.at,
      seq: entry.seq,
      members: Members.of(event.members.map(({ user, role }) => [user, role])),
      memberCount: event.members.length,
    }
  }
  if (entry.seq !== chat.seq + 1) throw new Error(`Chat ${id} is at ${chat.seq} and was given entry ${entry.seq}.`)
  const next = { ...chat, seq: entry.seq }
  switch (event.type) {
    case 'messagePosted':
    case 'messageEdited':
    case 'messageDeleted':
    case 'unknown':
    case 'chatCreated':
      return next
    case 'membersAdded': {
      let { members } = chat
      for (const user of event.members) members = members.set(user, 'member')
      return { ...next, members, memberCount: chat.memberCount + event.members.length }
    }
    case 'memberRemoved':
      return { ...next, members: chat.members.remove(event.member), memberCount: chat.memberCount - 1 }
    case 'memberLeft':
      return { ...next, members: chat.members.remove(entry.by), memberCount: chat.memberCount - 1 }
    case 'roleChanged': {
      const members = chat.members.set(event.member, event.role)
      return { ...next, members: event.role === 'owner' ? members.set(entry.by, 'administrator') : members }
    }
    case 'infoChanged':
      return {
        ...next,
        title: event.title ?? chat.title,
        description: event.description === undefined ? chat.description : event.description || null,
      }
  }
}

function create(command: Extract<Command, { type: 'create' }>, by: UserId): Decision {
  const { chatType, title, description } = command
  const others = [...new Set(command.members)].filter((user) => user !== by)
  const members: Membership[] = [
    { user: by, role: chatType === 'private' ? 'member' : 'owner' },
    ...others.map((user): Membership => ({ user, role: 'member' })),
  ]
  if (chatType === 'private') {
    if (others.length !== 1) return reject('invalid', 'A private chat has exactly two people: you and one other.')
    if (title !== undefined || description !== undefined)
      return reject('invalid', 'A private chat has no title of its own: each sees the name of the other.')
    return accept({ type: 'chatCreated', chatType, members })
  }
  if (title === undefined || title.trim() === '') return reject('invalid', `A ${chatType} needs a title.`)
  return accept({
    type: 'chatCreated',
    chatType,
    title,
    ...(description === undefined || description === '' ? {} : { description }),
    members,
  })
}

export const roleOf = (chat: Chat, user: UserId): Role | undefined => chat.members.get(user)

const accept = (event: ChatEvent): Decision => ({ type: 'accepted', event })
const reject = (...[code, message]: Parameters<typeof failure>): Decision => ({
  type: 'rejected',
  failure: failure(code, message),
})
