/** `chats`: the chats that you are in. */
import { connect } from '../connect.ts'
import { type Fields, fieldsAt, listAt, numberAt, textAt } from '../fields.ts'
import type { Invocation } from '../invocation.ts'
import { namesOfChats, openNames, otherIn } from '../names.ts'

export async function chats(cli: Invocation): Promise<void> {
  const login = await connect(cli)
  const { profile, user } = login
  const answer = await login.ask('GET', '/api/chats')
  openNames(profile, user.id, cli.world).learn(namesOfChats(answer, user.id))
  cli.output.rows(
    listAt(answer, 'chats').map((chat) => ({
      json: chat,
      cells: [
        textAt(chat, 'id') ?? '',
        textAt(chat, 'type') ?? '',
        chatName(chat, user.id),
        unreadText(chat),
        lastText(chat),
      ],
    })),
  )
}

/** The title, or whom a private chat is with. */
export function chatName(chat: Fields, me: string): string {
  const other = textAt(chat, 'type') === 'private' ? otherIn(chat, me) : undefined
  return other === undefined ? (textAt(chat, 'title') ?? '') : `@${other}`
}

const unreadText = (chat: Fields): string => {
  const unread = numberAt(chat, 'unread') ?? 0
  return unread === 0 ? '' : `${unread} unread`
}

const lastCharsMax = 40

function lastText(chat: Fields): string {
  const text = textAt(fieldsAt(chat, 'last'), 'text') ?? ''
  return text.length <= lastCharsMax ? text : `${text.slice(0, lastCharsMax).toWellFormed()}…`
}
