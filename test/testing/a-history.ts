/** What a server says that a chat holds, over REST, and what a client shows of it, in one form. */
import { type ChatId, limits, type Message } from '@parley/protocol'
import type { Client } from '@parley/protocol/client'
import type { Tester } from './a-person.ts'

/** A message as REST tells it and as a view shows it. */
export interface Line {
  readonly seq: number
  readonly id: string
  readonly by: string
  readonly kind: string
  readonly text: string
  readonly isEdited: boolean
}

/** All messages, oldest first. */
export async function historyOf(reader: Tester, chat: ChatId): Promise<readonly Line[]> {
  const lines: Line[] = []
  for (;;) {
    const after = lines.at(-1)?.seq ?? 0
    const page = await reader.get(`/api/chats/${chat}/messages?after=${after}&limit=${limits.historyPageMax}`)
    lines.push(...messagesOf(page).map(toLine))
    if (!hasMore(page)) return lines
  }
}

/** All messages of a view, after its older pages were loaded. */
export async function shownBy(client: Client, chat: ChatId): Promise<readonly Line[]> {
  while (await client.loadOlder(chat)) continue
  return (client.chat(chat)?.messages ?? []).map(lineOf)
}

/** Who is in a chat, as a view shows it. */
export const membersOf = (client: Client, chat: ChatId): readonly (readonly [string, string])[] =>
  [...(client.chat(chat)?.members ?? [])].toSorted(([one], [other]) => (one < other ? -1 : 1))

function lineOf({ seq, id, by, content, editedAt }: Message): Line {
  return {
    seq,
    id,
    by,
    kind: content.kind,
    text: content.kind === 'text' ? content.text : '',
    isEdited: editedAt !== undefined,
  }
}

function messagesOf(page: unknown): readonly unknown[] {
  if (typeof page === 'object' && page !== null && 'messages' in page && Array.isArray(page.messages))
    return page.messages
  throw new Error(`No page of messages: ${JSON.stringify(page)}`)
}

const hasMore = (page: unknown): boolean =>
  typeof page === 'object' && page !== null && 'more' in page && page.more === true

function toLine(message: unknown): Line {
  if (
    typeof message === 'object' &&
    message !== null &&
    'seq' in message &&
    typeof message.seq === 'number' &&
    'id' in message &&
    typeof message.id === 'string' &&
    'by' in message &&
    typeof message.by === 'string' &&
    'kind' in message &&
    typeof message.kind === 'string' &&
    'text' in message &&
    typeof message.text === 'string'
  ) {
    const { seq, id, by, kind, text } = message
    return { seq, id, by, kind, text, isEdited: 'editedAt' in message }
  }
  throw new Error(`No message: ${JSON.stringify(message)}`)
}
