/** Contacts and the own presence. */
import type { Contact, Person, Status } from '@parley/protocol'
import type { Api } from '@parley/protocol/client'
import { lastSeen, safeLine } from '@parley/protocol/text'
import type { LinearCommand } from './command.ts'
import { findPerson } from './find.ts'
import { no } from './session.ts'

const isStatus = (text: string): text is Status => /^(online|away|busy|offline)$/.test(text)
const stateWords: Readonly<Record<Contact['state'], string>> = {
  none: 'no contact',
  requested: 'you have asked',
  incoming: 'asks you',
  accepted: 'contact',
  blocked: 'blocked',
}

/** A command on one person, and what is said when it is done. */
const change = (
  name: string,
  sentence: string,
  done: string,
  work: (api: Api, person: Person) => Promise<void>,
): LinearCommand => ({
  name,
  usage: '@NAME',
  sentence,
  async run(session, rest) {
    const person = await findContact(session, rest)
    await work(session.api, person)
    session.say(`${safeLine(person.name)}: ${done}.`)
  },
})

/** Somebody who blocks or is blocked may not be found by a search. */
async function findContact(session: Parameters<typeof findPerson>[0], rest: string): Promise<Person> {
  const username = rest.replace(/^@/, '').toLowerCase()
  const contact = (await session.api.contacts()).find(({ person }) => person.username === username)
  return contact === undefined ? findPerson(session, rest) : contact.person
}

export const peopleCommands: readonly LinearCommand[] = [
  {
    name: 'contacts',
    usage: '',
    sentence: 'Lists people you know, who asked you, and whom you block.',
    async run({ api, client, clock, say }) {
      const contacts = await api.contacts()
      for (const { person, state } of contacts) {
        const presence = state === 'accepted' ? lastSeen(client.presenceOf(person.id), clock()) : ''
        const words = [`${safeLine(person.name)} (@${safeLine(person.username)})`, stateWords[state], presence]
        say(words.filter((word) => word !== '').join(', '))
      }
      if (contacts.length === 0) say('You have no contacts. /request @NAME asks somebody.')
    },
  },
  change('request', 'Asks somebody to be your contact.', 'asked', (api, { id }) => api.requestContact(id)),
  change('accept', 'Accepts who asked you.', 'accepted', (api, { id }) => api.acceptContact(id)),
  change('decline', 'Declines who asked you.', 'declined', (api, { id }) => api.declineContact(id)),
  change('block', 'Blocks somebody.', 'blocked', (api, { id }) => api.blockContact(id)),
  change('unblock', 'Unblocks somebody.', 'unblocked', (api, { id }) => api.unblockContact(id)),
  change('forget', 'Removes a contact.', 'removed', (api, { id }) => api.removeContact(id)),
  {
    name: 'status',
    usage: 'online|away|busy|offline',
    sentence: 'Says how others see you.',
    async run({ client, say }, rest) {
      if (!isStatus(rest)) throw no('It is online, away, busy or offline.')
      client.presence(rest)
      say(`Others see you as ${rest}.`)
    },
  },
]
