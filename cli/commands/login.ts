/** `login`: by username or email. */
import { enter, type PasswordOptions, readPassword, required } from '../enter.ts'
import type { Invocation, SharedOptions } from '../invocation.ts'
import { openProfile } from '../profile.ts'
import { rest } from '../rest.ts'
import { clientName } from '../version.ts'

export interface LoginOptions extends SharedOptions, PasswordOptions {
  readonly username?: string
  readonly email?: string
}

export async function login(cli: Invocation, options: LoginOptions): Promise<void> {
  const { world } = cli
  const profile = openProfile(world, options)
  const who = await required(world, options.username ?? options.email, '--username', 'Username or email')
  const password = await readPassword(world, options, false)
  const answer = await rest(profile.server, 'POST', '/api/auth/login', {
    body: { identifier: who.replace(/^@/, ''), password, client: clientName },
  })
  await enter(cli, profile, answer)
}
