/** What somebody writes to get an account, and the rules it must keep. Checked before anything is looked up or hashed. */
import { failure, FailureError, limits, toUsername, utf8Bytes } from '@parley/protocol'
import { isCommonPassword } from './commonPasswords.ts'

export interface Application {
  readonly username: string
  readonly email: string
  readonly password: string
  /** What people see; without it, the username. */
  readonly name?: string
}

export interface Applicant {
  readonly username: string
  readonly email: string
  readonly password: string
  readonly name: string
}

/** Throws `invalid` with what to change. */
export function toApplicant({ username, email, password, name }: Application): Applicant {
  const { usernameCharsMin, usernameCharsMax } = limits
  const known = toUsername(username)
  if (known === null)
    throw invalid(
      `A username has ${usernameCharsMin} to ${usernameCharsMax} of the characters a-z 0-9 _ - . and begins and ends with a letter or digit.`,
    )
  const address = toEmail(email)
  if (address === null) throw invalid('This is no e-mail address.')
  checkPassword(password, [known, address])
  const shown = name?.trim() ?? ''
  if (shown.length > limits.titleCharsMax || unprintable.test(shown))
    throw invalid(`A name has at most ${limits.titleCharsMax} characters, all of them printable.`)
  return { username: known, email: address, password, name: shown === '' ? known : shown }
}

/** The form in which an address is stored and compared; `null` for a text that is none. */
export function toEmail(text: string): string | null {
  const address = text.trim().toLowerCase()
  return address.length <= limits.emailCharsMax && email.test(address) && !unprintable.test(address) ? address : null
}

/** `own`: what the person is known by, in lower case. */
export function checkPassword(password: string, own: readonly string[]): void {
  if (password.length < limits.passwordCharsMin)
    throw invalid(`A password has at least ${limits.passwordCharsMin} characters.`)
  if (utf8Bytes(password) > limits.passwordBytesMax)
    throw invalid(`A password has at most ${limits.passwordBytesMax} bytes.`)
  if (isCommonPassword(password)) throw invalid('Everybody tries this password first. Choose another one.')
  if (own.includes(password.toLowerCase())) throw invalid('A password must not be your username or e-mail address.')
}

const invalid = (message: string): FailureError => new FailureError(failure('invalid', message))
const email = /^[^\s@]+@[^\s@]+$/
/** Control characters, and those that turn the direction of the text around them. */
const unprintable = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u
