/**
 * What is known of chats and people without asking: `send @ann` needs no look-up the second time, and completion needs none
 * at all. Only a person's private chat is taken from here for sending, because nothing can ever make it another one; a title
 * may be given to another chat, so titles serve completion alone. Deleting the file is safe.
 */
import { join } from 'node:path'
import { fieldsAt, isFields, listAt, textAt } from './fields.ts'
import { readJson, writeJson } from './files.ts'
import type { Profile } from './profile.ts'
import type { World } from './world.ts'

export interface Names {
  privateChat(username: string): string | undefined
  /** The other way round: whom each of these private chats is with, where it is known. */
  usernamesOf(chats: readonly string[]): Map<string, string>
  usernames(): readonly string[]
  titles(): readonly string[]
  learn(news: { readonly people?: ReadonlyMap<string, string>; readonly titles?: readonly string[] }): void
  forget(username: string): void
}

const namesMax = 5_000

export function openNames(profile: Profile, user: string, world: Pick<World, 'unique'>): Names {
  const path = join(profile.cacheFolder, `names-${user}.json`)
  const read = (): { people: Map<string, string>; titles: readonly string[] } => {
    const kept = readJson(path)
    const people = new Map<string, string>()
    for (const [username, chat] of Object.entries(fieldsAt(kept, 'people') ?? {}))
      if (typeof chat === 'string') people.set(username, chat)
    const titles = isFields(kept) && Array.isArray(kept['titles']) ? kept['titles'] : []
    return { people, titles: titles.filter((title) => typeof title === 'string') }
  }
  const write = (people: ReadonlyMap<string, string>, titles: readonly string[]): void => {
    const kept = { people: Object.fromEntries([...people].slice(-namesMax)), titles: titles.slice(0, namesMax) }
    writeJson(path, kept, world.unique())
  }
  return {
    privateChat: (username) => read().people.get(username),
    usernamesOf: (chats) => {
      const wanted = new Set(chats)
      return new Map([...read().people].flatMap(([username, chat]) => (wanted.has(chat) ? [[chat, username]] : [])))
    },
    usernames: () => [...read().people.keys()],
    titles: () => read().titles,
    learn: (news) => {
      const { people, titles } = read()
      for (const [username, chat] of news.people ?? []) people.set(username, chat)
      write(people, news.titles ?? titles)
    },
    forget: (username) => {
      const { people, titles } = read()
      if (people.delete(username)) write(people, titles)
    },
  }
}

/** Every person that an answer names, however deep: objects with an id and a username. */
export function peopleIn(value: unknown): Map<string, { readonly username: string; readonly name: string }> {
  const people = new Map<string, { username: string; name: string }>()
  const visit = (one: unknown): void => {
    const id = textAt(one, 'id')
    const username = textAt(one, 'username')
    if (id !== undefined && username !== undefined) people.set(id, { username, name: textAt(one, 'name') ?? username })
    if (Array.isArray(one)) for (const item of one) visit(item)
    else if (isFields(one)) for (const item of Object.values(one)) if (typeof item === 'object') visit(item)
  }
  visit(value)
  return people
}

/** The titles that a list of chats names. */
export const titlesOf = (answer: unknown): string[] =>
  listAt(answer, 'chats').flatMap((chat) => textAt(chat, 'title') ?? [])
