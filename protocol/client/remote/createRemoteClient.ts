/** The tab's side: it takes batches, and says what it wants. */
import { FailureError } from '../../failure.ts'
import { type ChatId, newSubmissionId, type UserId } from '../../ids.ts'
import type { Person, Presence } from '../../person.ts'
import { createAnnouncer } from '../announcer.ts'
import type { ClientEnv } from '../env.ts'
import type { ClientEvent, ConnectionState } from '../events.ts'
import { type Batch, isBatch, isEnded, type Reply, type Request } from './exchange.ts'
import { createLooks } from './looks.ts'
import { createMirror } from './mirror.ts'
import type { Port } from './port.ts'
import { closedFailure, createQuestions, hasMore } from './questions.ts'
import type { RemoteClient } from './remoteClient.ts'
import { createRemoteSettings } from './remoteSettings.ts'
import { createRemoteSubmissions } from './remoteSubmissions.ts'
import { createRemoteVisits } from './remoteVisits.ts'

export function createRemoteClient(port: Port, env: ClientEnv): RemoteClient {
  const { handled, later, changed, on } = createAnnouncer()
  const people = new Map<UserId, Person>()
  const presences = new Map<UserId, Presence>()
  /** Asked for, and not told since the connection began. */
  const asked = new Set<UserId>()
  let wanted: UserId[] = []
  const mirror = createMirror()
  const { look, close: closeLooks } = createLooks(env, post)
  const questions = createQuestions(post)
  const submissions = createRemoteSubmissions(post)
  const settings = createRemoteSettings(
    post,
    handled((keys) => later({ type: 'settings', keys })),
  )
  const visits = createRemoteVisits({ questions, post, look, view: mirror.view, loadOlder })
  let state: ConnectionState = { type: 'stopped', why: null }
  let me: Person | null = null
  let isOpen = false
  let isClosed = false
  let setOpened: () => void = () => undefined
  let refuseOpened: (why: FailureError) => void = () => undefined
  const opened = new Promise<void>((resolve, reject) => {
    setOpened = resolve
    refuseOpened = reject
  })
  opened.catch(() => undefined)

  const unlisten = port.listen((message) => {
    if (isEnded(message)) end()
    else if (isBatch(message)) take(message)
  })
  post({ t: 'open' })

  function post(request: Request): void {
    if (!isClosed) port.post(request)
  }

  function take(batch: Batch): void {
    // What the host still said to another one at this port.
    if (!isOpen && !batch.isFirst) return
    isOpen = true
    apply(batch)
    for (const reply of batch.replies) answer(reply)
    setOpened()
    if (batch.isMore) post({ t: 'more' })
  }

  const apply = handled((batch: Batch) => {
    state = batch.state ?? state
    me = batch.me ?? me
    for (const person of batch.people) people.set(person.id, person)
    if (batch.isPresenceLost) presences.clear()
    for (const presence of batch.presences) presences.set(presence.user, presence)
    if (batch.state?.type === 'online') asked.clear()
    const keys = settings.apply(batch)
    for (const news of batch.chats) {
      mirror.apply(news)
      changed(news.chat)
    }
    for (const chat of batch.gone) {
      mirror.remove(chat)
      changed(chat)
    }
    for (const news of batch.visits) visits.apply(news)
    if (batch.people.length > 0) later({ type: 'people', people: batch.people })
    for (const event of batch.events) forward(event, keys)
    if (keys.size > 0) later({ type: 'settings', keys: [...keys] })
  })

  /** A setting that was set here was told then. */
  function forward(event: ClientEvent, changedKeys: Set<string>): void {
    if (event.type !== 'settings') return later(event)
    const keys = event.keys.filter((key) => changedKeys.delete(key))
    if (keys.length > 0) later({ type: 'settings', keys })
  }

  function answer(reply: Reply): void {
    if (reply.t === 'reply') questions.answer(reply.n, reply.result)
    else submissions.answer(reply)
  }

  function want(user: UserId): void {
    if (asked.has(user) || isClosed) return
    asked.add(user)
    wanted.push(user)
    if (wanted.length === 1) void Promise.resolve().then(askForWanted)
  }

  function askForWanted(): void {
    post({ t: 'who', people: wanted })
    wanted = []
  }

  async function loadOlder(chat: ChatId): Promise<boolean> {
    return hasMore(await questions.ask({ t: 'older', chat }).result)
  }

  function end(): void {
    if (isClosed) return
    isClosed = true
    unlisten()
    closeLooks()
    questions.close()
    submissions.close()
    settings.close()
    refuseOpened(new FailureError(closedFailure))
  }

  return {
    opened,
    look,
    isLooked: (chat) => mirror.isWhole(chat),
    close() {
      post({ t: 'close' })
      end()
    },
    retry: () => post({ t: 'retry' }),
    get state() {
      return state
    },
    get me() {
      return me
    },
    chats: () => mirror.list(),
    chat: (id) => mirror.view(id),
    submit: (chat, command, { id = newSubmissionId(env) } = {}) => submissions.submit(chat, id, command),
    async flushed() {
      await questions.ask({ t: 'flush' }).result
    },
    mark: (chat, { delivered = null, read = null }) => post({ t: 'mark', chat, delivered, read }),
    typing: (chat, on) => post({ t: 'typing', chat, on }),
    presence: (status) => post({ t: 'presence', status }),
    presenceOf(id) {
      const presence = presences.get(id) ?? null
      if (presence === null && !people.has(id)) want(id)
      return presence
    },
    setting: (key) => settings.get(key),
    settings: (prefix) => settings.under(prefix),
    setSetting: (key, value) => settings.set(key, value),
    async ask(query) {
      const result = await questions.ask({ t: 'ask', query }).result
      if (result.type === 'answer') return result.answer
      throw new FailureError(closedFailure)
    },
    loadOlder,
    visit: (chat, place) => visits.open(chat, place),
    person(id) {
      const person = people.get(id) ?? null
      if (person === null) want(id)
      return person
    },
    cursors: () => new Map(mirror.list().map(({ id, epoch, seq }) => [id, { epoch, seq }])),
    on,
  }
}
