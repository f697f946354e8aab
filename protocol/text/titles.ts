/** The short lines of a list of chats: titles, previews, who is typing. All are sanitised. */
import type { ChatView } from '../client/view.ts'
import type { UserId } from '../ids.ts'
import type { Message } from '../timeline.ts'
import { noticeText } from './notices.ts'
import { plainLine } from './plainLine.ts'
import { safeLine } from './sanitise.ts'

/** Longer ones fit no list. */
const previewCharsMax = 200

/** The title; in a private chat the other's name, or 'Deleted account' where nobody is there to name. */
export function chatTitle(view: ChatView, nameOf: (id: UserId) => string): string {
  if (view.type === 'private') {
    const name = view.peer === null ? '' : safeLine(nameOf(view.peer)).trim()
    return name === '' ? 'Deleted account' : name
  }
  const title = safeLine(view.title ?? '').trim()
  return title === '' ? `A ${view.type} without a title` : title
}

/** What a message says, without who says it. */
export function previewText(message: Message, nameOf: (id: UserId) => string): string {
  const { content } = message
  switch (content.kind) {
    case 'text':
      return plainLine(content.text, previewCharsMax)
    case 'deleted':
      return 'Message deleted'
    case 'unsupported':
      return 'A message that this version cannot show'
    case 'notice':
      return noticeText(content.event, message.by, nameOf)
  }
}

/** 'Ann is typing', 'Ann and Bob are typing', '3 people are typing'; '' for nobody. */
export function typingText(names: readonly string[]): string {
  const [one, two] = names
  if (one === undefined) return ''
  if (two === undefined) return `${safeLine(one)} is typing`
  if (names.length === 2) return `${safeLine(one)} and ${safeLine(two)} are typing`
  return `${names.length} people are typing`
}
