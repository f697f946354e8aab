/**
 * Which chats this side looks at. Somebody who goes back and forth between a few chats finds the messages of each where they
 * were, without asking for them.
 */
import type { ChatId } from '../../ids.ts'
import type { ClientEnv } from '../env.ts'
import type { Request } from './exchange.ts'

/** The messages of a chat stay this long after the last look at it ended, */
export const unlookAfterMs = 60_000
/** and of no more chats than these: a chat may have thousands of messages here. */
export const keptLooksMax = 8

export interface Looks {
  /** The result ends it. Counted. */
  look(chat: ChatId): () => void
  close(): void
}

interface Looked {
  count: number
  cancel: () => void
}

export function createLooks(env: ClientEnv, post: (request: Request) => void): Looks {
  const looks = new Map<ChatId, Looked>()
  /** Looked at by nobody any more, the one that was left first first. */
  const kept = new Set<ChatId>()

  function begin(chat: ChatId): Looked {
    const one: Looked = { count: 0, cancel: () => undefined }
    looks.set(chat, one)
    post({ t: 'look', chat, on: true })
    return one
  }

  function end(chat: ChatId): void {
    looks.get(chat)?.cancel()
    looks.delete(chat)
    kept.delete(chat)
    post({ t: 'look', chat, on: false })
  }

  function keep(chat: ChatId, one: Looked): void {
    one.cancel = env.after(unlookAfterMs, () => end(chat))
    kept.add(chat)
    for (const oldest of kept) {
      if (kept.size <= keptLooksMax) break
      end(oldest)
    }
  }

  return {
    look(chat) {
      const one = looks.get(chat) ?? begin(chat)
      one.cancel()
      kept.delete(chat)
      one.count++
      let isLooking = true
      return () => {
        if (isLooking) one.count--
        if (isLooking && one.count === 0) keep(chat, one)
        isLooking = false
      }
    },
    close() {
      for (const { cancel } of looks.values()) cancel()
    },
  }
}
