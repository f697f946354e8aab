/** The reader's contacts, asked for when they may be others: to offer them by name, and to know who is blocked. */
import type { Contact } from '@parley/protocol'
import type { Source } from '@parley/protocol/client'
import type { App } from '../app/app.ts'
import { createValue } from '../app/value.ts'

const ofApps = new WeakMap<App, Source<readonly Contact[]>>()

/** Empty until they are here. */
export function contactsOf(app: App): Source<readonly Contact[]> {
  const known = ofApps.get(app)
  if (known !== undefined) return known
  const contacts = createValue<readonly Contact[]>([])
  ofApps.set(app, contacts)
  const load = (): void => {
    app.api.contacts().then(
      (found) => contacts.set(found),
      // Nobody is offered then but the members of the chat; the server refuses what a block forbids.
      () => undefined,
    )
  }
  app.client.on((event) => {
    // What was told while nobody listened is missed: each connection asks again.
    if (event.type === 'contact' || (event.type === 'state' && app.client.state.type === 'online')) load()
  })
  load()
  return contacts
}
