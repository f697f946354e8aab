/** Whom and what the popup can offer in a chat: its members before the reader's contacts, chats by title, commands, emoji. */
import type { ChatView } from '@parley/protocol/client'
import { type AssistSources, type Candidate, chatTitle, type EmojiIndex, safeLine } from '@parley/protocol/text'
import type { Person } from '@parley/protocol'
import type { App } from '../app/app.ts'
import { contactsOf } from './contacts.ts'
import { slashCandidates } from './slash.ts'

/** Members of a large chat are not offered all, and not asked for either: the popup must not cost a key. */
const candidatesMax = 500

/** Nothing is gathered before it is asked for: most keys ask for nothing. */
export const assistSources = (app: App, chat: ChatView, emoji: EmojiIndex | null): AssistSources => ({
  get people() {
    return peopleOf(app, chat)
  },
  get chats() {
    return chatsOf(app)
  },
  commands: slashCandidates,
  emoji,
})

function peopleOf(app: App, { members }: ChatView): readonly Candidate[] {
  const people: Candidate[] = []
  const offer = ({ username, name }: Person): void => {
    const safe = safeLine(username)
    const detail = safeLine(name)
    people.push({ name: safe, detail: detail === safe ? '' : detail, insert: `@${safe}` })
  }
  let tried = 0
  for (const [user] of members) {
    if (++tried > candidatesMax) break
    const person = user === app.me.id ? null : app.client.person(user)
    if (person !== null) offer(person)
  }
  for (const { person, state } of contactsOf(app).get()) {
    if (people.length >= candidatesMax) break
    if (state === 'accepted' && !members.has(person.id)) offer(person)
  }
  return people
}

const chatsOf = (app: App): readonly Candidate[] =>
  app.client
    .chats()
    .filter(({ type }) => type !== 'private')
    .slice(0, candidatesMax)
    .map((chat) => {
      const title = chatTitle(chat, app.nameOf)
      return { name: title, detail: chat.type, insert: `#${title}` }
    })
