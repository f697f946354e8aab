/**
 * One client for as long as a login lasts, whoever runs it. When the host dies, its client goes and the next host's takes its
 * place behind this one: what was shown stays to be seen until the next has it, what was asked is asked again, and what was
 * submitted, marked, set, looked at or said of oneself is told to the next one. A page sees no more than a connection that was
 * lost for a moment.
 *
 * A visit ends with its host: it shows what it had, and loads no more.
 */
import {
  type ChatId,
  type Failure,
  failure,
  FailureError,
  type Person,
  refuseSetting,
  type Status,
} from '@parley/protocol'
import type { ChatView, ClientEnv, ClientEvent, ConnectionState } from '@parley/protocol/client'
import type { RemoteClient } from '@parley/protocol/client/remote'
import { createLastingSubmissions } from './lastingSubmissions.ts'

export interface LastingClient {
  readonly client: RemoteClient
  /** The host died; the next one's client will come. Call it before its client is closed. */
  lose(): void
  /** The next one, of the same account, when its first batch is here. */
  use(client: RemoteClient): void
  /** The login is over. */
  end(): void
}

interface Looked {
  count: number
  stop: () => void
}

/** What a host may not have stored when it died: settings that were set this short a time ago are set again. */
const recentMs = 10_000
/** A host tells the newest chats first, and all of them within this time. */
const tellingMs = 3_000

export function createLastingClient(first: RemoteClient, env: ClientEnv): LastingClient {
  const listeners = new Set<(event: ClientEvent) => void>()
  const looks = new Map<ChatId, Looked>()
  const marks = new Map<ChatId, { readonly delivered: number; readonly read: number }>()
  const settings = new Map<string, { readonly value: string | null; readonly at: number }>()
  const submissions = createLastingSubmissions(env)
  let now = first
  /** Shows what the present one does not have yet. */
  let before: RemoteClient | null = null
  let shown: { readonly told: readonly ChatView[]; readonly chats: readonly ChatView[] } | null = null
  let stopWaiting = nothing
  let phase: 'here' | 'lost' | 'over' = 'here'
  let waiting: { readonly resolve: () => void; readonly reject: (why: Error) => void }[] = []
  let status: Status | null = null
  let lostAt = 0
  let unlisten = follow(first)
  submissions.use(first)

  function follow(client: RemoteClient): () => void {
    return client.on(tell)
  }

  function tell(event: ClientEvent): void {
    for (const listener of listeners) listener(event)
  }

  /** Asks whoever is there, and the next one where that one dies before it answers. */
  async function asked<Result>(ask: (client: RemoteClient) => Promise<Result>): Promise<Result> {
    await here()
    const client = now
    try {
      return await ask(client)
    } catch (error) {
      if (client === now && phase === 'here') throw error
      return asked(ask)
    }
  }

  function here(): Promise<void> {
    if (phase === 'here') return Promise.resolve()
    if (phase === 'over') return Promise.reject(new FailureError(loggedOut))
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
  }

  /** Whose view of this chat is to be seen. */
  function showing(chat: ChatId): RemoteClient {
    if (before === null) return now
    if (looks.has(chat) && !now.isLooked(chat) && before.isLooked(chat)) return before
    return now.chat(chat) === null ? before : now
  }

  function chats(): readonly ChatView[] {
    if (before === null) return now.chats()
    const told = now.chats()
    if (shown?.told === told) return shown.chats
    const known = new Set(told.map(idOf))
    const list = [...told, ...before.chats().filter(({ id }) => !known.has(id))]
    shown = { told, chats: list }
    return list
  }

  /** By now the present one has everything. */
  function forgetBefore(): void {
    const old = before
    before = null
    shown = null
    stopWaiting = nothing
    if (old !== null) tellChats(old)
  }

  function recent(key: string): { readonly value: string | null } | null {
    return phase === 'lost' ? (settings.get(key) ?? null) : null
  }

  function note(key: string, value: string | null): void {
    settings.delete(key)
    settings.set(key, { value, at: env.now() })
    if (phase === 'lost') return
    for (const [old, { at }] of settings) {
      if (at > env.now() - recentMs) return
      settings.delete(old)
    }
  }

  function setSetting(key: string, value: string | null): Failure | null {
    const why = phase === 'lost' ? refuseSetting(key, value) : now.setSetting(key, value)
    if (why !== null) return why
    note(key, value)
    if (phase === 'lost') tell({ type: 'settings', keys: [key] })
    return null
  }

  /** What was said to the one that died. */
  function sayAgain(): void {
    if (status !== null) now.presence(status)
    for (const [chat, looked] of looks) looked.stop = now.look(chat)
    for (const [chat, mark] of marks) if ((now.chat(chat)?.read ?? 0) < mark.read) now.mark(chat, mark)
    for (const [key, { value, at }] of settings)
      if (at > lostAt - recentMs && now.setting(key) !== value) now.setSetting(key, value)
    submissions.use(now)
  }

  /** Everything may be another than it was. */
  function tellAll(old: RemoteClient): void {
    tell({ type: 'state', state: now.state })
    tellChats(old)
    tell({ type: 'settings', keys: union(old.settings('').keys(), now.settings('').keys()) })
  }

  function tellChats(old: RemoteClient): void {
    tell({ type: 'chats', chats: union(old.chats().map(idOf), now.chats().map(idOf)) })
  }

  const client: RemoteClient = {
    opened: first.opened,
    get state() {
      return phase === 'here' ? now.state : connecting
    },
    get me() {
      return now.me ?? before?.me ?? null
    },
    retry: () => now.retry(),
    chats,
    chat: (id) => showing(id).chat(id),
    isLooked: (id) => showing(id).isLooked(id),
    look(chat) {
      const looked = looks.get(chat) ?? { count: 0, stop: now.look(chat) }
      looked.count++
      looks.set(chat, looked)
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        looked.count--
        if (looked.count > 0) return
        looked.stop()
        looks.delete(chat)
      }
    },
    submit: (chat, command, { id } = {}) => submissions.submit(chat, command, id),
    flushed: () => asked((one) => one.flushed()),
    mark(chat, mark) {
      const { delivered, read } = marks.get(chat) ?? { delivered: 0, read: 0 }
      marks.set(chat, {
        delivered: Math.max(delivered, mark.delivered ?? 0),
        read: Math.max(read, mark.read ?? 0),
      })
      now.mark(chat, mark)
    },
    typing: (chat, on) => now.typing(chat, on),
    presence(next) {
      status = next
      now.presence(next)
    },
    presenceOf: (id) => now.presenceOf(id),
    setting(key) {
      const mine = recent(key)
      return mine === null ? now.setting(key) : mine.value
    },
    settings: (prefix) => now.settings(prefix),
    setSetting,
    ask: (query) => asked((one) => one.ask(query)),
    loadOlder: (chat) => asked((one) => one.loadOlder(chat)),
    visit: (chat, place) => asked((one) => one.visit(chat, place)),
    person: (id): Person | null => now.person(id) ?? before?.person(id) ?? null,
    cursors: () => now.cursors(),
    on(listener) {
      const mine = (event: ClientEvent): void => listener(event)
      listeners.add(mine)
      return () => void listeners.delete(mine)
    },
    close() {
      end()
      now.close()
    },
  }

  function end(): void {
    phase = 'over'
    unlisten()
    stopWaiting()
    submissions.forget()
    for (const { reject } of waiting) reject(new FailureError(loggedOut))
    waiting = []
  }

  return {
    client,
    lose() {
      if (phase !== 'here') return
      phase = 'lost'
      lostAt = env.now()
      unlisten()
      submissions.use(null)
      tell({ type: 'state', state: connecting })
    },
    use(next) {
      const old = now
      before = old
      shown = null
      stopWaiting()
      stopWaiting = env.after(tellingMs, forgetBefore)
      now = next
      phase = 'here'
      unlisten = follow(next)
      sayAgain()
      tellAll(old)
      for (const { resolve } of waiting) resolve()
      waiting = []
    },
    end,
  }
}

const nothing = (): void => undefined
const loggedOut = failure('unauthenticated', 'Nobody is logged in any more.')
const connecting: ConnectionState = { type: 'connecting' }
const idOf = ({ id }: { readonly id: ChatId }): ChatId => id
const union = <Key>(left: Iterable<Key>, right: Iterable<Key>): readonly Key[] => [...new Set([...left, ...right])]
