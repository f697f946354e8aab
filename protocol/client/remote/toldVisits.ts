/** The visits that this port opened, and what it was told of them. */
import { failure, FailureError } from '../../failure.ts'
import type { ChatId } from '../../ids.ts'
import type { Message } from '../../timeline.ts'
import type { Client } from '../client.ts'
import type { Place, Visit } from '../visit.ts'
import type { VisitNews } from './exchange.ts'
import { spliceOf } from './splice.ts'

export interface ToldVisits {
  /** Rejects with a `FailureError`. */
  open(name: number, chat: ChatId, place: Place): Promise<void>
  /** Throws a `FailureError` for one that is not open. */
  get(name: number): Visit
  isIn(chat: ChatId): boolean
  close(name: number): void
  closeAll(): void
  take(): readonly VisitNews[]
}

interface Told {
  readonly visit: Visit
  readonly messages: readonly Message[]
  readonly news: VisitNews | null
}

export function createToldVisits(client: Client): ToldVisits {
  const visits = new Map<number, Told>()
  let isOver = false

  function newsOf(name: number, { visit, messages: before, news: last }: Told): VisitNews | null {
    if (last?.isJoined === true) return null
    const { target, hasOlder } = visit
    const isJoined = !visit.hasNewer
    const messages = isJoined ? before : visit.messages
    const splice = spliceOf(before, messages)
    const isSame = last !== null && last.target === target && last.hasOlder === hasOlder && !isJoined
    if (isSame && splice === null) return null
    const news: VisitNews = { visit: name, target, hasOlder, isJoined, messages: splice }
    visits.set(name, { visit, messages, news })
    return news
  }

  return {
    async open(name, chat, place) {
      const visit = await client.visit(chat, place)
      if (isOver) visit.close()
      else visits.set(name, { visit, messages: [], news: null })
    },
    get(name) {
      const told = visits.get(name)
      if (told === undefined) throw new FailureError(failure('notFound', 'This place is not open any more.'))
      return told.visit
    },
    isIn(chat) {
      for (const { visit } of visits.values()) if (visit.chat === chat) return true
      return false
    },
    close(name) {
      visits.get(name)?.visit.close()
      visits.delete(name)
    },
    closeAll() {
      isOver = true
      for (const { visit } of visits.values()) visit.close()
      visits.clear()
    },
    take() {
      const all: VisitNews[] = []
      for (const [name, told] of visits) {
        const news = newsOf(name, told)
        if (news !== null) all.push(news)
      }
      return all
    },
  }
}
