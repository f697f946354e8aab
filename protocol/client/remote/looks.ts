/** Which chats this side looks at. Somebody who looks away and soon back finds the messages where they were. */
import type { ChatId } from '../../ids.ts'
import type { ClientEnv } from '../env.ts'
import type { Request } from './exchange.ts'

/** The messages of a chat stay this long after the last look at it ended. */
export const unlookAfterMs = 1_000

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

  function begin(chat: ChatId): Looked {
    const one: Looked = { count: 0, cancel: () => undefined }
    looks.set(chat, one)
    post({ t: 'look', chat, on: true })
    return one
  }

  function end(chat: ChatId): void {
    looks.delete(chat)
    post({ t: 'look', chat, on: false })
  }

  return {
    look(chat) {
      const one = looks.get(chat) ?? begin(chat)
      one.cancel()
      one.count++
      let isLooking = true
      return () => {
        if (isLooking) one.count--
        if (isLooking && one.count === 0) one.cancel = env.after(unlookAfterMs, () => end(chat))
        isLooking = false
      }
    },
    close() {
      for (const { cancel } of looks.values()) cancel()
    },
  }
}
