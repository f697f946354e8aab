/** The fields of a new account. Its username stands before its password, where password managers look for it. */
import type { ReactElement } from 'react'
import { limits } from '@parley/protocol'
import { Banner } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { PasswordField } from '../../parts/passwordField.tsx'
import { TextField } from '../../parts/textField.tsx'
import { localClock } from '../localClock.ts'
import type { EntryLink } from './entryLink.ts'
import { registerGaps, registerTrouble } from './trouble.ts'
import { useForm } from './useForm.ts'

export interface RegisterFormProps {
  readonly link: EntryLink
  /** The code of an invitation; `null` where the server asks for none. */
  readonly invite: string | null
  readonly onDone: () => void
}

const fields = ['invite', 'username', 'email', 'name', 'password'] as const

export function RegisterForm({ link, invite, onDone }: RegisterFormProps): ReactElement {
  const first = { invite: invite ?? '', username: '', email: '', name: '', password: '' }
  const form = useForm(first, fields, {
    gaps: (values) => registerGaps(values, invite !== null),
    async send(values) {
      const name = values.name.trim()
      const code = values.invite.trim()
      await link.register({
        username: values.username.trim().replace(/^@/, ''),
        email: values.email.trim(),
        password: values.password,
        ...(name === '' ? {} : { name }),
        ...(code === '' ? {} : { invite: code }),
      })
      onDone()
    },
    trouble: (failure) => registerTrouble(failure, localClock()),
  })
  return (
    <form className="screen-form" method="post" noValidate onSubmit={form.onSubmit}>
      {invite !== null && (
        <TextField
          {...form.field('invite')}
          label="Invitation"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
      <TextField
        {...form.field('username')}
        label="Username"
        hint="Letters, digits, dots and dashes. It stays as it is."
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
      />
      <TextField {...form.field('email')} label="Email" hint="Nobody else sees it." type="email" autoComplete="email" />
      <TextField
        {...form.field('name')}
        label="Name"
        hint="What others see. Left empty, it is the username."
        autoComplete="name"
      />
      <PasswordField
        {...form.field('password')}
        label="Password"
        hint={`At least ${limits.passwordCharsMin} characters; several words are good.`}
        autoComplete="new-password"
      />
      {form.error !== null && <Banner tone="error">{form.error}</Banner>}
      <Button type="submit" tone="primary" isWide isBusy={form.isBusy}>
        {form.isBusy ? 'Creating the account…' : 'Create account'}
      </Button>
    </form>
  )
}
