/**
 * A field that finds people, and the list under it: arrows and Enter choose without leaving the field, a click does too. Who is
 * chosen already stands as chips over the field; Backspace in an empty field takes the last one back.
 */
import { type KeyboardEvent, type ReactElement, useId, useState } from 'react'
import { Check, X } from 'lucide-react'
import type { Person, UserId } from '@parley/protocol'
import { safeLine } from '@parley/protocol/text'
import { SearchField, SkeletonRow } from '../../parts/main.ts'
import { PersonLine } from './personLine.tsx'
import { usePeople } from './usePeople.ts'

export interface PeopleFinderProps {
  readonly label: string
  readonly query: string
  readonly onQuery: (query: string) => void
  readonly onChoose: (person: Person) => void
  /** Given: several can be chosen, and choosing one again takes them back. */
  readonly chosen?: readonly Person[]
  /** Who cannot be chosen, and why. */
  readonly refused?: ReadonlyMap<UserId, string>
}

export function PeopleFinder(props: PeopleFinderProps): ReactElement {
  const { label, query, onQuery, onChoose, chosen, refused } = props
  const { people, isSearching, failure } = usePeople(query)
  const [wanted, setWanted] = useState(0)
  const id = useId()
  const at = Math.min(wanted, people.length - 1)
  const current = people[at]

  const choose = (person: Person): void => {
    if (refused?.has(person.id) === true) return
    onChoose(person)
    if (chosen !== undefined) onQuery('')
    setWanted(0)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return
    const last = chosen?.at(-1)
    if (event.key === 'Backspace' && query === '' && last !== undefined) {
      event.preventDefault()
      return onChoose(last)
    }
    const next = nextAt(event.key, at, people.length)
    if (next !== null) {
      event.preventDefault()
      setWanted(next)
      document.getElementById(`${id}-${people[next]?.id ?? ''}`)?.scrollIntoView({ block: 'nearest' })
      return undefined
    }
    if (event.key !== 'Enter') return undefined
    // Also where nobody is found: Enter must not send a form that the field stands in.
    event.preventDefault()
    return current === undefined ? undefined : choose(current)
  }
  return (
    <div className="screen-finder">
      {chosen !== undefined && chosen.length > 0 && (
        <ul className="screen-chips" aria-label="Chosen people">
          {chosen.map((person) => (
            <li key={person.id}>
              <button type="button" className="screen-chip" onClick={() => onChoose(person)}>
                <span className="quiet-text">Take back </span>
                <span dir="auto">{safeLine(person.name)}</span>
                <X aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <SearchField
        label={label}
        value={query}
        onChange={(text) => {
          onQuery(text)
          setWanted(0)
        }}
        role="combobox"
        aria-expanded={people.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        {...(current === undefined ? {} : { 'aria-activedescendant': `${id}-${current.id}` })}
        onKeyDown={onKeyDown}
      />
      <p className="screen-finder-state" role="status">
        {stateOf(query, people.length, isSearching, failure?.message ?? null)}
      </p>
      {isSearching && people.length === 0 ? [0, 1, 2].map((row) => <SkeletonRow key={row} at={row} />) : null}
      <ul
        id={`${id}-list`}
        className="screen-people"
        role="listbox"
        aria-label={label}
        hidden={people.length === 0}
        aria-multiselectable={chosen === undefined ? undefined : true}
      >
        {people.map((person) => {
          const isChosen = chosen?.some((one) => one.id === person.id) ?? false
          const why = refused?.get(person.id)
          return (
            // The field has the focus and the keys; this is what they act on.
            <li
              key={person.id}
              id={`${id}-${person.id}`}
              role="option"
              className="screen-person"
              aria-selected={chosen === undefined ? person === current : isChosen}
              aria-disabled={why === undefined ? undefined : true}
              data-current={person === current || undefined}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(person)}
            >
              {why === undefined ? <PersonLine person={person} /> : <PersonLine person={person} detail={why} />}
              {isChosen ? <Check aria-hidden className="screen-person-check" /> : null}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function nextAt(key: string, at: number, count: number): number | null {
  if (count === 0) return null
  if (key === 'ArrowDown') return (at + 1) % count
  if (key === 'ArrowUp') return (at + count - 1) % count
  return null
}

function stateOf(query: string, count: number, isSearching: boolean, failure: string | null): string {
  if (failure !== null) return failure
  if (count > 0 || isSearching) return ''
  return query.trim() === '' ? 'Write a name or a username to find people.' : 'Nobody is found by this.'
}
