/** A client that knows four chats and decides by the protocol's rules, at once and without a server. */
import {
  type Chat,
  type ChatType,
  decide,
  failure,
  FailureError,
  fold,
  isEpoch,
  Members,
  newSubmissionId,
  type Presence,
  type Role,
  type UserId,
} from '@parley/protocol'
import type { ChatView, ClientEvent } from '@parley/protocol/client'
import type { RemoteClient } from '@parley/protocol/client/remote'
import { chatId, everybody, person, userId } from './people.ts'

const env = { now: () => Date.now(), random: () => Math.random() }

const viewOf = (
  number: number,
  type: ChatType,
  title: string | null,
  members: readonly (readonly [UserId, Role])[],
  memberCount = members.length,
): ChatView => {
  const epoch = `0${'a'.repeat(25)}`
  if (!isEpoch(epoch)) throw new Error('This is no epoch.')
  const held = Members.of(members)
  return {
    id: chatId(number),
    epoch,
    type,
    title,
    description: null,
    createdAt: Date.UTC(2026, 8, 1),
    seq: 1,
    role: held.get(userId(1)) ?? 'member',
    members: held,
    memberCount,
    peer: type === 'private' ? userId(2) : null,
    messages: [],
    pending: new Set(),
    hasOlder: false,
    last: null,
    unread: 0,
    delivered: 0,
    read: 0,
    marks: new Map(),
    typing: [],
  }
}

export function fakeClient(): RemoteClient {
  const listeners = new Set<(event: ClientEvent) => void>()
  const tell = (event: ClientEvent): void => {
    for (const listener of listeners) listener(event)
  }
  const settings = new Map<string, string>()
  const chats = new Map(
    [
      viewOf(1, 'private', null, [
        [userId(1), 'member'],
        [userId(2), 'member'],
      ]),
      {
        ...viewOf(2, 'group', 'Garden Street', [
          [userId(1), 'administrator'],
          [userId(2), 'owner'],
          [userId(3), 'moderator'],
          [userId(4), 'member'],
          [userId(5), 'administrator'],
          ...[6, 7, 8].map((number): [UserId, Role] => [userId(number), 'member']),
        ]),
        description: 'What concerns the house.\nKeys are with Ann; the plumber comes on Thursdays.',
      },
      viewOf(3, 'channel', 'Notices', [
        [userId(1), 'member'],
        [userId(2), 'owner'],
      ]),
      viewOf(4, 'group', 'Everybody', [[userId(1), 'owner']], everybody.length),
    ].map((view) => [view.id, view]),
  )
  const presences = new Map<UserId, Presence>([
    [userId(1), { user: userId(1), status: 'online' }],
    [userId(2), { user: userId(2), status: 'online' }],
    [userId(3), { user: userId(3), status: 'busy' }],
    [userId(5), { user: userId(5), status: 'offline', lastSeen: Date.now() - 600_000 }],
  ])
  const nothing = (): Promise<never> => Promise.reject(new FailureError(failure('notFound', 'This is not here.')))
  const me = person(1)
  // As with the real client, an answer is the same object until it is another one.
  let listed: readonly ChatView[] = [...chats.values()]
  return {
    opened: Promise.resolve(),
    look: () => () => undefined,
    isLooked: () => true,
    close: () => undefined,
    retry: () => undefined,
    state: { type: 'online' },
    me,
    chats: () => listed,
    chat: (id) => chats.get(id) ?? null,
    submit(id, command) {
      const submission = newSubmissionId(env)
      const view = chats.get(id)
      const held: Chat | null = view === undefined ? null : { ...view, members: allMembers(view) }
      const decision = decide(held, command, { by: me.id, message: () => undefined })
      const stored = Promise.resolve()
      if (decision.type === 'rejected' || view === undefined || held === null) {
        const why = decision.type === 'rejected' ? decision.failure : failure('notFound', 'There is no such chat.')
        tell({ type: 'rejected', chat: id, id: submission, failure: why })
        return { id: submission, stored, settled: Promise.resolve({ type: 'failed', failure: why }) }
      }
      const entry = { seq: view.seq + 1, at: Date.now(), by: me.id, cause: submission, event: decision.event }
      const next = fold(held, entry, id)
      if (next !== null) chats.set(id, { ...view, ...next, role: next.members.get(me.id) ?? null })
      listed = [...chats.values()]
      tell({ type: 'chats', chats: [id] })
      return { id: submission, stored, settled: Promise.resolve({ type: 'stored', entry }) }
    },
    flushed: () => Promise.resolve(),
    mark: () => undefined,
    typing: () => undefined,
    presence(status) {
      presences.set(me.id, { user: me.id, status })
      tell({ type: 'presence', presences: [{ user: me.id, status }] })
    },
    presenceOf: (id) => presences.get(id) ?? null,
    setting: (key) => settings.get(key) ?? null,
    settings: () => settings,
    setSetting(key, value) {
      if (value === null) settings.delete(key)
      else settings.set(key, value)
      tell({ type: 'settings', keys: [key] })
      return null
    },
    async ask(query) {
      if (query.type !== 'members') return nothing()
      const from = query.after === undefined ? 0 : everybody.findIndex(({ id }) => id === query.after) + 1
      const page = everybody.slice(from, from + query.limit)
      return {
        type: 'members',
        members: page.map(({ id }): [UserId, Role] => [id, id === me.id ? 'owner' : 'member']),
        people: page,
        more: from + page.length < everybody.length,
      }
    },
    loadOlder: () => Promise.resolve(false),
    visit: nothing,
    person: (id) => everybody.find((one) => one.id === id) ?? null,
    cursors: () => new Map(),
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const allMembers = (view: ChatView): Members =>
  view.members.size === view.memberCount
    ? view.members
    : Members.of(everybody.map(({ id }): [UserId, Role] => [id, id === userId(1) ? 'owner' : 'member']))
