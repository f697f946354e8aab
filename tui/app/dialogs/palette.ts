/** The palette: chats, people, commands and loaded messages, in one list that typing narrows. */
import { isChatId, type Person } from '@parley/protocol'
import { chatTitle, listTime, type PaletteEntry, plainLine, rank } from '@parley/protocol/text'
import { keysOf } from '../../keys/bindings.ts'
import { keyLabel } from '../../keys/help.ts'
import { type ActionId, actionOf, actions } from '../../keys/table.ts'
import type { Line } from '../../text/line.ts'
import { strictSteady } from '../../text/steady.ts'
import type { App } from '../app.ts'
import { editorWith, type Item, list } from '../dialog.ts'
import { jumpToSeq } from '../timelineMoves.ts'
import { openView } from './chat.ts'
import { writeTo } from './people.ts'

const shownMax = 60
const labelCharsMax = 160

export function paletteDialog(app: App, query: string): void {
  const people = new Map<string, Person>()
  const entries = [...chatEntries(app), ...peopleEntries(app, people), ...commandEntries(app), ...messageEntries(app)]
  const search = (text: string): readonly Item[] =>
    rank(text, entries, shownMax).map(({ entry, positions }) => ({
      id: `${entry.kind} ${entry.id}`,
      text: '',
      line: lineOf(entry, positions),
      actions: [{ key: 'enter', title: 'go', run: () => choose(app, entry, people) }],
    }))
  app.push({
    ...list('Go to, or do   @ people   # chats   > commands   / messages', search(query), 'Nothing is named so.', {
      search,
    }),
    filter: editorWith(query),
  })
}

const signs = { chat: '#', person: '@', command: '>', message: '/' } as const

function lineOf({ kind, label, detail }: PaletteEntry, positions: readonly number[]): Line {
  const matched = new Set(positions)
  const letters = [...label.matchAll(/./gsu)].map(({ 0: text, index }) => ({ text, isMatched: matched.has(index) }))
  const spans = letters.map(({ text, isMatched }) => ({
    text,
    tone: isMatched ? ('accent' as const) : ('text' as const),
  }))
  return [{ text: `${signs[kind]} `, tone: 'muted' }, ...spans, { text: `  ${detail}`, tone: 'muted' }]
}

function choose(app: App, { kind, id }: PaletteEntry, people: ReadonlyMap<string, Person>): void {
  app.dialogs.length = 0
  if (kind === 'chat' && isChatId(id)) app.openChat(id)
  const person = kind === 'person' ? people.get(id) : undefined
  if (person !== undefined) writeTo(app, person.id)
  const action = kind === 'command' ? actionOf(id) : null
  if (action !== null) app.run(action.id)
  if (kind === 'message') {
    app.focus = 'timeline'
    jumpToSeq(app, Number(id))
  }
}

function chatEntries(app: App): PaletteEntry[] {
  return (app.account?.client.chats() ?? []).map((view) => ({
    kind: 'chat',
    id: view.id,
    label: strictSteady(chatTitle(view, app.nameOf)),
    detail: view.unread > 0 ? `${view.unread} unread` : view.type,
    usedAt: view.last?.at ?? view.createdAt,
  }))
}

function peopleEntries(app: App, people: Map<string, Person>): PaletteEntry[] {
  const { account } = app
  for (const view of account?.client.chats() ?? [])
    for (const [user] of view.type === 'private' || view.memberCount <= 200 ? view.members : []) {
      const person = account?.client.person(user) ?? null
      if (person !== null && user !== account?.kept.user.id) people.set(user, person)
    }
  return [...people.values()].map(({ id, name, username }) => ({
    kind: 'person',
    id,
    label: strictSteady(plainLine(name, labelCharsMax)),
    detail: `@${plainLine(username, labelCharsMax)}`,
    usedAt: 0,
  }))
}

/** Those that can be run from everywhere. */
function commandEntries(app: App): PaletteEntry[] {
  return actions
    .filter(({ scopes, id }) => scopes.includes('global') && !without.has(id))
    .map(({ id, title }) => ({
      kind: 'command',
      id,
      label: title,
      detail: keysOf(app.bindings, id, ['global']).map(keyLabel).join(', '),
      usedAt: 0,
    }))
}

const without: ReadonlySet<ActionId> = new Set(['palette', 'commands'])

function messageEntries(app: App): PaletteEntry[] {
  const view = openView(app)
  const clock = app.clock()
  const entries: PaletteEntry[] = []
  for (const message of view?.messages ?? [])
    if (message.content.kind === 'text')
      entries.push({
        kind: 'message',
        id: String(message.seq),
        label: strictSteady(plainLine(message.content.text, labelCharsMax)),
        detail: `${app.nameOf(message.by)} ${listTime(message.at, clock)}`,
        usedAt: message.at,
      })
  return entries
}
