/**
 * The user actor: one person on this node, whatever the number of their devices. It knows their presence, and gathers their
 * marks so that a burst of reading becomes one record.
 */
import type { ActorKind, Step, Timer } from '@parley/actors'
import { type ChatId, isUserId, type Status, type UserId } from '@parley/protocol'
import type { Presences } from '../feed/presences.ts'
import type { Records } from '../records/records.ts'
import type { Store } from '../store/main.ts'

export interface UserProtocol {
  connected(input: { readonly connection: string }): void
  disconnected(input: { readonly connection: string }): void
  status(input: { readonly status: Status }): void
  mark(input: Moved): void
  /** To self: the person is gone long enough to be offline. */
  leave(input: null): void
  /** To self: write the marks that gathered. */
  flush(input: null): void
}

interface Moved {
  readonly chat: ChatId
  readonly delivered: number
  readonly read: number
}

interface UserState {
  readonly id: UserId
  readonly connections: Set<string>
  status: Status
  readonly moved: Map<ChatId, Moved>
  isFlushing: boolean
  leaving: Timer | null
}

export interface UserDeps {
  readonly records: Records
  readonly store: Store
  readonly presences: Presences
}

/** Marks gather this long before they are written and told. */
const flushMs = 300
/** A person whose last device went may come back this long before others see them leave. */
const leaveMs = 3_000
const markTriesMax = 5

export function userKind({ records, store, presences }: UserDeps): ActorKind<UserProtocol, UserState> {
  return {
    kind: 'user',
    mailbox: { capacity: 4_096, overflow: 'reject' },
    restart: { restartsMax: 10, withinMs: 10_000, backoffMs: 50 },
    // It ends itself when its person is gone: an idle one still knows who is connected.
    idleMs: null,
    start({ id }) {
      if (!isUserId(id)) throw new Error(`A user actor was addressed as "${id}".`)
      return { id, connections: new Set(), status: 'online', moved: new Map(), isFlushing: false, leaving: null }
    },
    receive: {
      connected(state, { connection }) {
        state.leaving?.cancel()
        state.leaving = null
        state.connections.add(connection)
        if (state.connections.size === 1) presences.set({ user: state.id, status: state.status })
        return done(state)
      },
      disconnected(state, { connection }, context) {
        state.connections.delete(connection)
        if (state.connections.size === 0) state.leaving = context.after(leaveMs, 'leave', null)
        return done(state)
      },
      async leave(state, _input, context) {
        if (state.connections.size > 0) return done(state)
        context.passivate()
        const at = context.env.now()
        const { status } = presences.get(state.id)
        if (status === 'offline') return done(state)
        await put(`seen/${state.id}`, () => ({ at }))
        presences.set({ user: state.id, status: 'offline', lastSeen: at })
        return done(state)
      },
      status(state, { status }) {
        state.status = status
        if (state.connections.size > 0) presences.set({ user: state.id, status })
        return done(state)
      },
      mark(state, { chat, delivered, read }, context) {
        const before = state.moved.get(chat) ?? { delivered: 0, read: 0 }
        state.moved.set(chat, {
          chat,
          delivered: Math.max(before.delivered, delivered, read),
          read: Math.max(before.read, read),
        })
        if (!state.isFlushing) context.after(flushMs, 'flush', null)
        state.isFlushing = true
        return done(state)
      },
      async flush(state, _input, context) {
        await flush(state)
        if (state.connections.size === 0) context.passivate()
        return done(state)
      },
    },
    // Whatever ends the activation: what was read stays read.
    stop: flush,
  }

  async function flush(state: UserState): Promise<void> {
    const moved = [...state.moved.values()]
    state.moved.clear()
    state.isFlushing = false
    await Promise.all(
      moved.map(({ chat, delivered, read }) =>
        put(`mark/${state.id}/${chat}`, () => {
          const now = store.marks.get(state.id, chat)
          const isMoved = delivered > now.delivered || read > now.read
          return isMoved ? { delivered: Math.max(delivered, now.delivered), read: Math.max(read, now.read) } : null
        }),
      ),
    )
  }

  /** Compare-and-set; `value` is asked again after each conflict. `null` leaves the record as it is. */
  async function put(key: string, value: () => { readonly [name: string]: number } | null): Promise<void> {
    let expected = (await records.get(key))?.revision ?? 0
    for (let tries = 0; tries < markTriesMax; tries++) {
      const next = value()
      if (next === null) return
      const outcome = await records.put(key, next, expected)
      if (outcome.type === 'stored') return
      expected = outcome.current?.revision ?? 0
    }
  }
}

const done = (state: UserState): Step<UserState, undefined> => ({ state, reply: undefined })
