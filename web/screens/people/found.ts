/** Whom a search shows, and in which order: contacts first, then whoever else is on the server. */
import type { Contact, ContactState, Person, UserId } from '@parley/protocol'

const isContact = ({ state }: Contact): boolean => state === 'accepted'

/** Begins a word of the name, or the username, as the server searches too. */
export function matches({ name, username }: Person, query: string): boolean {
  const wanted = query.trim().toLowerCase().replace(/^@/, '')
  if (username.startsWith(wanted)) return true
  const shown = name.toLowerCase()
  return shown.startsWith(wanted) || shown.includes(` ${wanted}`)
}

/** `others` are what the server found for the query. Nobody twice, and never oneself. */
export function foundPeople(
  contacts: readonly Contact[],
  others: readonly Person[],
  query: string,
  me: UserId,
): readonly Person[] {
  const people = new Map<UserId, Person>()
  for (const { person } of contacts.filter(isContact).sort(byName))
    if (matches(person, query)) people.set(person.id, person)
  for (const person of others) if (!people.has(person.id)) people.set(person.id, person)
  people.delete(me)
  return [...people.values()]
}

const byName = (one: Contact, other: Contact): number =>
  one.person.name.toLowerCase() < other.person.name.toLowerCase() ? -1 : 1

type Listed = Exclude<ContactState, 'none'>

export interface ContactGroup {
  readonly state: Listed
  readonly title: string
  readonly contacts: readonly Contact[]
}

const titles: readonly (readonly [Listed, string])[] = [
  ['incoming', 'Ask to be your contact'],
  ['accepted', 'Your contacts'],
  ['requested', 'Asked by you'],
  ['blocked', 'Blocked'],
]

/** Who waits for an answer first. Groups without anybody are left out. */
export const contactGroups = (contacts: readonly Contact[], query: string): readonly ContactGroup[] =>
  titles
    .map(([state, title]) => ({
      state,
      title,
      contacts: contacts.filter((one) => one.state === state && matches(one.person, query)).sort(byName),
    }))
    .filter(({ contacts }) => contacts.length > 0)
