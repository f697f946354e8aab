/** What can be done about one member. What the server would refuse is grey, with its reason under it. */
import { type ReactElement, useState } from 'react'
import { MessageCircle } from 'lucide-react'
import type { ChatView } from '@parley/protocol/client'
import { usePerson } from '@parley/protocol/react'
import { useApp } from '../../app/useApp.ts'
import { Avatar, Button, ConfirmDialog, Dialog } from '../../parts/main.ts'
import { Username } from '../people/personLine.tsx'
import { ReasonedButton } from '../reasonedButton.tsx'
import { type MemberChoice, memberChoices, type MemberRow, roleNames } from './refusal.ts'
import { useCommand } from './useCommand.ts'

export interface MemberDialogProps {
  readonly chat: ChatView
  readonly row: MemberRow
  readonly onClose: () => void
}

export function MemberDialog({ chat, row, onClose }: MemberDialogProps): ReactElement {
  const app = useApp()
  const run = useCommand(chat.id)
  const [asked, setAsked] = useState<MemberChoice | null>(null)
  const name = app.nameOf(row.user)
  const person = usePerson(app.client, row.user)
  const isMe = row.user === app.me.id
  const choose = (choice: MemberChoice): void => {
    if (choice.confirm !== null && asked === null) return setAsked(choice)
    run(choice.command)
    return onClose()
  }
  if (asked !== null)
    return (
      <ConfirmDialog
        title={asked.label}
        description={asked.confirm ?? ''}
        action={asked.label}
        tone={asked.isDanger ? 'danger' : 'primary'}
        onConfirm={() => choose(asked)}
        onClose={onClose}
      />
    )
  return (
    <Dialog title={name} size="small" onClose={onClose}>
      <div className="screen-member">
        <Avatar id={row.user} name={name} size={64} />
        <p className="screen-person-detail">
          {person === null ? null : (
            <>
              <Username person={person} />,{' '}
            </>
          )}
          {roleNames[row.role]}
          {isMe ? ', that is you' : ''}
        </p>
      </div>
      <div className="screen-choices">
        {!isMe && (
          <Button
            icon={MessageCircle}
            isWide
            data-focus-first
            onClick={() => {
              onClose()
              app.attempt(() => app.openPrivate(row.user))
            }}
          >
            Write to them
          </Button>
        )}
        {memberChoices(chat, app.me.id, row, name).map((choice) => (
          <ReasonedButton
            key={choice.id}
            why={choice.why}
            isWide
            {...(choice.isDanger ? { className: 'screen-danger' } : {})}
            onClick={() => choose(choice)}
          >
            {choice.label}
          </ReasonedButton>
        ))}
      </div>
    </Dialog>
  )
}
