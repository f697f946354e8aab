/** Notices as sentences: "Ann added Bob". */
import type { UserId } from '../ids.ts'
import type { Role } from '../permission.ts'
import type { NoticeEvent } from '../timeline.ts'
import { safeLine } from './sanitise.ts'

/** Of those who were added. */
const namesMax = 3

/** `nameOf` gives a person's name as it came; 'You' reads well too. One line, sanitised. */
export function noticeText(event: NoticeEvent, by: UserId, nameOf: (id: UserId) => string): string {
  const name = (id: UserId): string => safeLine(nameOf(id))
  const who = name(by)
  switch (event.type) {
    case 'chatCreated':
      if (event.chatType === 'private') return `${who} started this chat`
      return `${who} created the ${event.chatType}${event.title === undefined ? '' : ` ${quoted(event.title)}`}`
    case 'membersAdded': {
      const [first] = event.members
      if (event.members.length === 1 && first === by) return `${who} joined`
      return `${who} added ${listed(event.members, name)}`
    }
    case 'memberRemoved':
      return `${who} removed ${name(event.member)}`
    case 'memberLeft':
      return `${who} left`
    case 'roleChanged':
      return `${who} made ${name(event.member)} ${roleWords[event.role]}`
    case 'infoChanged':
      return `${who} ${infoWords(event.title, event.description)}`
  }
}

const roleWords: Readonly<Record<Role, string>> = {
  owner: 'the owner',
  administrator: 'an administrator',
  moderator: 'a moderator',
  member: 'a member',
}

function infoWords(title: string | undefined, description: string | undefined): string {
  const renamed = title === undefined ? null : `changed the title to ${quoted(title)}`
  const described = description === undefined ? null : `${description === '' ? 'removed' : 'changed'} the description`
  return [renamed, described].filter((words) => words !== null).join(' and ') || 'changed nothing'
}

function listed(members: readonly UserId[], name: (id: UserId) => string): string {
  // One other is as long as the name of one.
  const shown = members.length === namesMax + 1 ? namesMax + 1 : namesMax
  const names = members.slice(0, shown).map(name)
  const others = members.length - names.length
  const all = others > 0 ? [...names, `${others} others`] : names
  const last = all[all.length - 1] ?? 'nobody'
  return all.length < 2 ? last : `${all.slice(0, -1).join(', ')} and ${last}`
}

const quoted = (text: string): string => `“${safeLine(text)}”`
