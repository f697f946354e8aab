/** What `register` and `login` share: the password from a person or a pipe, and keeping what the server answers. */
import { type Credentials, openCredentials, toPerson, toTokens } from './credentials.ts'
import { CliError, usage } from './exit.ts'
import { fieldsAt } from './fields.ts'
import type { Invocation } from './invocation.ts'
import type { Profile } from './profile.ts'
import { safeLine } from '@parley/protocol/text/sanitise'
import type { World } from './world.ts'

export interface PasswordOptions {
  readonly passwordStdin?: boolean
}

/** Never from an argument: those are seen by everybody on the machine, and kept by shells. */
export async function readPassword(world: World, options: PasswordOptions, isNew: boolean): Promise<string> {
  const { input } = world
  if (options.passwordStdin === true) {
    const password = (await input.read()).replace(/\r?\n$/, '')
    if (password === '') throw usage('No password came from stdin.')
    return password
  }
  if (!(await input.isTerminal())) throw usage('Without a terminal the password is read with --password-stdin.')
  const password = await input.ask('Password: ', { isSecret: true })
  if (isNew && password !== (await input.ask('Again: ', { isSecret: true })))
    throw usage('The two passwords are not the same.')
  return password
}

/** An option, or what a person answers; without a terminal it must be an option. */
export async function required(world: World, given: string | undefined, flag: string, question: string) {
  if (given !== undefined) return given
  if (!(await world.input.isTerminal())) throw usage(`${flag} is missing.`)
  const answer = await world.input.ask(`${question}: `, { isSecret: false })
  if (answer === '') throw usage(`${flag} is missing.`)
  return answer
}

/** Keeps the tokens that `register` and `login` were answered with, and says who is logged in. */
export async function enter({ world, output }: Invocation, profile: Profile, answer: unknown): Promise<void> {
  const tokens = toTokens(answer)
  const user = toPerson(fieldsAt(answer, 'user'))
  if (tokens === null || user === null)
    throw new CliError('unsupported', `${profile.server} answered without tokens. Is it a Parley server?`)
  const credentials: Credentials = { ...tokens, user }
  const place = await openCredentials(profile, world).write(credentials)
  profile.remember()
  if (output.isJson) output.json({ user, server: profile.server, profile: profile.name, credentials: place })
  else
    output.words(`Logged in to ${profile.server} as @${safeLine(user.username)} (profile ${profile.name}, ${place}).`)
}
