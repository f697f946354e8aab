/** The reader's contacts, asked for once and kept up as they change: to offer them by name, and to know who is blocked. */
import type { Contact } from '@parley/protocol'
import type { Source } from '@parley/protocol/client'
import type { App } from '../app/app.ts'
import { createValue } from '../app/value.ts'

const ofApps = new WeakMap<App, Source<readonly Contact[]>>()

/** Empty until they are here; without a network they come with the next app. */
export function contactsOf(app: App): Source<readonly Contact[]> {
  const known = ofApps.get(app)
  if (known !== undefined) return known
  const contacts = createValue<readonly Contact[]>([])
  ofApps.set(app, contacts)
  app.client.on((event) => {
    if (event.type !== 'contact') return
    const { contact } = event
    contacts.set([...contacts.get().filter(({ person }) => person.id !== contact.person.id), contact])
  })
  app.api.contacts().then(
    (found) => {
      const later = new Set(contacts.get().map(({ person }) => person.id))
      contacts.set([...found.filter(({ person }) => !later.has(person.id)), ...contacts.get()])
    },
    // Nobody is offered then but the members of the chat; the server refuses what a block forbids.
    () => undefined,
  )
  return contacts
}
