/**
 * What went wrong with a login or a registration: in words, beside the field that it concerns. The server says it in a sentence
 * that begins with what it speaks of; a failure that names no field stands above the button.
 */
import type { Failure } from '@parley/protocol'
import { type Clock, timeOfDay } from '@parley/protocol/text/times'

export type LoginField = 'identifier' | 'password'
export type RegisterField = 'email' | 'username' | 'name' | 'password' | 'invite'

export interface Trouble<Field extends string> {
  /** `null`: it concerns no field. */
  readonly field: Field | null
  readonly text: string
}

export type LoginValues = Readonly<Record<LoginField, string>>
export type RegisterValues = Readonly<Record<RegisterField, string>>

/** What is missing before anybody need be asked; the first field counts. */
export function loginGaps({ identifier, password }: LoginValues): Trouble<LoginField> | null {
  if (identifier.trim() === '') return { field: 'identifier', text: 'Write your username or email address.' }
  if (password === '') return { field: 'password', text: 'Write your password.' }
  return null
}

export function registerGaps(
  { email, username, password, invite }: RegisterValues,
  needsInvite: boolean,
): Trouble<RegisterField> | null {
  if (needsInvite && invite.trim() === '') return { field: 'invite', text: 'This server asks for an invitation.' }
  if (email.trim() === '') return { field: 'email', text: 'Write your email address.' }
  if (username.trim() === '') return { field: 'username', text: 'Choose a username.' }
  if (password === '') return { field: 'password', text: 'Choose a password.' }
  return null
}

export function loginTrouble(failure: Failure, clock: Clock): Trouble<LoginField> {
  const { code, message } = failure
  // Which of the two is wrong, the server does not tell.
  if (code === 'unauthenticated') return { field: 'password', text: message }
  return { field: null, text: sentenceFor(failure, clock) }
}

export function registerTrouble(failure: Failure, clock: Clock): Trouble<RegisterField> {
  const { code, message } = failure
  const isOfAField = code === 'invalid' || code === 'conflict' || code === 'forbidden'
  const field = isOfAField ? (fields.find(([words]) => words.test(message))?.[1] ?? null) : null
  return { field, text: field === null ? sentenceFor(failure, clock) : message }
}

/** The first that fits: a sentence about a password may name the others. */
const fields: readonly (readonly [words: RegExp, field: RegisterField])[] = [
  [/password/i, 'password'],
  [/e-?mail/i, 'email'],
  [/username/i, 'username'],
  [/invitation|"invite"/i, 'invite'],
  [/\bname\b/i, 'name'],
]

/** A failure that passes says when. */
export function sentenceFor({ code, message, retryMs }: Failure, clock: Clock): string {
  if (code === 'rateLimited' && retryMs !== undefined)
    return `Too many tries. You can try again ${inWords(retryMs)}, at ${timeOfDay(clock.now + retryMs, clock)}.`
  if (code === 'unavailable' || code === 'timeout')
    return `The server cannot be reached. Look at your connection, and try again: what you wrote stays here.`
  return message
}

const inWords = (ms: number): string =>
  ms <= 90_000 ? `in ${Math.max(1, Math.ceil(ms / 1_000))} seconds` : `in ${Math.ceil(ms / 60_000)} minutes`
