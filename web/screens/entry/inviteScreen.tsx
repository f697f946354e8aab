/** `/invite/CODE`: where the link of an invitation leads. Who is here already logs in instead. */
import type { ReactElement } from 'react'
import { safeLine } from '@parley/protocol/text/sanitise'
import { Spinner } from '../../parts/spinner.tsx'
import { EntryFrame } from './entryFrame.tsx'
import type { EntryProps } from './entryLink.ts'
import { RegisterForm } from './registerForm.tsx'
import { HaveAccount } from './registerScreen.tsx'
import { ServerAway } from './serverAway.tsx'

export interface InviteScreenProps extends EntryProps {
  readonly code: string
}

export function InviteScreen({ link, asked, askAgain, go, onEntered, code }: InviteScreenProps): ReactElement {
  const title = 'You are invited'
  if (asked.type === 'asking')
    return (
      <EntryFrame server={null} title={title}>
        <Spinner label="Asking the server" />
      </EntryFrame>
    )
  if (asked.type === 'away')
    return (
      <EntryFrame server={null} title={title}>
        <ServerAway failure={asked.failure} onRetry={askAgain} />
      </EntryFrame>
    )
  const { server } = asked
  if (server.registration === 'closed')
    return (
      <EntryFrame
        server={server}
        title={title}
        lead="But nobody new is let in at the moment: registration on this server is closed. Ask whoever invited you."
      >
        <HaveAccount go={go} />
      </EntryFrame>
    )
  return (
    <EntryFrame
      server={server}
      title={title}
      lead={
        <p>
          You opened an invitation to{' '}
          <strong>
            <bdi>{safeLine(server.name)}</bdi>
          </strong>{' '}
          . It is looked at when the account is made. Parley is a messenger; what is written here stays on this server.
        </p>
      }
    >
      <RegisterForm link={link} invite={code} onDone={() => onEntered('/')} />
      <HaveAccount go={go} />
    </EntryFrame>
  )
}
