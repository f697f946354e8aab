import type { ReactElement } from 'react'
import type { Person } from '@parley/protocol'
import { usePerson } from '@parley/protocol/react'
import { useApp } from '../../app/useApp.ts'
import { PersonLine, Username } from '../people/personLine.tsx'
import { type MemberRow, roleNames } from './refusal.ts'

/** One member as a button that leads to what can be done about them. */
export function MemberLine({ row, onOpen }: { readonly row: MemberRow; readonly onOpen: () => void }): ReactElement {
  const app = useApp()
  const known = usePerson(app.client, row.user)
  const person = known ?? { id: row.user, username: '', name: app.nameOf(row.user) }
  const isMe = row.user === app.me.id
  const role = row.role === 'member' ? '' : roleNames[row.role]
  return (
    <button type="button" className="screen-person" onClick={onOpen}>
      <PersonLine
        person={person}
        detail={<Detail person={person} isMe={isMe} role={role} />}
        hasPresence={!isMe}
        size={40}
      />
    </button>
  )
}

function Detail({
  person,
  isMe,
  role,
}: {
  readonly person: Person
  readonly isMe: boolean
  readonly role: string
}): ReactElement {
  const isNamed = isMe || person.username !== ''
  return (
    <>
      {isMe ? 'You' : person.username === '' ? '' : <Username person={person} />}
      {role !== '' && isNamed ? ' · ' : ''}
      {role}
    </>
  )
}
