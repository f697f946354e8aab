import type { Failure } from '@parley/protocol'
import type { Clock } from '@parley/protocol/text'
import { sentenceFor, type Trouble } from '../entry/trouble.ts'

export type PasswordFieldName = 'password' | 'newPassword'

export function passwordGaps(values: Readonly<Record<PasswordFieldName, string>>): Trouble<PasswordFieldName> | null {
  if (values.password === '') return { field: 'password', text: 'Write the password that you have now.' }
  if (values.newPassword === '') return { field: 'newPassword', text: 'Choose a new password.' }
  if (values.newPassword === values.password)
    return { field: 'newPassword', text: 'This is the password that you have now.' }
  return null
}

/** A wrong password is `forbidden`, a bad new one `invalid`. */
export function passwordTrouble(failure: Failure, clock: Clock): Trouble<PasswordFieldName> {
  if (failure.code === 'forbidden') return { field: 'password', text: failure.message }
  if (failure.code === 'invalid') return { field: 'newPassword', text: failure.message }
  return { field: null, text: sentenceFor(failure, clock) }
}
