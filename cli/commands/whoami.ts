/** `whoami`: who the server says that this login is. */
import { connect } from '../connect.ts'
import { toPerson } from '../credentials.ts'
import { fieldsAt, isFields } from '../fields.ts'
import type { Invocation } from '../invocation.ts'
import { safeLine } from '@parley/protocol/text/sanitise'

export async function whoami(cli: Invocation): Promise<void> {
  const { output } = cli
  const login = await connect(cli)
  const { profile, user } = login
  const answer = await login.ask('GET', '/api/me')
  const me = fieldsAt(answer, 'user') ?? (isFields(answer) ? answer : {})
  const person = toPerson(me) ?? user
  if (output.isJson) output.json({ ...me, ...person, server: profile.server, profile: profile.name })
  else if (output.isTerminal)
    output.line(`@${safeLine(person.username)} (${safeLine(person.name)}) on ${profile.server}`)
  else output.line(safeLine(person.username))
}
