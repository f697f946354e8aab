/** `/register`: as the server lets people in. On a server without an account, the first one becomes its administrator. */
import type { ReactElement } from 'react'
import type { ServerInfo } from '@parley/protocol/client'
import { Spinner } from '../../parts/spinner.tsx'
import { PathLink } from '../pathLink.tsx'
import { EntryFrame } from './entryFrame.tsx'
import type { EntryProps } from './entryLink.ts'
import { RegisterForm } from './registerForm.tsx'
import { ServerAway } from './serverAway.tsx'

export function RegisterScreen(props: EntryProps): ReactElement {
  const { asked, askAgain, go } = props
  switch (asked.type) {
    case 'asking':
      return (
        <EntryFrame server={null} title="Create an account">
          <Spinner label="Asking the server" />
        </EntryFrame>
      )
    case 'away':
      return (
        <EntryFrame server={null} title="Create an account">
          <ServerAway failure={asked.failure} onRetry={askAgain} />
          <HaveAccount go={go} />
        </EntryFrame>
      )
    case 'known':
      return asked.server.isNew ? (
        <FirstRun {...props} server={asked.server} />
      ) : (
        <Register {...props} server={asked.server} />
      )
  }
}

type Known = EntryProps & { readonly server: ServerInfo }

function Register({ link, go, onEntered, server }: Known): ReactElement {
  if (server.registration === 'closed')
    return (
      <EntryFrame
        server={server}
        title="Registration is closed"
        lead="New accounts are not made here. Ask whoever runs this server to let you in."
      >
        <HaveAccount go={go} />
      </EntryFrame>
    )
  const needsInvite = server.registration === 'invite'
  return (
    <EntryFrame
      server={server}
      title="Create an account"
      lead={
        needsInvite ? 'This server lets in whoever has an invitation. Open its link, or put its code here.' : undefined
      }
    >
      <RegisterForm link={link} invite={needsInvite ? '' : null} onDone={() => onEntered('/')} />
      <HaveAccount go={go} />
    </EntryFrame>
  )
}

function FirstRun({ link, onEntered, server }: Known): ReactElement {
  return (
    <EntryFrame
      server={server}
      title="Your server is ready"
      lead={
        <>
          <p>This server has no account yet; yours will run it.</p>
          <ul className="screen-points">
            <li>You become its administrator: the one who invites people.</li>
            <li>{nextSteps[server.registration]}</li>
            <li>Your messages stay on this server. Nothing is sent anywhere else.</li>
          </ul>
        </>
      }
    >
      <RegisterForm link={link} invite={null} onDone={() => onEntered('/welcome')} />
    </EntryFrame>
  )
}

const nextSteps = {
  open: 'Next you get a link for the people you want here. Whoever knows the address can join.',
  invite: 'Next you get a link for the people you want here. Nobody joins without one.',
  closed: 'After that nobody else can register, until you change how this server lets people in.',
} as const satisfies Record<ServerInfo['registration'], string>

export function HaveAccount({ go }: { readonly go: (path: string) => void }): ReactElement {
  return (
    <p className="screen-entry-other">
      Have an account?{' '}
      <PathLink to="/login" go={go}>
        Log in
      </PathLink>
    </p>
  )
}
