/** People: contacts with requests and blocks, and finding somebody to write to. */
import type { Contact, Person } from '@parley/protocol'
import { lastSeen, safeLine } from '@parley/protocol/text'
import type { App, Slot } from '../app.ts'
import { sentenceOf } from '../app.ts'
import { type Item, type ItemAction, list, type ListDialog } from '../dialog.ts'

const rankOf = { incoming: 0, accepted: 1, requested: 2, blocked: 3, none: 4 } as const
const wordOf = {
  incoming: 'asks to be your contact',
  accepted: 'contact',
  requested: 'asked by you',
  blocked: 'blocked',
  none: '',
} as const

/** Contacts with what can be done about each; typing finds other people on the server. */
export function contactsDialog(app: App): void {
  const { account } = app
  if (account === null) return
  let known: readonly Item[] = []
  const slot = app.push(
    list('Contacts', [], 'Nobody yet. Type a name to find people.', {
      search: async (query) => {
        if (query === '') return known
        const contacts = known.filter(({ text }) => text.includes(query.toLowerCase()))
        const found = await account.api.users(query)
        const ids = new Set(contacts.map(({ id }) => id))
        const others = found.filter(({ id }) => !ids.has(id) && id !== account.kept.user.id)
        return [...contacts, ...others.map((person) => itemOf({ person, state: 'none' }))]
      },
    }),
  )
  const change = (work: () => Promise<void>): void =>
    app.attempt(async () => {
      await work()
      await reload()
    })
  const reload = async (): Promise<void> => {
    const contacts = [...(await account.api.contacts())].sort(
      (one, other) => rankOf[one.state] - rankOf[other.state] || (one.person.name < other.person.name ? -1 : 1),
    )
    known = contacts.filter(({ state }) => state !== 'none').map(itemOf)
    if (slot.dialog.filter?.text === '') slot.dialog = { ...slot.dialog, items: known, isBusy: false, at: 0 }
  }

  function itemOf({ person, state }: Contact): Item {
    const { api } = account ?? { api: null }
    const presence = account?.client.presenceOf(person.id) ?? null
    const write: ItemAction = { key: 'enter', title: 'write', run: () => writeTo(app, person) }
    const act = (key: string, title: string, work: (() => Promise<void>) | undefined): ItemAction => ({
      key,
      title,
      run: () => change(work ?? (async () => undefined)),
    })
    const block = act('ctrl+b', 'block', api === null ? undefined : () => api.blockContact(person.id))
    const actions: Record<Contact['state'], readonly ItemAction[]> = {
      none: [
        write,
        act('ctrl+r', 'ask to be a contact', api === null ? undefined : () => api.requestContact(person.id)),
        block,
      ],
      requested: [
        write,
        act('ctrl+d', 'take the request back', api === null ? undefined : () => api.removeContact(person.id)),
        block,
      ],
      incoming: [
        act('enter', 'accept', api === null ? undefined : () => api.acceptContact(person.id)),
        act('ctrl+d', 'decline', api === null ? undefined : () => api.declineContact(person.id)),
        block,
      ],
      accepted: [write, act('ctrl+d', 'remove', api === null ? undefined : () => api.removeContact(person.id)), block],
      blocked: [act('enter', 'unblock', api === null ? undefined : () => api.unblockContact(person.id))],
    }
    const seen = state === 'accepted' && presence !== null ? lastSeen(presence, app.clock()) : ''
    return {
      id: person.id,
      text: `${person.name} ${person.username}`.toLowerCase(),
      line: [
        { text: safeLine(person.name), tone: 'text' },
        { text: `  @${safeLine(person.username)}`, tone: 'muted' },
        {
          text: `  ${[wordOf[state], seen].filter((word) => word !== '').join(', ')}`,
          tone: state === 'incoming' ? 'warning' : 'muted',
        },
      ],
      actions: actions[state],
    }
  }
  load(app, slot, reload)
}

/** Somebody to write to, found by name. */
export function findPersonDialog(app: App, title: string, choose: (person: Person) => void): void {
  const { account } = app
  if (account === null) return
  const itemOf = (person: Person): Item => ({
    id: person.id,
    text: `${person.name} ${person.username}`.toLowerCase(),
    line: [
      { text: safeLine(person.name), tone: 'text' },
      { text: `  @${safeLine(person.username)}`, tone: 'muted' },
    ],
    actions: [{ key: 'enter', title: 'choose', run: () => choose(person) }],
  })
  let known: readonly Item[] = []
  const slot = app.push(
    list(title, [], 'Type a name to find people.', {
      search: async (query) =>
        query === ''
          ? known
          : (await account.api.users(query)).filter(({ id }) => id !== account.kept.user.id).map(itemOf),
    }),
  )
  load(app, slot, async () => {
    known = (await account.api.contacts())
      .filter(({ state }) => state === 'accepted')
      .map(({ person }) => itemOf(person))
    if (slot.dialog.filter?.text === '') slot.dialog = { ...slot.dialog, items: known }
  })
}

/** Opens the private chat with somebody, and makes it where it is not there. */
export function writeTo(app: App, person: Person): void {
  const { account } = app
  if (account === null) return
  app.attempt(async () => {
    const known = account.client.chats().find(({ peer }) => peer === person.id)
    const id = known?.id ?? (await account.api.createChat({ type: 'private', members: [person.id] })).id
    app.dialogs.length = 0
    app.openChat(id)
  })
}

/** Fills a list beside the keys, and says in it what went wrong. */
export function load(app: App, slot: Slot<ListDialog>, work: () => Promise<void>): void {
  slot.dialog = { ...slot.dialog, isBusy: true, error: null }
  work().then(
    () => {
      slot.dialog = { ...slot.dialog, isBusy: false }
      app.changed()
    },
    (error: unknown) => {
      slot.dialog = { ...slot.dialog, isBusy: false, error: sentenceOf(error) }
      app.changed()
    },
  )
  app.changed()
}
