/** Commands typed into the composer: `/name rest`. An unknown one is not sent by mistake; `//` begins an ordinary message. */
import { isChatId, type Status } from '@parley/protocol'
import type { Candidate } from '@parley/protocol/text'
import type { App } from '../app.ts'
import { dateFrom } from '../date.ts'
import { addMembers, editChat, leaveChat, membersDialog, newChat, newPrivateChat } from '../dialogs/chat.ts'
import { helpDialog } from '../dialogs/help.ts'
import { dateDialog } from '../dialogs/jump.ts'
import { muteDialog } from '../dialogs/notifications.ts'
import { contactsDialog } from '../dialogs/people.ts'
import { statusDialog } from '../dialogs/self.ts'
import { findMatch, jumpToTime } from '../timelineMoves.ts'

interface Slash {
  readonly name: string
  readonly rest: string
  readonly title: string
  run(app: App, rest: string): void
}

const isStatus = (text: string): text is Status => /^(online|away|busy|offline)$/.test(text)

const slashes: readonly Slash[] = [
  { name: 'help', rest: '', title: 'show all keys', run: helpDialog },
  {
    name: 'search',
    rest: 'WORDS',
    title: 'search in what is loaded',
    run: (app, rest) => {
      const desk = app.desk()
      if (desk === null) return
      desk.query = rest
      if (rest !== '') findMatch(app, -1)
    },
  },
  {
    name: 'date',
    rest: 'DAY',
    title: 'go to a day, like 2026-03-01',
    run: (app, rest) => {
      const at = dateFrom(rest, app.clock())
      if (rest === '') dateDialog(app)
      else if (at === null) app.say(`“${rest}” is no date. It looks like 2026-03-01.`, 'warning')
      else jumpToTime(app, at)
    },
  },
  { name: 'write', rest: '', title: 'write to a person', run: newPrivateChat },
  { name: 'group', rest: '', title: 'create a group', run: (app) => newChat(app, 'group') },
  { name: 'channel', rest: '', title: 'create a channel', run: (app) => newChat(app, 'channel') },
  { name: 'add', rest: '', title: 'add people to this chat', run: addMembers },
  { name: 'members', rest: '', title: 'everybody in this chat', run: membersDialog },
  { name: 'title', rest: '', title: 'change the title or description', run: editChat },
  { name: 'leave', rest: '', title: 'leave this chat', run: leaveChat },
  { name: 'mute', rest: '', title: 'what notifies in this chat', run: muteDialog },
  { name: 'contacts', rest: '', title: 'contacts, requests and blocks', run: contactsDialog },
  {
    name: 'status',
    rest: 'STATUS',
    title: 'online, away, busy or offline',
    run: (app, rest) => {
      if (!isStatus(rest)) return statusDialog(app)
      app.account?.client.presence(rest)
      app.say(`Others see you as ${rest}.`)
    },
  },
  {
    name: 'open',
    rest: 'CHAT',
    title: 'open a chat by its id',
    run: (app, rest) =>
      isChatId(rest) ? app.openChat(rest) : app.say('That is no id of a chat. Ctrl-K finds chats by name.', 'warning'),
  },
  { name: 'quit', rest: '', title: 'quit', run: (app) => app.quit(0) },
]

export const slashCandidates: readonly Candidate[] = slashes.map(({ name, rest, title }) => ({
  name,
  detail: title,
  insert: rest === '' ? `/${name}` : `/${name} `,
}))

/** False where the text is an ordinary message. */
export function runSlash(app: App, text: string): boolean {
  const match = /^\/([a-z]+)(?:\s+([^\n]*))?$/i.exec(text)
  if (match === null) return false
  const [, name = '', rest = ''] = match
  const slash = slashes.find((one) => one.name === name.toLowerCase())
  if (slash === undefined) {
    app.say(`There is no /${name}. F1 shows what there is; a second / sends it as text.`, 'warning')
    return true
  }
  slash.run(app, rest.trim())
  return true
}
