/** Who is named by `@username`. */
import type { ChatView } from '../client/view.ts'
import type { Person } from '../person.ts'
import type { Message } from '../timeline.ts'
import { type Inline, parseMarkdown } from './markdown.ts'

/** Does a raw text name this person? Not in code. `username` may be in any case. */
export function mentions(text: string, username: string): boolean {
  const wanted = username.toLowerCase()
  // Most texts name nobody: they are not parsed.
  if (wanted === '' || !text.toLowerCase().includes(`@${wanted}`)) return false
  const isWanted = (inline: Inline): boolean => inline.mention === wanted
  return parseMarkdown(text).some((block) => block.type !== 'code' && block.lines.some((line) => line.some(isWanted)))
}

/** Unread messages that name the reader, as far as they are loaded. */
export function mentionCount(view: ChatView, me: Person): number {
  let count = 0
  for (const message of unreadMessages(view, me)) if (namesReader(message, me)) count++
  return count
}

export const namesReader = ({ content }: Message, me: Person): boolean =>
  content.kind === 'text' && mentions(content.text, me.username)

/** What others said after the read mark, as far as it is loaded, oldest first. */
export function unreadMessages(view: ChatView, me: Person): readonly Message[] {
  if (view.unread === 0) return []
  const { messages } = view
  let from = messages.length
  while (from > 0 && (messages[from - 1]?.seq ?? 0) > view.read) from--
  return messages
    .slice(from)
    .filter(({ by, content: { kind } }) => by !== me.id && kind !== 'notice' && kind !== 'deleted')
}
