/** `invite`: a code with which somebody may register. */
import { connect } from '../connect.ts'
import { textAt } from '../fields.ts'
import type { Invocation } from '../invocation.ts'

export async function invite(cli: Invocation): Promise<void> {
  const login = await connect(cli)
  const answer = await login.ask('POST', '/api/invites', { body: {} })
  if (cli.output.isJson) cli.output.json(answer)
  else cli.output.line(textAt(answer, 'code') ?? textAt(answer, 'invite') ?? '')
}
