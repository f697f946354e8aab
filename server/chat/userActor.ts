/**
 * The user actor: one person on this node, whatever the number of their devices. It knows their presence, and gathers their
 * marks and settings so that a burst of reading, or of typing, becomes one record.
 */
import type { ActorKind, Context, Step, Timer } from '@parley/actors'
import { type ChatId, type Failure, failure, FailureError, isUserId, type Status, type UserId } from '@parley/protocol'
import type { Presences } from '../feed/presences.ts'
import type { Records } from '../records/records.ts'
import type { Store } from '../store/main.ts'
import { type Meaning, readRecord } from '../store/recordFold.ts'
import { gather, nextDueAt, noSettings, type SettingWrites, writeSettings } from './settingWrites.ts'

export interface UserProtocol {
  connected(input: { readonly connection: string }): void
  disconnected(input: { readonly connection: string }): void
  status(input: { readonly status: Status }): void
  mark(input: Moved): void
  /** Answers why it was refused; `null`: it, or a later one of the key, is durable and was told. */
  set(input: { readonly key: string; readonly value: string | null }): Failure | null
  /** To self: the person is gone long enough to be offline. */
  leave(input: null): void
  /** To self: write the marks that gathered. */
  flush(input: null): void
  /** To self: write the settings that gathered. */
  keep(input: null): void
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
  /** When the person said so; 0: they said nothing. */
  saidAt: number
  readonly moved: Map<ChatId, Moved>
  isFlushing: boolean
  readonly settings: SettingWrites
  /** Never later than what is due next. */
  keeping: { readonly at: number; readonly timer: Timer } | null
  leaving: Timer | null
}

export interface UserDeps {
  readonly records: Records
  readonly store: Store
  readonly presences: Presences
  onDefect(error: unknown): void
}

/** Marks gather this long before they are written and told. */
const flushMs = 300
/** A person whose last device went may come back this long before others see them leave. */
const leaveMs = 3_000
/** Marks that could not be written are written again this long after. Their client says them again too, but much later. */
const retryMs = 2_000
const putTriesMax = 5

type Numbers = { readonly [name: string]: number }

export function userKind({ records, store, presences, onDefect }: UserDeps): ActorKind<UserProtocol, UserState> {
  return {
    kind: 'user',
    mailbox: { capacity: 4_096, overflow: 'reject' },
    restart: { restartsMax: 10, withinMs: 10_000, backoffMs: 50 },
    // It ends itself when its person is gone: an idle one still knows who is connected.
    idleMs: null,
    start({ id }) {
      if (!isUserId(id)) throw new Error(`A user actor was addressed as "${id}".`)
      return {
        id,
        connections: new Set(),
        status: 'online',
        saidAt: 0,
        moved: new Map(),
        isFlushing: false,
        settings: noSettings(),
        keeping: null,
        leaving: null,
      }
    },
    receive: {
      connected(state, { connection }) {
        state.leaving?.cancel()
        state.leaving = null
        state.connections.add(connection)
        if (state.connections.size === 1) presences.set({ user: state.id, status: state.status }, state.saidAt)
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
        // Whether it could be kept or not, the person is gone.
        if (status !== 'offline')
          await tried(put(`seen/${state.id}`, (before) => (before?.kind === 'seen' && before.at >= at ? null : { at })))
        presences.leave(state.id, status === 'offline' ? null : at)
        return done(state)
      },
      status(state, { status }, context) {
        state.status = status
        state.saidAt = context.env.now()
        if (state.connections.size > 0) presences.set({ user: state.id, status }, state.saidAt)
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
        if (state.moved.size > 0) {
          state.isFlushing = true
          context.after(retryMs, 'flush', null)
        }
        endUnused(state, context)
        return done(state)
      },
      set(state, { key, value }, context) {
        const { reply, dueAt } = gather(state.settings, key, value, context.env.now())
        keepAt(state, dueAt, context)
        return { state, reply }
      },
      async keep(state, _input, context) {
        state.keeping = null
        await writeSettings({ records, store }, state.id, state.settings, context.env.now())
        const next = nextDueAt(state.settings)
        if (next !== null) keepAt(state, next, context)
        endUnused(state, context)
        return done(state)
      },
    },
    // Whatever ends the activation: what was read stays read, and what was set is kept.
    async stop(state) {
      await Promise.all([
        flush(state),
        writeSettings({ records, store }, state.id, state.settings, Number.POSITIVE_INFINITY),
      ])
    },
  }

  /** What could not be written stays in `moved`. The person is not forgotten for it: others would see them leave. */
  async function flush(state: UserState): Promise<void> {
    const moved = [...state.moved.values()]
    state.isFlushing = false
    await Promise.all(
      moved.map(async ({ chat, delivered, read }) => {
        const isWritten = await tried(
          put(`mark/${state.id}/${chat}`, (before) => {
            const now = before?.kind === 'mark' ? before : { delivered: 0, read: 0 }
            const isMoved = delivered > now.delivered || read > now.read
            return isMoved ? { delivered: Math.max(delivered, now.delivered), read: Math.max(read, now.read) } : null
          }),
        )
        if (isWritten) state.moved.delete(chat)
      }),
    )
  }

  /** `false` where the records refused, or nobody knows. */
  async function tried(writing: Promise<void>): Promise<boolean> {
    try {
      await writing
      return true
    } catch (error) {
      if (!(error instanceof FailureError)) onDefect(error)
      return false
    }
  }

  /**
   * Compare-and-set. `value` is told what the record says, and again after each conflict: the store may not have heard yet of
   * what other nodes wrote. `null` leaves the record as it is.
   */
  async function put(key: string, value: (before: Meaning | null) => Numbers | null): Promise<void> {
    let current = await records.get(key)
    for (let tries = 0; tries < putTriesMax; tries++) {
      const next = value(current === null ? null : readRecord(current))
      if (next === null) return
      const outcome = await records.put(key, next, current?.revision ?? 0)
      if (outcome.type === 'stored') return
      ;({ current } = outcome)
    }
    throw new FailureError(failure('unavailable', 'Others kept writing this record.'))
  }
}

function keepAt(state: UserState, at: number, context: Context<UserProtocol>): void {
  if (state.keeping !== null && state.keeping.at <= at) return
  state.keeping?.timer.cancel()
  state.keeping = { at, timer: context.after(Math.max(0, at - context.env.now()), 'keep', null) }
}

/** What still gathers must first be written: whoever waits for it would hear of a fault. */
function endUnused({ connections, settings, isFlushing }: UserState, context: Context<UserProtocol>): void {
  if (connections.size === 0 && settings.wanted.size === 0 && !isFlushing) context.passivate()
}

const done = (state: UserState): Step<UserState, undefined> => ({ state, reply: undefined })
