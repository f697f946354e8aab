import { useEffect, useState } from 'react'
import { failureOf } from '../../app/failureOf.ts'
import type { AskedServer, EntryLink } from './entryLink.ts'

/** What the server says of itself. The second value asks again. */
export function useServer(link: Pick<EntryLink, 'server'>): readonly [AskedServer, () => void] {
  const [asked, setAsked] = useState<AskedServer>({ type: 'asking' })
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    let isStale = false
    const settle = (next: AskedServer): void => {
      if (!isStale) setAsked(next)
    }
    link.server().then(
      (server) => settle({ type: 'known', server }),
      (error: unknown) => settle({ type: 'away', failure: failureOf(error) }),
    )
    return () => {
      isStale = true
    }
  }, [link, turn])
  const askAgain = (): void => {
    setAsked({ type: 'asking' })
    setTurn(turn + 1)
  }
  return [asked, askAgain]
}
