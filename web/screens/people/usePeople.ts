import { useEffect, useState } from 'react'
import type { Contact, Failure, Person } from '@parley/protocol'
import { useApp } from '../../app/useApp.ts'
import { failureOf } from '../../app/failureOf.ts'
import { useLoaded } from '../useLoaded.ts'
import { foundPeople } from './found.ts'

export interface FoundPeople {
  readonly people: readonly Person[]
  readonly isSearching: boolean
  readonly failure: Failure | null
}

/** The server is asked after this long without a key. */
const askMs = 200
const peopleMax = 50
const nobody: readonly Contact[] = []

/** Contacts that fit at once, then whoever else the server finds. Without words: the contacts. */
export function usePeople(query: string): FoundPeople {
  const app = useApp()
  const words = query.trim()
  const [contacts] = useLoaded('contacts', () => app.api.contacts())
  const others = useFound(words)
  const known = contacts.type === 'here' ? contacts.value : nobody
  return {
    people: foundPeople(known, others.people, words, app.me.id).slice(0, peopleMax),
    isSearching: contacts.type === 'loading' || others.isSearching,
    failure: contacts.type === 'failed' ? contacts.failure : others.failure,
  }
}

const nothing: FoundPeople = { people: [], isSearching: false, failure: null }

/** Whom the server finds. While it is asked, those of the words before that still fit stay. */
export function useFound(words: string): FoundPeople {
  const app = useApp()
  const [found, setFound] = useState(nothing)
  useEffect(() => {
    if (words === '') {
      setFound(nothing)
      return undefined
    }
    let isStale = false
    setFound({ ...nothing, isSearching: true })
    const cancel = app.world.after(askMs, () => {
      app.api.users(words, peopleMax).then(
        (people) => {
          if (!isStale) setFound({ ...nothing, people })
        },
        (error: unknown) => {
          if (!isStale) setFound({ ...nothing, failure: failureOf(error) })
        },
      )
    })
    return () => {
      isStale = true
      cancel()
    }
  }, [app, words])
  return found
}
