/** `logout`: ends the login on the server, then forgets it here. */
import { connect } from '../connect.ts'
import { openCredentials } from '../credentials.ts'
import { CliError } from '../exit.ts'
import type { Invocation, SharedOptions } from '../invocation.ts'
import { openOutboxIfAny, outboxPath } from '../outbox.ts'
import { openProfile } from '../profile.ts'
import { rest } from '../rest.ts'

export interface LogoutOptions extends SharedOptions {
  readonly local?: boolean
}

/** Without an answer from the server the login is kept, so that it can still be ended; `--local` forgets it all the same. */
export async function logout(cli: Invocation, options: LogoutOptions): Promise<void> {
  const { world, output } = cli
  const profile = openProfile(world, options)
  const store = openCredentials(profile, world)
  const kept = await store.read()
  if (kept === null) throw new CliError('unauthenticated', `Nobody is logged in to ${profile.server}.`)
  const outbox = openOutboxIfAny(outboxPath({ profile, user: kept.user }), world)
  const waiting = outbox?.waiting() ?? 0
  outbox?.close()
  if (options.local !== true) await end(cli)
  await store.remove()
  if (waiting > 0) output.words(`${waiting} waiting messages stay in the outbox until you log in again.`)
  if (output.isJson) output.json({ server: profile.server, profile: profile.name, isLoggedOut: true })
  else output.words(`Logged out of ${profile.server}.`)
}

async function end(cli: Invocation): Promise<void> {
  const login = await connect(cli)
  try {
    const { token, refreshToken } = await login.tokens()
    await rest(login.profile.server, 'POST', '/api/auth/logout', { token, body: { refreshToken } })
  } catch (error) {
    // The server knows this login no more: there is nothing to end.
    if (!(error instanceof CliError) || !['unauthenticated', 'revoked', 'expired'].includes(error.code)) throw error
  }
}
