/** Chats: making one, changing it, who is in it, and leaving. What the server would refuse is not offered. */
import { type ChatType, type Command, may, outranks, type Role, type UserId } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import type { App } from '../app.ts'
import { confirm, field, form, type Item, list } from '../dialog.ts'
import { findPersonDialog, load, writeTo } from './people.ts'

export const newPrivateChat = (app: App): void => findPersonDialog(app, 'Write to', ({ id }) => writeTo(app, id))

export function newChat(app: App, type: Exclude<ChatType, 'private'>): void {
  const { account } = app
  if (account === null) return
  app.push(
    form(
      type === 'group' ? 'New group: everybody writes' : 'New channel: administrators and moderators write',
      [
        field('title', 'Title'),
        field('description', 'Description', { hint: 'May be left empty.' }),
        field('members', 'People', { hint: '@names with spaces between them; more can be added later.' }),
      ],
      'create',
      async ({ title = '', description = '', members = '' }) => {
        if (title.trim() === '') throw new Error('A title is needed.')
        const names = members.split(/[\s,]+/).filter((name) => name !== '')
        const { id } = await account.api.createChat({
          type,
          title: title.trim(),
          ...(description.trim() === '' ? {} : { description: description.trim() }),
          members: names.map((name) => (name.startsWith('@') ? name : `@${name}`)),
        })
        app.openChat(id)
      },
    ),
  )
}

/** The chat that is open, where its reader is still in it. */
export function openView(app: App): ChatView | null {
  const { account } = app
  return account === null || account.current === null ? null : account.client.chat(account.current)
}

export function editChat(app: App): void {
  const view = openView(app)
  if (view === null) return
  if (view.role === null || view.type === 'private' || !may(view.type, view.role, 'changeInfo'))
    return app.say('You may not change this chat.', 'warning')
  app.push(
    form(
      'This chat',
      [
        field('title', 'Title', { text: view.title ?? '' }),
        field('description', 'Description', { text: view.description ?? '' }),
      ],
      'keep',
      async ({ title = '', description = '' }) => {
        if (title.trim() === '') throw new Error('A title is needed.')
        submit(app, view, { type: 'changeInfo', title: title.trim(), description: description.trim() })
      },
    ),
  )
}

export function addMembers(app: App): void {
  const view = openView(app)
  if (view === null) return
  if (view.role === null || view.type === 'private' || !may(view.type, view.role, 'addMembers'))
    return app.say('You may not add people here.', 'warning')
  findPersonDialog(app, 'Add to this chat', (person) => {
    app.pop()
    submit(app, view, { type: 'addMembers', members: [person.id] })
  })
}

export function leaveChat(app: App): void {
  const view = openView(app)
  if (view === null) return
  if (view.type === 'private')
    return app.say('A private chat cannot be left. Block the person, or mute the chat.', 'warning')
  app.push(
    confirm('Leave', 'Leave this chat? You will not see it any more, until somebody adds you again.', 'leave', () =>
      submit(app, view, { type: 'leave' }),
    ),
  )
}

const roles: readonly Role[] = ['owner', 'administrator', 'moderator', 'member']

/** What can be done about one member. */
export function memberDialog(app: App, user: UserId): void {
  const { account } = app
  const view = openView(app)
  if (account === null || view === null) return
  const item = (id: string, words: string, run: () => void): Item => ({
    id,
    text: words.toLowerCase(),
    line: [{ text: words, tone: 'text' }],
    actions: [{ key: 'enter', title: 'do it', run }],
  })
  const items: Item[] = []
  if (user !== account.kept.user.id) items.push(item('write', 'Write to them', () => writeTo(app, user)))
  const { role } = view
  if (role !== null && view.type !== 'private' && user !== account.kept.user.id) {
    if (may(view.type, role, 'changeRoles'))
      for (const one of roles.filter((one) => one === role || outranks(role, one)))
        items.push(
          item(one, one === 'owner' ? 'Hand the chat over to them' : `Make them ${one}`, () => {
            app.pop()
            submit(app, view, { type: 'changeRole', member: user, role: one })
          }),
        )
    if (may(view.type, role, 'removeMembers'))
      items.push(
        item('remove', 'Remove them from this chat', () => {
          app.pop()
          submit(app, view, { type: 'removeMember', member: user })
        }),
      )
  }
  app.push(list(app.nameOf(user), items, 'There is nothing that you may do here.', { filter: false }))
}

/** Everybody in this chat, page by page from the server. */
export function membersDialog(app: App): void {
  const { account } = app
  const view = openView(app)
  if (account === null || view === null) return
  const slot = app.push(list('Members', [], 'Nobody.'))
  load(app, slot, async () => {
    const found: Item[] = []
    let after: UserId | undefined
    for (let page = 0; page < memberPagesMax; page++) {
      const answer = await account.client.ask({
        type: 'members',
        chat: view.id,
        limit: 200,
        ...(after === undefined ? {} : { after }),
      })
      if (answer.type !== 'members') break
      for (const [user, role] of answer.members) {
        const name = app.nameOf(user)
        found.push({
          id: user,
          text: name.toLowerCase(),
          line: [
            { text: name, tone: 'text' },
            { text: `  ${role}`, tone: 'muted' },
          ],
          actions: [{ key: 'enter', title: 'more', run: () => memberDialog(app, user) }],
        })
        after = user
      }
      slot.dialog = { ...slot.dialog, items: [...found] }
      app.changed()
      if (!answer.more) break
    }
  })
}

/** Of a chat of 200,000, this many are listed. */
const memberPagesMax = 25

function submit(app: App, view: ChatView, command: Command): void {
  const settled = app.account?.client.submit(view.id, command).settled
  void settled?.then((end) => end.type === 'failed' && app.say(end.failure.message, 'error'))
}
