/** What the switcher can find, as it is when it opens: rows must not move under the hand that reaches for them. */
import type { ChatId, Message, Person, UserId } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import { chatTitle, type Clock, listTime, type PaletteEntry, plainLine, safeLine } from '@parley/protocol/text'
import { type Bindings, chordsOf } from '../keys/bindings.ts'
import { formatChord } from '../keys/chord.ts'
import { type Action, type ActionId, actions } from '../keys/table.ts'

/** What it reads of an app. */
export interface OffersSource {
  readonly client: {
    chats(): readonly ChatView[]
    chat(id: ChatId): ChatView | null
    person(id: UserId): Person | null
  }
  readonly me: Person
  nameOf(id: UserId): string
  clock(): Clock
}

/** The latest loaded messages of the open chat in which is searched. */
const messagesMax = 2_000
const labelCharsMax = 160
/** Of how many chats, the latest first, the members are offered, and of how large ones. */
const chatsReadMax = 100
const memberCountMax = 200
const peopleMax = 1_000
/** Later than any message: among equals, what is unread comes first. */
const unreadBonusMs = 1e15

export function chatEntries({ client, nameOf }: OffersSource): readonly PaletteEntry[] {
  return client.chats().map((view) => ({
    kind: 'chat',
    id: view.id,
    label: chatTitle(view, nameOf),
    detail: view.type,
    usedAt: (view.last?.at ?? view.createdAt) + (view.unread > 0 ? unreadBonusMs : 0),
  }))
}

/** Whom the reader shares a chat with. Whoever has a private chat is found as that. */
export function knownPeople({ client, me }: OffersSource): readonly Person[] {
  const people = new Map<UserId, Person>()
  const chats = client.chats()
  for (const view of chats.slice(0, chatsReadMax)) {
    if (view.type === 'private' || view.memberCount > memberCountMax) continue
    for (const [id] of view.members) {
      if (people.size >= peopleMax) break
      const person = id === me.id || people.has(id) ? null : client.person(id)
      if (person !== null) people.set(id, person)
    }
  }
  for (const { peer } of chats) if (peer !== null) people.delete(peer)
  return [...people.values()]
}

export const personEntry = ({ id, name, username }: Person): PaletteEntry => ({
  kind: 'person',
  id,
  label: safeLine(name).trim(),
  detail: `@${safeLine(username)}`,
  usedAt: 0,
})

/** What can be done from everywhere, and what somebody does now. */
export function commandEntries(bindings: Bindings, isDone: (id: ActionId) => boolean): readonly PaletteEntry[] {
  return actions
    .filter((action: Action) => !without.has(action.id) && action.contexts.some(isEverywhere) && isDone(action.id))
    .map(({ id, label }) => ({
      kind: 'command',
      id,
      label,
      detail: chordsOf(bindings, id)
        .map((chord) => formatChord(chord, bindings.isMac))
        .join(', '),
      usedAt: 0,
    }))
}

const isEverywhere = (context: string): boolean => context === 'chat' || context === 'anywhere'
/** Senseless where they would be chosen. */
const without: ReadonlySet<ActionId> = new Set(['app.switcher', 'app.nextRegion', 'app.previousRegion'])

/** What is loaded of the open chat, the latest first. */
export function messageEntries(source: OffersSource, chat: ChatId | null): readonly PaletteEntry[] {
  const view = chat === null ? null : source.client.chat(chat)
  if (view === null) return []
  const clock = source.clock()
  const entries: PaletteEntry[] = []
  for (const message of view.messages.slice(-messagesMax).toReversed()) {
    const entry = view.pending.has(message.id) ? null : messageEntry(source, message, clock)
    if (entry !== null) entries.push(entry)
  }
  return entries
}

function messageEntry(source: OffersSource, { seq, at, by, content }: Message, clock: Clock): PaletteEntry | null {
  if (content.kind !== 'text') return null
  const label = plainLine(content.text, labelCharsMax)
  return {
    kind: 'message',
    id: String(seq),
    label,
    detail: `${source.nameOf(by)}, ${listTime(at, clock)}`,
    usedAt: at,
  }
}
