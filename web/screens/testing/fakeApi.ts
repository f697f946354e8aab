/** What is asked over HTTP, answered at once; `calls` holds what was asked. */
import {
  type Contact,
  type ContactState,
  type Epoch,
  failure,
  FailureError,
  isEpoch,
  isSessionId,
  type SessionId,
  type UserId,
} from '@parley/protocol'
import type { RemoteApi } from '../../link/link.ts'
import { chatId, everybody, person, userId } from './people.ts'

export interface FakeApi extends RemoteApi {
  readonly calls: unknown[]
}

function sessionId(letter: string): SessionId {
  const text = `0${letter.repeat(25)}`
  if (!isSessionId(text)) throw new Error(`${text} is no id of a session.`)
  return text
}

export function fakeApi(isAdministrator: boolean): FakeApi {
  const calls: unknown[] = []
  const refuse = (...parts: Parameters<typeof failure>): never => {
    throw new FailureError(failure(...parts))
  }
  const contacts = new Map<UserId, ContactState>([
    [userId(2), 'accepted'],
    [userId(3), 'accepted'],
    [userId(4), 'incoming'],
    [userId(5), 'requested'],
    [userId(7), 'blocked'],
  ])
  const change = (state: ContactState) => async (user: UserId) => {
    calls.push({ contact: state, user })
    contacts.set(user, state)
  }
  const hourMs = 3_600_000
  const now = Date.now()
  let sessions = [
    {
      id: sessionId('a'),
      client: 'Parley web on Chrome, Linux',
      createdAt: now - 80 * hourMs,
      seenAt: now,
      current: true,
    },
    {
      id: sessionId('b'),
      client: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit Version/19.0 Mobile Safari/604.1',
      createdAt: now - 300 * hourMs,
      seenAt: now - 3 * hourMs,
      current: false,
    },
    {
      id: sessionId('c'),
      client: 'parley tui 0.1 on linux',
      createdAt: now - 40 * hourMs,
      seenAt: now - 30 * hourMs,
      current: false,
    },
  ]
  return {
    calls,
    async logout() {
      calls.push('logout')
    },
    sessions: async () => sessions,
    async revoke(id) {
      sessions = sessions.filter((session) => session.id !== id)
    },
    async revokeOthers() {
      sessions = sessions.filter(({ current }) => current)
    },
    async changePassword({ password, newPassword }) {
      if (password !== 'correct horse') refuse('forbidden', 'The password is wrong.')
      if (newPassword.length < 8) refuse('invalid', 'A password has at least 8 characters.')
      calls.push('password')
    },
    me: async () => ({ user: person(1), email: 'ann@example.org', isAdministrator }),
    users: async (query, limit = 20) => {
      const wanted = query.toLowerCase().replace(/^@/, '')
      return everybody
        .filter(({ name, username }) => username.startsWith(wanted) || name.toLowerCase().startsWith(wanted))
        .slice(0, limit)
    },
    contacts: async () => [...contacts].map(([user, state]): Contact => ({ person: find(user), state })),
    async requestContact(user) {
      const known = everybody.find(({ id, username }) => user === id || user === `@${username}`)
      if (known === undefined) return refuse('notFound', 'There is no such person.')
      return change('requested')(known.id)
    },
    acceptContact: change('accepted'),
    declineContact: change('none'),
    blockContact: change('blocked'),
    unblockContact: change('none'),
    removeContact: change('none'),
    async createChat(chat) {
      calls.push({ createChat: chat })
      return {
        id: chat.id ?? chatId(1),
        chat: chat.id ?? chatId(1),
        epoch: knownEpoch(),
        seq: 1,
        type: chat.type,
        title: chat.title ?? null,
        description: chat.description ?? null,
        createdAt: Date.now(),
        memberCount: chat.members.length + 1,
        role: 'owner',
        unread: 0,
        delivered: 0,
        read: 0,
      }
    },
    async invite(options) {
      calls.push({ invite: options })
      return { code: 'Zk3q-9TnB_x2LwVY8mPd41Rc', expiresAt: Date.now() + 7 * 24 * hourMs }
    },
  }
}

function knownEpoch(): Epoch {
  const text = `0${'a'.repeat(25)}`
  if (!isEpoch(text)) throw new Error('This is no epoch.')
  return text
}

const find = (user: UserId) => everybody.find(({ id }) => id === user) ?? person(1)
