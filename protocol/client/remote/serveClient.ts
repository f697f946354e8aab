/**
 * The host's side. A port that opened has a session: what its tab was told, so that only news is said. A session says all that
 * a turn brought in one batch.
 */
import type { ChatId } from '../../ids.ts'
import type { Client } from '../client.ts'
import type { ClientEvent, ConnectionState } from '../events.ts'
import { toFailure } from '../writer.ts'
import type { Person } from '../../person.ts'
import { type Batch, type Ended, isRequest, type Question, type Reply, type Request, type Result } from './exchange.ts'
import type { Port } from './port.ts'
import { createToldChats } from './toldChats.ts'
import { createToldPeople } from './toldPeople.ts'
import { createToldVisits } from './toldVisits.ts'

/** Offers a client that has started at a port, until the result is called. */
export function serveClient(client: Client, port: Port): () => void {
  let session: Session | null = null

  function end(): void {
    session?.end()
    session = null
  }

  const unlisten = port.listen((message) => {
    if (!isRequest(message)) return
    if (message.t === 'open' || message.t === 'close') end()
    if (message.t === 'open') session = openSession(client, (batch) => port.post(batch))
    session?.hear(message)
  })
  return () => {
    unlisten()
    if (session !== null) port.post({ t: 'ended' } satisfies Ended)
    end()
  }
}

interface Session {
  hear(request: Request): void
  end(): void
}

function openSession(client: Client, post: (batch: Batch) => void): Session {
  const people = createToldPeople(client)
  const chats = createToldChats(client, (user) => people.name(user))
  const visits = createToldVisits(client)
  const keys = new Set(client.settings('').keys())
  let events: ClientEvent[] = []
  let replies: Reply[] = []
  let turn = 0
  let state: ConnectionState | null = null
  let me: Person | null = null
  let isFirst = true
  let isDue = false
  let isOver = false

  const off = client.on((event) => {
    people.hear(event)
    if (event.type === 'chats') for (const chat of event.chats) chats.touch(chat)
    if (event.type === 'settings') for (const key of event.keys) keys.add(key)
    if (event.type === 'contact') people.name(event.contact.person.id)
    if (isForwarded(event)) events.push(event)
    schedule()
  })
  schedule()

  /** The tab makes the others of what is mirrored. */
  function isForwarded(event: ClientEvent): boolean {
    if (event.type === 'visit') return visits.isIn(event.chat)
    return event.type !== 'chats' && event.type !== 'people'
  }

  function schedule(): void {
    if (isDue || isOver) return
    isDue = true
    void Promise.resolve().then(tell)
  }

  function tell(): void {
    isDue = false
    if (isOver) return
    const batch = take()
    if (isNews(batch)) post(batch)
  }

  function take(): Batch {
    const isNewState = client.state !== state
    const isNewMe = client.me !== me
    state = client.state
    me = client.me
    if (me !== null) people.name(me.id)
    const { chats: news, gone, isMore } = chats.take(new Set(events.flatMap(chatOf)))
    const batch: Batch = {
      t: 'batch',
      isFirst,
      isMore,
      state: isNewState ? state : null,
      me: isNewMe ? me : null,
      ...people.take(),
      settings: [...keys].map((key) => [key, client.setting(key)]),
      turn,
      chats: news,
      gone,
      visits: visits.take(),
      events,
      replies,
    }
    isFirst = false
    keys.clear()
    events = []
    replies = []
    return batch
  }

  function reply(one: Reply): void {
    replies.push(one)
    schedule()
  }

  async function answer(n: number, work: () => Promise<Result>): Promise<void> {
    try {
      reply({ t: 'reply', n, result: await work() })
    } catch (error) {
      reply({ t: 'reply', n, result: { type: 'failed', failure: toFailure(error) } })
    }
  }

  const hasMore = async (page: Promise<boolean>): Promise<Result> => ({ type: 'hasMore', hasMore: await page })

  async function resultOf(question: Question & { readonly n: number }): Promise<Result> {
    switch (question.t) {
      case 'ask':
        return { type: 'answer', answer: await client.ask(question.query) }
      case 'flush':
        await client.flushed()
        return { type: 'done' }
      case 'older':
        return hasMore(client.loadOlder(question.chat))
      case 'visit':
        await visits.open(question.n, question.chat, question.place)
        return { type: 'done' }
      case 'visitOlder':
        return hasMore(visits.get(question.visit).loadOlder())
      case 'visitNewer':
        return hasMore(visits.get(question.visit).loadNewer())
    }
  }

  function submit({ chat, id, command }: Extract<Request, { t: 'submit' }>): void {
    const { stored, settled } = client.submit(chat, command, { id })
    stored.then(
      () => reply({ t: 'stored', chat, id, failure: null }),
      (error: unknown) => reply({ t: 'stored', chat, id, failure: toFailure(error) }),
    )
    void settled.then((settled) => reply({ t: 'settled', chat, id, settled }))
  }

  return {
    hear(request) {
      switch (request.t) {
        case 'open':
        case 'close':
          return
        case 'more':
          return schedule()
        case 'look':
          chats.look(request.chat, request.on)
          return schedule()
        case 'who':
          for (const user of request.people) people.ask(user)
          return schedule()
        case 'submit':
          return submit(request)
        case 'mark': {
          const { chat, delivered, read } = request
          return client.mark(chat, { ...(delivered === null ? {} : { delivered }), ...(read === null ? {} : { read }) })
        }
        case 'typing':
          return client.typing(request.chat, request.on)
        case 'presence':
          return client.presence(request.status)
        case 'retry':
          return client.retry()
        case 'set': {
          const wrong = client.setSetting(request.key, request.value)
          if (wrong !== null) events.push({ type: 'failure', failure: wrong })
          turn = request.turn
          keys.add(request.key)
          return schedule()
        }
        case 'closeVisit':
          return visits.close(request.visit)
        case 'ask':
        case 'flush':
        case 'older':
        case 'visit':
        case 'visitOlder':
        case 'visitNewer':
          void answer(request.n, () => resultOf(request))
      }
    },
    end() {
      isOver = true
      off()
      visits.closeAll()
    },
  }
}

const chatOf = (event: ClientEvent): readonly ChatId[] => ('chat' in event ? [event.chat] : [])

const isNews = ({ isFirst, isMore, state, me, isPresenceLost, ...batch }: Batch): boolean => {
  if (isFirst || isMore || state !== null || me !== null || isPresenceLost) return true
  const { people, presences, settings, chats, gone, visits, events, replies } = batch
  return [people, presences, settings, chats, gone, visits, events, replies].some((news) => news.length > 0)
}
