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

/** So many of the latest messages are looked through for a count that is shown all the time. */
const countedMax = 500

/** Unread messages that name the reader, among the latest `countedMax` that are loaded. */
export function mentionCount({ messages, read, unread }: ChatView, me: Person): number {
  if (unread === 0) return 0
  let count = 0
  for (let at = messages.length - 1; at >= Math.max(0, messages.length - countedMax); at--) {
    const message = messages[at]
    if (message === undefined || message.seq <= read) break
    if (message.by !== me.id && namesReader(message, me)) count++
  }
  return count
}

interface Named {
  readonly username: string
  readonly isNamed: boolean
}
/** A message is replaced when it changes, and is counted again and again as long as it is unread. */
const known = new WeakMap<Message, Named>()

export function namesReader(message: Message, { username }: Person): boolean {
  const found = known.get(message)
  if (found?.username === username) return found.isNamed
  const isNamed = message.content.kind === 'text' && mentions(message.content.text, username)
  known.set(message, { username, isNamed })
  return isNamed
}

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
