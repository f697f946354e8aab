/** `register`: makes an account and logs in. */
import { enter, type PasswordOptions, readPassword, required } from '../enter.ts'
import type { Invocation, SharedOptions } from '../invocation.ts'
import { openProfile } from '../profile.ts'
import { rest } from '../rest.ts'
import { clientName } from '../version.ts'

export interface RegisterOptions extends SharedOptions, PasswordOptions {
  readonly username?: string
  readonly email?: string
  readonly name?: string
  readonly invite?: string
}

export async function register(cli: Invocation, options: RegisterOptions): Promise<void> {
  const { world } = cli
  const profile = openProfile(world, options)
  const username = await required(world, options.username, '--username', 'Username')
  const email = await required(world, options.email, '--email', 'Email')
  const password = await readPassword(world, options, true)
  const { name, invite } = options
  const answer = await rest(profile.server, 'POST', '/api/auth/register', {
    body: { username: username.replace(/^@/, ''), email, password, name, invite, client: clientName },
  })
  await enter(cli, profile, answer)
}
