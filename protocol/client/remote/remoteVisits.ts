/** The visits that were opened here. One looks at its chat as long as it is open, so that it can join the chat's messages. */
import type { ChatId } from '../../ids.ts'
import type { Message } from '../../timeline.ts'
import type { ChatView } from '../view.ts'
import type { Place, Visit } from '../visit.ts'
import type { Request, VisitNews } from './exchange.ts'
import { hasMore, type Questions } from './questions.ts'
import { spliced } from './splice.ts'

export interface RemoteVisits {
  /** Rejects with a `FailureError`. */
  open(chat: ChatId, place: Place): Promise<Visit>
  apply(news: VisitNews): void
}

export interface RemoteVisitsPorts {
  readonly questions: Questions
  readonly post: (request: Request) => void
  readonly look: (chat: ChatId) => () => void
  readonly view: (chat: ChatId) => ChatView | null
  readonly loadOlder: (chat: ChatId) => Promise<boolean>
}

interface Open {
  readonly chat: ChatId
  messages: readonly Message[]
  target: number
  hasOlder: boolean
  isJoined: boolean
}

export function createRemoteVisits(ports: RemoteVisitsPorts): RemoteVisits {
  const { questions, post } = ports
  const visits = new Map<number, Open>()

  function visitOf(name: number, one: Open, unlook: () => void): Visit {
    const { chat } = one
    const hasOlder = (): boolean => (one.isJoined ? (ports.view(chat)?.hasOlder ?? false) : one.hasOlder)
    return {
      chat,
      get messages() {
        return one.isJoined ? (ports.view(chat)?.messages ?? []) : one.messages
      },
      get target() {
        return one.target
      },
      get hasOlder() {
        return hasOlder()
      },
      get hasNewer() {
        return !one.isJoined
      },
      async loadOlder() {
        if (one.isJoined) return ports.loadOlder(chat)
        return visits.has(name) ? hasMore(await questions.ask({ t: 'visitOlder', visit: name }).result) : one.hasOlder
      },
      async loadNewer() {
        if (one.isJoined) return false
        return !visits.has(name) || hasMore(await questions.ask({ t: 'visitNewer', visit: name }).result)
      },
      close() {
        if (!visits.delete(name)) return
        post({ t: 'closeVisit', visit: name })
        unlook()
      },
    }
  }

  return {
    async open(chat, place) {
      const unlook = ports.look(chat)
      const { n, result } = questions.ask({ t: 'visit', chat, place })
      const one: Open = { chat, messages: [], target: 0, hasOlder: false, isJoined: false }
      visits.set(n, one)
      try {
        await result
        return visitOf(n, one, unlook)
      } catch (error) {
        visits.delete(n)
        unlook()
        throw error
      }
    },
    apply({ visit, target, hasOlder, isJoined, messages }) {
      const one = visits.get(visit)
      if (one === undefined) return
      one.target = target
      one.hasOlder = hasOlder
      one.isJoined = isJoined
      if (messages !== null) one.messages = spliced(one.messages, messages)
    },
  }
}
