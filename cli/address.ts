/**
 * Whom a person or script means. A chat is `@name` (the private chat with that person), a chat's id, or its exact title;
 * a person is `@name` or an id. Nothing is guessed: what is not there, and what several chats are called, ends the run.
 */
import type { Login } from './connect.ts'
import { CliError, usage } from './exit.ts'
import { listAt, textAt } from './fields.ts'
import type { Names } from './names.ts'
import { titlesOf } from './names.ts'
import { safeLine } from '@parley/protocol/text/sanitise'

/** The form of all ids; the protocol's own check costs the import of its schemas. */
const id = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/
export const isId = (text: string): boolean => id.test(text)

export type Address =
  | { readonly type: 'person'; readonly username: string }
  | { readonly type: 'id'; readonly id: string }
  | { readonly type: 'title'; readonly title: string }

export function toAddress(text: string): Address {
  if (text.startsWith('@')) {
    if (text.length === 1 || /\s/.test(text)) throw usage(`"${text}" names nobody. A person is written @name.`)
    return { type: 'person', username: text.slice(1).toLowerCase() }
  }
  if (text === '') throw usage('A chat is @name, an id, or an exact title.')
  return isId(text) ? { type: 'id', id: text } : { type: 'title', title: text }
}

/** The chat's id. With `isCreating`, the private chat with a person is made if there is none. */
export async function findChat(
  login: Login,
  names: Names,
  address: Address,
  { isCreating }: { isCreating: boolean },
): Promise<string> {
  switch (address.type) {
    case 'id':
      return address.id
    case 'person':
      return names.privateChat(address.username) ?? findPrivateChat(login, names, address.username, isCreating)
    case 'title':
      return findTitle(login, names, address.title)
  }
}

async function findPrivateChat(login: Login, names: Names, username: string, isCreating: boolean): Promise<string> {
  const chat = isCreating
    ? textAt(await login.ask('POST', '/api/chats', { body: { type: 'private', members: [`@${username}`] } }), 'id')
    : await privateChatWith(login, username)
  if (chat === undefined) throw new CliError('notFound', `There is no private chat with @${safeLine(username)}.`)
  names.learn({ people: new Map([[username, chat]]) })
  return chat
}

async function findTitle(login: Login, names: Names, title: string): Promise<string> {
  const answer = await login.ask('GET', '/api/chats')
  names.learn({ titles: titlesOf(answer) })
  return pickTitle(answer, title)
}

/** Throws `notFound`, or `ambiguous` with the candidates. */
export function pickTitle(answer: unknown, title: string): string {
  const found = listAt(answer, 'chats').filter((chat) => textAt(chat, 'title') === title)
  const ids = found.map((chat) => textAt(chat, 'id')).filter((one) => one !== undefined)
  const [chat, ...others] = ids
  const shown = safeLine(title)
  if (chat === undefined)
    throw new CliError('notFound', `You are in no chat with exactly the title "${shown}". List them with: parley chats`)
  if (others.length > 0)
    throw new CliError('ambiguous', `${ids.length} chats have the title "${shown}". Use an id: ${ids.join(', ')}`)
  return chat
}

/** The private chat that there is or would be with somebody. Throws `notFound` where there is nobody of that name. */
async function privateChatWith(login: Login, username: string): Promise<string | undefined> {
  const answer = await login.ask('GET', `/api/users?query=${encodeURIComponent(username)}`)
  const person = listAt(answer, 'users').find((one) => textAt(one, 'username') === username)
  if (person !== undefined) return textAt(person, 'chat')
  throw new CliError('notFound', `There is nobody called @${safeLine(username)} on ${login.profile.server}.`)
}

/** What the server takes for a person: `@name` or an id. */
export function toMember(text: string): string {
  const address = toAddress(text)
  switch (address.type) {
    case 'id':
      return address.id
    case 'person':
      return `@${address.username}`
    case 'title':
      throw usage(`"${safeLine(text)}" is no person. A person is written @name.`)
  }
}
