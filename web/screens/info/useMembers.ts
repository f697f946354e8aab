import { useEffect, useState } from 'react'
import { type Failure, limits, type Role, type UserId } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import { useApp } from '../../app/useApp.ts'
import { failureOf } from '../../app/failureOf.ts'

export interface KnownMembers {
  readonly members: readonly (readonly [UserId, Role])[]
  readonly isLoading: boolean
  readonly failure: Failure | null
}

/** Of a chat of 200,000, this many pages are listed. */
const pagesMax = 25

/**
 * Everybody in a chat. A small one names them all; a larger one is asked for page by page, and what changes meanwhile counts
 * from the view.
 */
export function useMembers(view: ChatView): KnownMembers {
  const app = useApp()
  const { id, memberCount } = view
  const isWhole = view.members.size >= memberCount
  const [asked, setAsked] = useState<KnownMembers>({ members: [], isLoading: true, failure: null })
  useEffect(() => {
    if (isWhole) return undefined
    const ending = new AbortController()
    const { signal } = ending
    const found: (readonly [UserId, Role])[] = []
    const load = async (): Promise<void> => {
      for (let page = 0; page < pagesMax && !signal.aborted; page++) {
        const after = found.at(-1)?.[0]
        const answer = await app.client.ask({
          type: 'members',
          chat: id,
          limit: limits.membersPageMax,
          ...(after === undefined ? {} : { after }),
        })
        if (answer.type !== 'members') return
        found.push(...answer.members)
        if (!signal.aborted) setAsked({ members: [...found], isLoading: answer.more, failure: null })
        if (!answer.more) return
      }
      if (!signal.aborted) setAsked({ members: [...found], isLoading: false, failure: null })
    }
    load().catch((error: unknown) => {
      if (!signal.aborted) setAsked({ members: [...found], isLoading: false, failure: failureOf(error) })
    })
    return () => ending.abort()
    // Asked again when somebody came or went: nothing else tells of them in a large chat.
  }, [app, id, isWhole, memberCount])
  return isWhole ? { members: [...view.members], isLoading: false, failure: null } : asked
}
