/** Whom this port knows: those whom what it was told names, and those it asked for. Each is told once, and when another. */
import type { UserId } from '../../ids.ts'
import type { Person, Presence } from '../../person.ts'
import type { Client } from '../client.ts'
import type { ClientEvent } from '../events.ts'

export interface ToldPeople {
  /** The port is to know this person. */
  name(user: UserId): void
  /** The same; somebody who was not found is asked for again. */
  ask(user: UserId): void
  hear(event: ClientEvent): void
  take(): {
    readonly people: readonly Person[]
    readonly presences: readonly Presence[]
    readonly isPresenceLost: boolean
  }
}

export function createToldPeople(client: Client): ToldPeople {
  const known = new Set<UserId>()
  const told = new Map<UserId, Person>()
  const toldPresences = new Map<UserId, Presence>()
  const due = new Set<UserId>()
  const duePresences = new Set<UserId>()
  let isPresenceLost = false

  function name(user: UserId): void {
    if (known.has(user)) return
    known.add(user)
    due.add(user)
    duePresences.add(user)
  }

  function takePeople(): readonly Person[] {
    const people: Person[] = []
    for (const user of due) {
      const person = client.person(user)
      if (person === null || told.get(user) === person) continue
      told.set(user, person)
      people.push(person)
    }
    due.clear()
    return people
  }

  function takePresences(): readonly Presence[] {
    if (isPresenceLost) {
      for (const user of toldPresences.keys()) duePresences.add(user)
      toldPresences.clear()
    }
    const presences: Presence[] = []
    for (const user of duePresences) {
      const presence = client.presenceOf(user)
      if (presence === null || toldPresences.get(user) === presence) continue
      toldPresences.set(user, presence)
      presences.push(presence)
    }
    duePresences.clear()
    return presences
  }

  return {
    name,
    ask(user) {
      known.add(user)
      due.add(user)
      duePresences.add(user)
    },
    hear(event) {
      if (event.type === 'people') for (const { id } of event.people) if (known.has(id)) due.add(id)
      if (event.type === 'presence') for (const { user } of event.presences) duePresences.add(user)
      if (event.type === 'state' && event.state.type !== 'online') isPresenceLost = true
    },
    take() {
      const taken = { people: takePeople(), presences: takePresences(), isPresenceLost }
      isPresenceLost = false
      return taken
    },
  }
}
