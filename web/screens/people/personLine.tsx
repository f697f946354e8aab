import type { ReactElement, ReactNode } from 'react'
import type { Person } from '@parley/protocol'
import { usePresence } from '@parley/protocol/react'
import { lastSeen, safeLine } from '@parley/protocol/text'
import { useApp } from '../../app/useApp.ts'
import { Avatar } from '../../parts/main.ts'

export interface PersonLineProps {
  readonly person: Person
  /** Under the name, in place of the username. */
  readonly detail?: ReactNode
  /** Is it said whether they are here? Only of contacts and members the server tells it. */
  readonly hasPresence?: boolean
  readonly size?: number
}

/** A face, a name, and what is known besides. */
export function PersonLine({ person, detail, hasPresence = false, size = 44 }: PersonLineProps): ReactElement {
  const app = useApp()
  const known = usePresence(app.client, person.id)
  const presence = hasPresence ? known : null
  const name = safeLine(person.name)
  const seen = lastSeen(presence, app.clock())
  return (
    <>
      <Avatar id={person.id} name={name} size={size} presence={presence?.status} />
      <span className="screen-person-text">
        <span className="screen-person-name">
          <bdi>{name}</bdi>
        </span>
        <span className="screen-person-detail">
          {detail ?? (
            <>
              {seen === '' ? '' : `${seen} · `}
              <Username person={person} />
            </>
          )}
        </span>
      </span>
    </>
  )
}

/** Its sign stands before it in every direction of writing. */
export const Username = ({ person }: { readonly person: Pick<Person, 'username'> }): ReactElement => (
  <bdi dir="ltr">@{safeLine(person.username)}</bdi>
)
