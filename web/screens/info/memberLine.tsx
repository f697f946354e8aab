import type { ReactElement } from 'react'
import { usePerson } from '@parley/protocol/react'
import { useApp } from '../../app/useApp.ts'
import { PersonLine } from '../people/personLine.tsx'
import { type MemberRow, roleNames } from './refusal.ts'

/** One member as a button that leads to what can be done about them. */
export function MemberLine({ row, onOpen }: { readonly row: MemberRow; readonly onOpen: () => void }): ReactElement {
  const app = useApp()
  const known = usePerson(app.client, row.user)
  const person = known ?? { id: row.user, username: '', name: app.nameOf(row.user) }
  const isMe = row.user === app.me.id
  const role = row.role === 'member' ? '' : roleNames[row.role]
  const username = person.username === '' ? '' : `@${person.username}`
  const detail = [isMe ? 'You' : username, role].filter((words) => words !== '').join(' · ')
  return (
    <button type="button" className="screen-person" onClick={onOpen}>
      <PersonLine person={person} detail={detail} hasPresence={!isMe} size={40} />
    </button>
  )
}
