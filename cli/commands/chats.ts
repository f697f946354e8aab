/** `chats`: the chats that you are in. */
import { connect, type Login } from '../connect.ts'
import { type Fields, fieldsAt, listAt, numberAt, textAt } from '../fields.ts'
import type { Invocation } from '../invocation.ts'
import { membersOf } from '../members.ts'
import { type Names, openNames, peopleIn, titlesOf } from '../names.ts'

export async function chats(cli: Invocation): Promise<void> {
  const login = await connect(cli)
  const answer = await login.ask('GET', '/api/chats')
  const names = openNames(login.profile, login.user.id, cli.world)
  const all = listAt(answer, 'chats')
  const peers = await peersOf(login, names, all)
  names.learn({ people: new Map([...peers].map(([chat, username]) => [username, chat])), titles: titlesOf(answer) })
  cli.output.rows(
    all.map((chat) => {
      const id = textAt(chat, 'id') ?? ''
      const username = peers.get(id)
      const name = username === undefined ? (textAt(chat, 'title') ?? '') : `@${username}`
      return {
        json: username === undefined ? chat : { ...chat, username },
        cells: [id, textAt(chat, 'type') ?? '', name, unreadText(chat), lastText(chat)],
      }
    }),
  )
}

/** Whom each private chat is with: remembered for ever, so it is asked once. At most so many are asked for in one run. */
const askedMax = 100

async function peersOf(login: Login, names: Names, chats: readonly Fields[]): Promise<ReadonlyMap<string, string>> {
  const ids = chats.filter((chat) => textAt(chat, 'type') === 'private').flatMap((chat) => textAt(chat, 'id') ?? [])
  const known = names.usernamesOf(ids)
  const unknown = ids.filter((id) => !known.has(id)).slice(0, askedMax)
  const found = await Promise.all(
    unknown.map(async (id) => {
      const people = peopleIn(await membersOf(login, id))
      people.delete(login.user.id)
      const [other] = people.values()
      return other === undefined ? [] : [[id, other.username] as const]
    }),
  )
  return new Map([...known, ...found.flat()])
}

const unreadText = (chat: Fields): string => {
  const unread = numberAt(chat, 'unread') ?? 0
  return unread === 0 ? '' : `${unread} unread`
}

const lastCharsMax = 40

function lastText(chat: Fields): string {
  const text = textAt(fieldsAt(fieldsAt(chat, 'last'), 'content'), 'text') ?? ''
  return text.length <= lastCharsMax ? text : `${text.slice(0, lastCharsMax).toWellFormed()}…`
}
