/** `/login`: by username or email address. Nothing is asked of the server before the form can be used. */
import type { ReactElement } from 'react'
import type { Failure } from '@parley/protocol'
import type { ServerInfo } from '@parley/protocol/client'
import { Banner } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { PasswordField } from '../../parts/passwordField.tsx'
import { TextField } from '../../parts/textField.tsx'
import { localClock } from '../localClock.ts'
import { PathLink } from '../pathLink.tsx'
import { EntryFrame } from './entryFrame.tsx'
import type { EntryProps } from './entryLink.ts'
import { ServerAway } from './serverAway.tsx'
import { loginGaps, loginTrouble } from './trouble.ts'
import { useForm } from './useForm.ts'

export interface LoginScreenProps extends EntryProps {
  /** How a login ended that was not logged out. */
  readonly why: Failure | null
}

export function LoginScreen({ link, asked, askAgain, go, onEntered, why }: LoginScreenProps): ReactElement {
  const server = asked.type === 'known' ? asked.server : null
  const form = useForm({ identifier: '', password: '' }, ['identifier', 'password'], {
    gaps: loginGaps,
    async send({ identifier, password }) {
      await link.login({ identifier: identifier.trim().replace(/^@/, ''), password })
      onEntered('/')
    },
    trouble: (failure) => loginTrouble(failure, localClock()),
  })
  return (
    <EntryFrame server={server} title="Log in">
      {why !== null && <Ended why={why} />}
      {asked.type === 'away' && <ServerAway failure={asked.failure} onRetry={askAgain} />}
      <form className="screen-form" method="post" noValidate onSubmit={form.onSubmit}>
        <TextField
          {...form.field('identifier')}
          label="Username or email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
        <PasswordField {...form.field('password')} label="Password" autoComplete="current-password" />
        {form.error !== null && <Banner tone="error">{form.error}</Banner>}
        <Button type="submit" tone="primary" isWide isBusy={form.isBusy}>
          {form.isBusy ? 'Logging in…' : 'Log in'}
        </Button>
      </form>
      <p className="screen-entry-other">
        <Otherwise server={server} go={go} />
      </p>
    </EntryFrame>
  )
}

function Otherwise({
  server,
  go,
}: {
  readonly server: ServerInfo | null
  readonly go: (path: string) => void
}): ReactElement {
  const isNew = server?.isNew === true
  if (server?.registration === 'closed' && !isNew) return <>New accounts are not made on this server.</>
  return (
    <>
      {isNew ? 'This server has no account yet.' : 'New here?'}{' '}
      <PathLink to="/register" go={go}>
        {isNew ? 'Make the first one' : 'Create an account'}
      </PathLink>
    </>
  )
}

/** What waits is kept for whoever logs in again with the same account. */
function Ended({ why }: { readonly why: Failure }): ReactElement {
  const words =
    why.code === 'revoked' || why.code === 'unauthenticated'
      ? 'This session was ended, on another device or by a change of the password.'
      : why.message
  return (
    <Banner tone="info">{words} Log in again to go on: messages that wait to be sent are kept in this browser.</Banner>
  )
}
