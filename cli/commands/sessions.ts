/** `sessions`: the devices that are logged in, and logging one out. */
import { isId } from '../address.ts'
import { connect } from '../connect.ts'
import { usage } from '../exit.ts'
import { listAt, numberAt, textAt } from '../fields.ts'
import type { Invocation } from '../invocation.ts'
import { timeText } from '../message.ts'

export async function sessions(cli: Invocation): Promise<void> {
  const login = await connect(cli)
  const answer = await login.ask('GET', '/api/sessions')
  cli.output.rows(
    listAt(answer, 'sessions').map((session) => {
      const seen = numberAt(session, 'seenAt')
      return {
        json: session,
        cells: [
          textAt(session, 'id') ?? '',
          textAt(session, 'client') ?? '',
          seen === undefined ? '' : timeText(seen),
          session['current'] === true ? 'this one' : '',
        ],
      }
    }),
  )
}

export async function revoke(cli: Invocation, id: string): Promise<void> {
  if (!isId(id)) throw usage(`"${id}" is no id of a session. List them with: parley sessions`)
  const login = await connect(cli)
  await login.ask('DELETE', `/api/sessions/${id}`)
  if (cli.output.isJson) cli.output.json({ id, isRevoked: true })
  else cli.output.words('That device is logged out.')
}
