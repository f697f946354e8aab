/** Who is logged in decides what is shown. What only they need is loaded when it is needed. */
import { type ReactElement, useLayoutEffect, useState } from 'react'
import { useSource } from '@parley/protocol/react'
import type { Link } from '../link/link.ts'
import { EntryScreens } from '../screens/entry/entryScreens.tsx'
import { lastKey } from './lastKey.ts'

type OpenParts = typeof import('./open.tsx')

/**
 * Not `lazy`: React holds back for 300 ms what comes after an empty page was shown.
 */
let loaded: OpenParts | null = null
let loading: Promise<OpenParts> | null = null
function loadOpen(): Promise<OpenParts> {
  return (loading ??= import('./open.tsx').then(
    (parts) => (loaded = parts),
    (error: unknown) => {
      loading = null
      throw error
    },
  ))
}

/** Before the session is known, where somebody is likely logged in. */
export function warmUp(): void {
  try {
    if (localStorage.getItem(lastKey) !== null) loadOpen().catch(() => undefined)
  } catch {
    // A browser may forbid its store: it is loaded when the session is known.
  }
}

export function Root({ link }: { readonly link: Link }): ReactElement | null {
  const session = useSource(link.session)
  const parts = useOpenParts(session.type === 'open')
  switch (session.type) {
    case 'starting':
      return null
    case 'anonymous':
      return (
        // While somebody types their name and password.
        <div onInput={() => void loadOpen().catch(() => undefined)}>
          <EntryScreens link={link} why={session.why} />
        </div>
      )
    case 'open':
      return parts === null ? null : <parts.Open link={link} session={session} />
  }
}

/** `null`: they are on their way. What cannot be loaded is thrown, for the page that says so. */
function useOpenParts(isWanted: boolean): OpenParts | null {
  const [got, setGot] = useState<{ readonly parts: OpenParts } | { readonly error: unknown } | null>(null)
  useLayoutEffect(() => {
    if (!isWanted || loaded !== null) return
    loadOpen().then(
      (parts) => setGot({ parts }),
      (error: unknown) => setGot({ error }),
    )
  }, [isWanted])
  if (got !== null && 'error' in got) throw got.error
  return loaded
}
