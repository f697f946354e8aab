/** Commands typed into the composer: `/name rest`. An unknown one is not sent by mistake; `//` begins an ordinary message. */
import { isChatId, type Status } from '@parley/protocol'
import type { Candidate } from '@parley/protocol/text'
import type { ActionId } from '../keys/table.ts'

/** What a command may do here. */
export interface SlashPorts {
  readonly go: (path: string) => void
  readonly toast: (text: string) => void
  readonly presence: (status: Status) => void
  readonly run: (action: ActionId) => boolean
}

interface Slash {
  readonly name: string
  readonly rest: string
  readonly title: string
  run(ports: SlashPorts, rest: string): void
}

const isStatus = (text: string): text is Status => /^(online|away|busy|offline)$/.test(text)

const act =
  (action: ActionId): Slash['run'] =>
  ({ run, toast }) => {
    if (!run(action)) toast('That cannot be done here.')
  }
const go =
  (path: string): Slash['run'] =>
  (ports) =>
    ports.go(path)

const slashes: readonly Slash[] = [
  { name: 'help', rest: '', title: 'show all keys', run: act('app.help') },
  { name: 'search', rest: '', title: 'search in this chat', run: act('chat.search') },
  { name: 'write', rest: '', title: 'write to a person', run: go('/new/private') },
  { name: 'group', rest: '', title: 'create a group', run: go('/new/group') },
  { name: 'channel', rest: '', title: 'create a channel', run: go('/new/channel') },
  { name: 'members', rest: '', title: 'everybody in this chat, and what it is called', run: act('chat.info') },
  { name: 'mute', rest: '', title: 'mute this chat, or hear it again', run: act('chat.mute') },
  { name: 'read', rest: '', title: 'mark this chat as read', run: act('chat.markRead') },
  { name: 'contacts', rest: '', title: 'contacts, requests and blocks', run: go('/contacts') },
  {
    name: 'status',
    rest: 'STATUS',
    title: 'online, away, busy or offline',
    run: ({ go: goTo, presence, toast }, rest) => {
      if (!isStatus(rest)) return goTo('/profile')
      presence(rest)
      toast(`Others see you as ${rest}.`)
    },
  },
  { name: 'profile', rest: '', title: 'your name and picture', run: go('/profile') },
  { name: 'settings', rest: '', title: 'open the settings', run: act('app.settings') },
  { name: 'theme', rest: '', title: 'change between light and dark', run: act('app.theme') },
  {
    name: 'open',
    rest: 'CHAT',
    title: 'open a chat by its id',
    run: ({ go: goTo, toast }, rest) =>
      isChatId(rest) ? goTo(`/chat/${rest}`) : toast('That is no id of a chat. Ctrl-K finds chats by name.'),
  },
  { name: 'logout', rest: '', title: 'log out', run: act('app.logout') },
]

export const slashCandidates: readonly Candidate[] = slashes.map(({ name, rest, title }) => ({
  name,
  detail: title,
  insert: rest === '' ? `/${name}` : `/${name} `,
}))

const pattern = /^\/([a-z]+)(?:[^\S\n]+([^\n]*))?$/i

/** Is it a command rather than a message? */
export const isSlash = (text: string): boolean => pattern.test(text)

/** False where nothing was done: an unknown command is told, and its text stays. */
export function runSlash(ports: SlashPorts, text: string): boolean {
  const [, name = '', rest = ''] = pattern.exec(text) ?? []
  const slash = slashes.find((one) => one.name === name.toLowerCase())
  if (slash === undefined) ports.toast(`There is no /${name}. A second / in front sends it as text.`)
  else slash.run(ports, rest.trim())
  return slash !== undefined
}
