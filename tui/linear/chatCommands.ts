/** Chats: which there are, opening, making and changing them, and who is in them. */
import { type Role, type UserId } from '@parley/protocol'
import type { ChatView, CreatedChat } from '@parley/protocol/client'
import { nextAttention, readMute, safeLine } from '@parley/protocol/text'
import type { LinearCommand } from './command.ts'
import { appeared, findChat, findPerson } from './find.ts'
import { chatLine } from './lines.ts'
import { no, type Session } from './session.ts'

const membersToldMax = 200
const isRole = (text: string): text is Role => /^(owner|administrator|moderator|member)$/.test(text)
const muteOf = ({ client, clock }: Session, id: ChatView['id']): 'all' | 'mentions' | null =>
  readMute(client.setting(`mute/${id}`), clock().now)?.what ?? null

export const chatCommands: readonly LinearCommand[] = [
  {
    name: 'chats',
    usage: '',
    sentence: 'Lists your chats, the latest first.',
    async run(session) {
      const { client, names, clock, say, tell } = session
      const chats = client.chats()
      if (chats.length === 0) say('You have no chats. /new private @NAME begins one.')
      for (const view of chats) tell(() => chatLine(view, names, client, clock(), muteOf(session, view.id)))
    },
  },
  {
    name: 'open',
    usage: 'CHAT',
    sentence: 'Opens a chat, by its title, @NAME or id. What you type then goes there.',
    async run(session, rest) {
      // Whatever comes next must not go to the chat before, if this one is not found.
      await session.open(null)
      await session.open(findChat(session, rest).id)
    },
  },
  {
    name: 'next',
    usage: '',
    sentence: 'Opens the next chat that wants attention.',
    async run(session) {
      const { client, current, say, open } = session
      const { me } = client
      const isMuted = (id: ChatView['id']): boolean => muteOf(session, id) !== null
      const next = me === null ? null : nextAttention(client.chats(), me, isMuted, current)
      if (next === null) say('Nothing waits for you.')
      else await open(next.chat)
    },
  },
  {
    name: 'close',
    usage: '',
    sentence: 'Closes the open chat.',
    run: ({ open }) => open(null),
  },
  {
    name: 'new',
    usage: 'private @NAME, or group|channel TITLE [@NAME ...]',
    sentence: 'Begins a chat and opens it.',
    async run(session, rest) {
      const [type = '', ...words] = rest.split(/\s+/)
      const members = words.filter((word) => word.startsWith('@'))
      const title = words.filter((word) => !word.startsWith('@')).join(' ')
      await session.open(null)
      const { id } = await create(session, type, title, members)
      await appeared(session, id)
      await session.open(id)
    },
  },
  {
    name: 'title',
    usage: 'TEXT',
    sentence: 'Changes the title of the open chat.',
    run: ({ submit, view }, title) => submit(view().id, { type: 'changeInfo', title }),
  },
  {
    name: 'describe',
    usage: '[TEXT]',
    sentence: 'Changes the description of the open chat, or removes it.',
    run: ({ submit, view }, description) => submit(view().id, { type: 'changeInfo', description }),
  },
  {
    name: 'members',
    usage: '',
    sentence: 'Lists who is in the open chat.',
    async run({ view, names, client, say, tell }) {
      const { id, members, memberCount } = view()
      let told: readonly (readonly [UserId, Role])[] = [...members]
      if (members.size < memberCount) {
        const answer = await client.ask({ type: 'members', chat: id, limit: membersToldMax })
        if (answer.type === 'members') told = answer.members
      }
      for (const [user, role] of told.slice(0, membersToldMax))
        tell(() => {
          const person = client.person(user)
          return `${names.person(user)}${person === null ? '' : ` (@${safeLine(person.username)})`}, ${role}`
        })
      if (told.length < memberCount) say(`${memberCount - told.length} more.`)
    },
  },
  {
    name: 'add',
    usage: '@NAME ...',
    sentence: 'Adds people to the open chat.',
    async run(session, rest) {
      const { id } = session.view()
      const members: UserId[] = []
      for (const name of rest.split(/\s+/)) members.push((await findPerson(session, name)).id)
      await session.submit(id, { type: 'addMembers', members })
    },
  },
  {
    name: 'remove',
    usage: '@NAME',
    sentence: 'Removes somebody from the open chat.',
    async run(session, rest) {
      const { id } = session.view()
      await session.submit(id, { type: 'removeMember', member: (await findPerson(session, rest)).id })
    },
  },
  {
    name: 'role',
    usage: '@NAME owner|administrator|moderator|member',
    sentence: 'Changes what somebody may do in the open chat.',
    async run(session, rest) {
      const { id } = session.view()
      const [name = '', role = ''] = rest.split(/\s+/)
      if (!isRole(role)) throw no('A role is owner, administrator, moderator or member.')
      await session.submit(id, { type: 'changeRole', member: (await findPerson(session, name)).id, role })
    },
  },
  {
    name: 'leave',
    usage: '',
    sentence: 'Leaves the open chat.',
    run: ({ submit, view }) => submit(view().id, { type: 'leave' }),
  },
  {
    name: 'mute',
    usage: 'all|mentions|off',
    sentence: 'Says what is told of the open chat while it is not open: nothing, only mentions of you, or everything.',
    async run({ client, view, say, names }, rest) {
      if (!/^(all|mentions|off)$/.test(rest)) throw no('It is all, mentions or off.')
      const { id } = view()
      const refusal = client.setSetting(`mute/${id}`, rest === 'off' ? null : rest)
      if (refusal !== null) throw no(refusal.message)
      say(`${names.chat(id)}: ${rest === 'off' ? 'not muted' : rest === 'all' ? 'muted' : 'muted but for mentions'}.`)
    },
  },
]

function create({ api }: Session, type: string, title: string, members: readonly string[]): Promise<CreatedChat> {
  if (type === 'private') {
    if (members.length !== 1 || title !== '') throw no('It needs one person: /new private @NAME')
    return api.createChat({ type, members })
  }
  if (type !== 'group' && type !== 'channel') throw no('It is private, group or channel.')
  if (title === '') throw no(`A ${type} needs a title.`)
  return api.createChat({ type, title, members })
}
