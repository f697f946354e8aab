import { useEffect, useState } from 'react'
import type { Person, UserId } from '@parley/protocol'
import type { App } from '../app/app.ts'
import { knownPeople } from './offers.ts'

/** The server is asked after this long without a key, for words of this length. */
const pauseMs = 200
const wordsCharsMin = 2
const askedMax = 20

/** Whom the reader knows, and whom the server found since this was opened. */
export function usePeople(app: App, query: string): ReadonlyMap<UserId, Person> {
  const [people, setPeople] = useState<ReadonlyMap<UserId, Person>>(
    () => new Map(knownPeople(app).map((person) => [person.id, person])),
  )
  const words = /^[#>/]/.test(query.trimStart()) ? '' : query.trim().replace(/^@/, '')
  useEffect(() => {
    if (words.length < wordsCharsMin) return undefined
    let isStale = false
    const timer = setTimeout(() => {
      app.api.users(words, askedMax).then(
        (found) => {
          if (isStale) return
          const withChat = new Set(app.client.chats().map(({ peer }) => peer))
          const strangers = found.filter(({ id }) => id !== app.me.id && !withChat.has(id))
          setPeople((before) => new Map([...before, ...strangers.map((person) => [person.id, person] as const)]))
        },
        // Without a network whoever is known here is found all the same.
        () => undefined,
      )
    }, pauseMs)
    return () => {
      isStale = true
      clearTimeout(timer)
    }
  }, [app, words])
  return people
}
