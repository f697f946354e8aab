/** Whom and which chat a typed name means. Nothing is guessed: several that fit are named, and none of them is taken. */
import { type ChatId, isChatId, type Person, toUsername } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import { safeLine } from '@parley/protocol/text'
import { no, type Session } from './session.ts'

/** `@name`, the whole title in any case, the beginning of one title only, or an id. Throws a `FailureError`. */
export function findChat({ client, names }: Session, text: string): ChatView {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') throw no('Which chat? /chats lists them.')
  const chats = client.chats()
  const byId = isChatId(wanted) ? client.chat(wanted) : null
  if (byId !== null) return byId
  if (wanted.startsWith('@')) {
    const found = chats.find(({ peer }) => peer !== null && `@${client.person(peer)?.username}` === wanted)
    if (found === undefined)
      throw no(`You have no chat with ${safeLine(text)}. /new private ${safeLine(text)} makes one.`)
    return found
  }
  const titled = chats.map((view) => ({ view, title: names.chat(view.id) }))
  const whole = titled.filter(({ title }) => title.toLowerCase() === wanted)
  const found = whole.length > 0 ? whole : titled.filter(({ title }) => title.toLowerCase().startsWith(wanted))
  const [one, other] = found
  if (one === undefined) throw no(`You have no chat called ${safeLine(text)}. /chats lists them.`)
  if (other !== undefined)
    throw no(`Several fit: ${found.map(({ view, title }) => `${title} (${nameFor(view, client)})`).join(', ')}.`)
  return one.view
}

const nameFor = ({ peer, id }: ChatView, client: Session['client']): string => {
  const person = peer === null ? null : client.person(peer)
  return person === null ? id : `@${safeLine(person.username)}`
}

/** `@name` or the name without the sign. Asks the server for who is not known here. Throws a `FailureError`. */
export async function findPerson({ client, api }: Session, text: string): Promise<Person> {
  const username = toUsername(text.trim().replace(/^@/, ''))
  if (username === null) throw no(`"${safeLine(text)}" is no name of a person. It is written @name.`)
  for (const { members } of client.chats())
    for (const [id] of members) {
      const person = client.person(id)
      if (person?.username === username) return person
    }
  const found = (await api.users(username)).find((person) => person.username === username)
  if (found === undefined) throw no(`There is nobody called @${username} here.`)
  return found
}

/** A chat that the server has just made comes by the socket. Throws if it does not within `appearMs`. */
export async function appeared({ client, world }: Session, chat: ChatId): Promise<void> {
  if (client.chat(chat) !== null) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const off = client.on((event) => {
    if (event.type === 'chats' && client.chat(chat) !== null) resolve()
  })
  const cancel = world.after(appearMs, resolve)
  await promise
  off()
  cancel()
  if (client.chat(chat) === null) throw no('It was made, but the server does not tell of it. Try /chats later.')
}

const appearMs = 5_000
