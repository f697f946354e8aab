/** `contacts`: people you know, and how they stand to you. */
import { toMember } from '../address.ts'
import { connect } from '../connect.ts'
import { fieldsAt, isFields, listAt, textAt } from '../fields.ts'
import type { Invocation } from '../invocation.ts'
import { safeLine } from '@parley/protocol/text/sanitise'

export type ContactChange = 'request' | 'accept' | 'decline' | 'block' | 'unblock' | 'remove'

export async function contacts(cli: Invocation): Promise<void> {
  const login = await connect(cli)
  const answer = await login.ask('GET', '/api/contacts')
  cli.output.rows(
    listAt(answer, 'contacts').map((contact) => {
      const person = fieldsAt(contact, 'person') ?? contact
      return {
        json: contact,
        cells: [`@${textAt(person, 'username') ?? ''}`, textAt(person, 'name') ?? '', textAt(contact, 'state') ?? ''],
      }
    }),
  )
}

export async function changeContact(cli: Invocation, change: ContactChange, name: string): Promise<void> {
  const user = toMember(name)
  const login = await connect(cli)
  const place = `/api/contacts/${encodeURIComponent(user)}`
  const answer = await ask()
  if (cli.output.isJson) cli.output.json(isFields(answer) ? answer : { user, change })
  else cli.output.words(`${safeLine(name)}: ${done[change]}.`)

  function ask(): Promise<unknown> {
    switch (change) {
      case 'request':
        return login.ask('POST', '/api/contacts', { body: { user } })
      case 'remove':
        return login.ask('DELETE', place)
      case 'accept':
      case 'decline':
      case 'block':
      case 'unblock':
        return login.ask('POST', `${place}/${change}`)
    }
  }
}

const done: Readonly<Record<ContactChange, string>> = {
  request: 'asked',
  accept: 'accepted',
  decline: 'declined',
  block: 'blocked',
  unblock: 'unblocked',
  remove: 'removed',
}
