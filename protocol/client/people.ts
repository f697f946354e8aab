/** Who is who: kept in the storage, and asked for in batches where unknown. */
import { type Answer, type Query } from '../frame.ts'
import type { UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Person, Presence } from '../person.ts'
import type { ClientEnv } from './env.ts'
import type { ClientStorage } from './storage.ts'
import { toStoredPerson } from './stored.ts'
import type { Writer } from './writer.ts'

export interface People {
  load(): Promise<void>
  /** Asks for somebody unknown. */
  get(id: UserId): Person | null
  add(people: readonly Person[]): void
  presenceOf(id: UserId): Presence | null
  addPresences(presences: readonly Presence[]): void
  /** What the reader says of themselves: the server does not tell it back. */
  say(presence: Presence): void
  /** Who was not found may be there now. */
  ready(): void
  /** Presences are old news. */
  lost(): void
}

export interface PeoplePorts {
  readonly env: ClientEnv
  readonly storage: ClientStorage
  readonly writer: Writer
  readonly ask: (query: Query) => Promise<Answer>
  readonly onPeople: (people: readonly Person[]) => void
}

const prefix = 'person/'

export function createPeople({ env, storage, writer, ask, onPeople }: PeoplePorts): People {
  const known = new Map<UserId, Person>()
  const presences = new Map<UserId, Presence>()
  let own: Presence | null = null
  /** Asked for and not (yet) told. */
  const asked = new Set<UserId>()
  let wanted: UserId[] = []

  function add(people: readonly Person[]): void {
    const fresh = people.filter((person) => !isSame(known.get(person.id), person))
    if (fresh.length === 0) return
    for (const person of fresh) {
      known.set(person.id, person)
      writer.keep(() => storage.setValue(prefix + person.id, JSON.stringify(person)))
    }
    onPeople(fresh)
  }

  function askForWanted(): void {
    const ids = wanted.slice(0, limits.peoplePageMax)
    wanted = wanted.slice(limits.peoplePageMax)
    if (wanted.length > 0) env.after(0, askForWanted)
    void askFor(ids)
  }

  async function askFor(ids: readonly UserId[]): Promise<void> {
    try {
      const answer = await ask({ type: 'people', ids: [...ids] })
      if (answer.type === 'people') add(answer.people)
    } catch {
      // Asked again when they are next looked at.
      for (const id of ids) asked.delete(id)
    }
  }

  return {
    async load() {
      for (const text of (await storage.values(prefix)).values()) {
        const person = toStoredPerson(text)
        if (person !== null) known.set(person.id, person)
      }
    },
    get(id) {
      const person = known.get(id)
      if (person !== undefined) return person
      if (asked.has(id)) return null
      asked.add(id)
      wanted.push(id)
      if (wanted.length === 1) env.after(0, askForWanted)
      return null
    },
    add,
    presenceOf: (id) => (own?.user === id ? own : (presences.get(id) ?? null)),
    addPresences(news) {
      for (const presence of news) presences.set(presence.user, presence)
    },
    say(presence) {
      own = presence
    },
    ready() {
      asked.clear()
      for (const id of wanted) asked.add(id)
    },
    lost: () => presences.clear(),
  }
}

const isSame = (one: Person | undefined, other: Person): boolean =>
  one?.username === other.username && one.name === other.name && one.chat === other.chat
