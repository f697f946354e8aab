/** What a list of chats and the head of a chat say of it besides its title. All are sanitised. */
import type { ChatView } from '../client/view.ts'
import type { UserId } from '../ids.ts'
import type { Presence } from '../person.ts'
import { plainLine } from './plainLine.ts'
import { type Clock, lastSeen } from './times.ts'
import { previewText, typingText } from './titles.ts'

export interface Preview {
  readonly kind: 'typing' | 'draft' | 'message'
  readonly text: string
}

const previewCharsMax = 200

/** Who is typing, else the reader's draft, else the last message with who said it. `draft`: its text, '' for none. */
export function previewOf(view: ChatView, draft: string, me: UserId | null, nameOf: (id: UserId) => string): Preview {
  const { last, type, typing } = view
  if (typing.length > 0) return { kind: 'typing', text: typingText(typing.map(nameOf)) }
  if (draft !== '') return { kind: 'draft', text: plainLine(draft, previewCharsMax) }
  if (last === null) return { kind: 'message', text: '' }
  const isPlain = last.content.kind === 'notice' || type === 'private'
  const who = isPlain ? '' : last.by === me ? 'You: ' : `${nameOf(last.by)}: `
  return { kind: 'message', text: who + previewText(last, nameOf) }
}

/** 'last seen at 14:05', or '12 members, 3 online'. '' where nothing is known. */
export function standingOf(
  view: ChatView,
  me: UserId | null,
  presenceOf: (id: UserId) => Presence | null,
  clock: Clock,
): string {
  if (view.type === 'private') return view.peer === null ? '' : lastSeen(presenceOf(view.peer), clock)
  const count = `${view.memberCount} ${view.memberCount === 1 ? 'member' : 'members'}`
  let online = 0
  // Whoever looks is there.
  for (const [user] of view.members) if (user === me || (presenceOf(user)?.status ?? 'offline') !== 'offline') online++
  return online > 1 ? `${count}, ${online} online` : count
}
