/** People: contacts with requests and blocks, and finding somebody to write to. */
import type { Contact, Person, UserId } from '@parley/protocol'
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
  const { api, client, kept } = account
  let known: readonly Item[] = []

  const change = (work: () => Promise<void>): void =>
    app.attempt(async () => {
      await work()
      await reload()
    })
  const act = (key: string, title: string, work: () => Promise<void>): ItemAction => ({
    key,
    title,
    run: () => change(work),
  })
  const actionsOf = ({ person, state }: Contact): readonly ItemAction[] => {
    const { id } = person
    const write: ItemAction = { key: 'enter', title: 'write', run: () => writeTo(app, person.id) }
    const block = act('ctrl+b', 'block', () => api.blockContact(id))
    switch (state) {
      case 'none':
        return [write, act('ctrl+r', 'ask to be a contact', () => api.requestContact(id)), block]
      case 'requested':
        return [write, act('ctrl+d', 'take the request back', () => api.removeContact(id)), block]
      case 'incoming':
        return [
          act('enter', 'accept', () => api.acceptContact(id)),
          act('ctrl+d', 'decline', () => api.declineContact(id)),
          block,
        ]
      case 'accepted':
        return [write, act('ctrl+d', 'remove', () => api.removeContact(id)), block]
      case 'blocked':
        return [act('enter', 'unblock', () => api.unblockContact(id))]
    }
  }
  const itemOf = (contact: Contact): Item => {
    const { person, state } = contact
    const presence = state === 'accepted' ? client.presenceOf(person.id) : null
    const words = [wordOf[state], presence === null ? '' : lastSeen(presence, app.clock())]
    return {
      ...personItem(person),
      line: [
        ...personItem(person).line,
        {
          text: `  ${words.filter((word) => word !== '').join(', ')}`,
          tone: state === 'incoming' ? 'warning' : 'muted',
        },
      ],
      actions: actionsOf(contact),
    }
  }

  const slot = app.push(
    list('Contacts', [], 'Nobody yet. Type a name to find people.', {
      search: async (query) => {
        if (query === '') return known
        const contacts = known.filter(({ text }) => text.includes(query.toLowerCase()))
        const ids = new Set(contacts.map(({ id }) => id))
        const others = (await api.users(query)).filter(({ id }) => !ids.has(id) && id !== kept.user.id)
        return [...contacts, ...others.map((person) => itemOf({ person, state: 'none' }))]
      },
    }),
  )
  const reload = async (): Promise<void> => {
    const contacts = [...(await api.contacts())].sort(
      (one, other) => rankOf[one.state] - rankOf[other.state] || (one.person.name < other.person.name ? -1 : 1),
    )
    known = contacts.filter(({ state }) => state !== 'none').map(itemOf)
    if (slot.dialog.filter?.text === '') slot.dialog = { ...slot.dialog, items: known, at: 0 }
  }
  load(app, slot, reload)
}

const personItem = (person: Person): Pick<Item, 'id' | 'text' | 'line'> => ({
  id: person.id,
  text: `${person.name} ${person.username}`.toLowerCase(),
  line: [
    { text: safeLine(person.name), tone: 'text' },
    { text: `  @${safeLine(person.username)}`, tone: 'muted' },
  ],
})

/** Somebody to write to, found by name. */
export function findPersonDialog(app: App, title: string, choose: (person: Person) => void): void {
  const { account } = app
  if (account === null) return
  const itemOf = (person: Person): Item => ({
    ...personItem(person),
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
export function writeTo(app: App, user: UserId): void {
  const { account } = app
  if (account === null) return
  app.attempt(async () => {
    const known = account.client.chats().find(({ peer }) => peer === user)
    const id = known?.id ?? (await account.api.createChat({ type: 'private', members: [user] })).id
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

/** The other one of the private chat that is open. */
export function blockPerson(app: App): void {
  const { account } = app
  const peer =
    account === null || account.current === null ? null : (account.client.chat(account.current)?.peer ?? null)
  if (account === null || peer === null) return app.say('Open the private chat with the person first.', 'muted')
  app.attempt(async () => {
    const known = (await account.api.contacts()).find(({ person }) => person.id === peer)
    const isBlocked = known?.state === 'blocked'
    await (isBlocked ? account.api.unblockContact(peer) : account.api.blockContact(peer))
    app.say(isBlocked ? `${app.nameOf(peer)} is no longer blocked.` : `${app.nameOf(peer)} is blocked.`)
  })
}
