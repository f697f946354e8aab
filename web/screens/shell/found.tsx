/** People whom the words of the search find, below the chats. */
import type { ReactElement } from 'react'
import type { ChatView } from '@parley/protocol/client'
import { safeLine } from '@parley/protocol/text'
import { useApp } from '../../app/useApp.ts'
import { Avatar } from '../../parts/main.ts'
import { useFound } from '../people/usePeople.ts'

export interface FoundProps {
  readonly words: string
  /** What stands above: whoever is written to there is not shown again. */
  readonly chats: readonly ChatView[]
  readonly onDone: () => void
}

const peopleMax = 8

export function Found({ words, chats, onDone }: FoundProps): ReactElement | null {
  const app = useApp()
  const found = useFound(words)
  const peers = new Set(chats.map(({ peer }) => peer))
  const people = found.people.filter(({ id }) => id !== app.me.id && !peers.has(id)).slice(0, peopleMax)
  if (people.length === 0) return null
  return (
    <section className="side-pane-people" aria-label="People">
      <h2 className="side-pane-heading">People</h2>
      <ul>
        {people.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              className="side-pane-person"
              onClick={() => {
                onDone()
                app.attempt(() => app.openPrivate(person.id))
              }}
            >
              <Avatar id={person.id} name={safeLine(person.name)} size={40} />
              <span dir="auto">{safeLine(person.name)}</span>
              <span className="side-pane-username">@{person.username}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
