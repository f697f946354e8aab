/**
 * What the server would refuse in a chat, found with the server's own rules. So what is greyed out is exactly what would be
 * refused, and says why in the same words.
 */
import { type Command, decide, type Failure, may, Members, type Role, type UserId } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'

/** Of a chat as its reader sees it. In a large one `members` are only some: `known` are those that the screen learned besides. */
export function refusalOf(
  view: ChatView,
  me: UserId,
  command: Command,
  known: readonly (readonly [UserId, Role])[] = [],
): Failure | null {
  const { id, type, title, description, createdAt, seq, memberCount, role } = view
  let { members } = view
  for (const [user, its] of known) members = members.set(user, its)
  members = role === null ? Members.none : members.set(me, role)
  const chat = { id, type, title, description, createdAt, seq, members, memberCount }
  const decision = decide(chat, command, { by: me, message: () => undefined })
  return decision.type === 'rejected' ? decision.failure : null
}

const roles: readonly Role[] = ['owner', 'administrator', 'moderator', 'member']

export const roleNames: Readonly<Record<Role, string>> = {
  owner: 'Owner',
  administrator: 'Administrator',
  moderator: 'Moderator',
  member: 'Member',
}

const roleOrder: Readonly<Record<Role, number>> = { owner: 0, administrator: 1, moderator: 2, member: 3 }

export interface MemberRow {
  readonly user: UserId
  readonly role: Role
}

/** Who rules first, then by name. */
export const memberRows = (
  members: Iterable<readonly [UserId, Role]>,
  nameOf: (id: UserId) => string,
  query: string,
): readonly MemberRow[] => {
  const wanted = query.trim().toLowerCase()
  return [...members]
    .map(([user, role]) => ({ user, role, name: nameOf(user).toLowerCase() }))
    .filter(({ name }) => name.includes(wanted))
    .sort((one, other) => roleOrder[one.role] - roleOrder[other.role] || (one.name < other.name ? -1 : 1))
}

export interface MemberChoice {
  readonly id: string
  readonly label: string
  readonly command: Command
  /** Why it cannot be; `null`: it can. */
  readonly why: string | null
  /** Asked once more before it is done. */
  readonly confirm: string | null
  readonly isDanger: boolean
}

/** What its reader could do about a member, were it allowed; nothing in a private chat, about oneself, or without any say. */
export function memberChoices(
  view: ChatView,
  me: UserId,
  { user, role }: MemberRow,
  name: string,
): readonly MemberChoice[] {
  if (view.type === 'private' || user === me || view.role === null) return []
  const mine = view.role
  const choice = (
    id: string,
    label: string,
    command: Command,
    confirm: string | null,
    isDanger = false,
  ): MemberChoice => ({
    id,
    label,
    command,
    why: refusalOf(view, me, command, [[user, role]])?.message ?? null,
    confirm,
    isDanger,
  })
  const grants = may(view.type, mine, 'changeRoles') ? roles.filter((one) => one !== role) : []
  const chosen = grants.filter((one) => one !== 'owner' || mine === 'owner')
  const choices = chosen.map((one) =>
    choice(
      one,
      one === 'owner' ? 'Hand the chat over' : `Make ${one}`,
      { type: 'changeRole', member: user, role: one },
      one === 'owner' ? `Make ${name} the owner? You become an administrator, and cannot take it back.` : null,
    ),
  )
  if (!may(view.type, mine, 'removeMembers')) return choices
  const remove = choice(
    'remove',
    'Remove',
    { type: 'removeMember', member: user },
    `Remove ${name} from this chat?`,
    true,
  )
  return [...choices, remove]
}
