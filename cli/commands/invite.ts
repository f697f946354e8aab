/** `invite`: a code with which others may register. It is shown this once. */
import { connect } from '../connect.ts'
import { textAt } from '../fields.ts'
import type { Invocation, SharedOptions } from '../invocation.ts'

export interface InviteOptions extends SharedOptions {
  readonly uses?: number
  readonly days?: number
}

export async function invite(cli: Invocation, { uses, days }: InviteOptions): Promise<void> {
  const login = await connect(cli)
  const answer = await login.ask('POST', '/api/invites', { body: { usesMax: uses, days } })
  if (cli.output.isJson) cli.output.json(answer)
  else cli.output.line(textAt(answer, 'code') ?? '')
}
