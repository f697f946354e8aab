/** The password, and the way out. */
import { type ReactElement, useState } from 'react'
import { LogOut } from 'lucide-react'
import { limits } from '@parley/protocol'
import { useChats } from '@parley/protocol/react'
import { useApp } from '../../app/useApp.ts'
import { Banner, Button, ConfirmDialog, PasswordField, SectionHeading } from '../../parts/main.ts'
import { useForm } from '../entry/useForm.ts'
import { passwordGaps, passwordTrouble } from './passwordForm.ts'

export function Account(): ReactElement {
  return (
    <>
      <SectionHeading level={3}>Password</SectionHeading>
      <Password />
      <SectionHeading level={3}>Log out</SectionHeading>
      <LogOutHere />
    </>
  )
}

const empty = { password: '', newPassword: '' }
const fields = ['password', 'newPassword'] as const

function Password(): ReactElement {
  const app = useApp()
  const [turn, setTurn] = useState(0)
  return <PasswordForm key={turn} onDone={() => setTurn(turn + 1)} app={app} />
}

function PasswordForm({
  app,
  onDone,
}: {
  readonly app: ReturnType<typeof useApp>
  readonly onDone: () => void
}): ReactElement {
  const form = useForm(empty, fields, {
    gaps: passwordGaps,
    async send(passwords) {
      await app.api.changePassword(passwords)
      app.toast('The password is changed, and all other sessions are ended.')
      onDone()
    },
    trouble: (failure) => passwordTrouble(failure, app.clock()),
  })
  return (
    <form className="screen-form screen-pad" method="post" noValidate onSubmit={form.onSubmit}>
      {/* Says to password managers whose password it is. */}
      <input type="text" name="username" autoComplete="username" value={app.me.username} readOnly hidden />
      <PasswordField {...form.field('password')} label="Password now" autoComplete="current-password" />
      <PasswordField
        {...form.field('newPassword')}
        label="New password"
        hint={`At least ${limits.passwordCharsMin} characters. It ends all other sessions.`}
        autoComplete="new-password"
      />
      {form.error !== null && <Banner tone="error">{form.error}</Banner>}
      <Button type="submit" isBusy={form.isBusy}>
        Change the password
      </Button>
    </form>
  )
}

function LogOutHere(): ReactElement {
  const app = useApp()
  const [isAsking, setAsking] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const waiting = useChats(app.client).reduce((count, { pending }) => count + pending.size, 0)
  const lost =
    waiting === 0
      ? ''
      : ` ${waiting === 1 ? 'One message waits to be sent and is lost.' : `${waiting} messages wait to be sent and are lost.`}`
  return (
    <div className="screen-pad screen-stack">
      <p>Ends this session, and removes from this browser what is kept of your account.</p>
      <Button className="screen-danger" icon={LogOut} onClick={() => setAsking(true)}>
        Log out
      </Button>
      {isAsking && (
        <ConfirmDialog
          title="Log out?"
          description={`This browser forgets your chats; the server keeps them.${lost}`}
          action="Log out"
          tone="danger"
          isBusy={isBusy}
          onConfirm={() => {
            setBusy(true)
            app.attempt(() =>
              app.link.logout().finally(() => {
                setBusy(false)
                setAsking(false)
              }),
            )
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}
