/** Who is logged in decides what is shown. What only they need is loaded when it is needed. */
import { type ReactElement, useLayoutEffect, useState } from 'react'
import { useSource } from '@parley/protocol/react'
import type { Link } from '../link/link.ts'
import { EntryScreens } from '../screens/entry/entryScreens.tsx'
import { lastKey } from './lastKey.ts'

const importOpen = () => import('./open.tsx').then(({ Open }) => Open)
type Open = Awaited<ReturnType<typeof importOpen>>

/** Not `lazy`: React holds back for 300 ms what comes after an empty page was shown. */
let loaded: Open | null = null
let loading: Promise<Open> | null = null
function loadOpen(): Promise<Open> {
  return (loading ??= importOpen().then(
    (open) => (loaded = open),
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
  const Open = useOpen(session.type === 'open')
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
      return Open === null ? null : <Open link={link} session={session} />
  }
}

/** `null`: it is on its way. What cannot be loaded is thrown, for the page that says so. */
function useOpen(isWanted: boolean): Open | null {
  const [got, setGot] = useState<{ readonly error: unknown } | 'loaded' | null>(null)
  useLayoutEffect(() => {
    if (!isWanted || loaded !== null) return
    loadOpen().then(
      () => setGot('loaded'),
      (error: unknown) => setGot({ error }),
    )
  }, [isWanted])
  if (got !== null && got !== 'loaded') throw got.error
  return loaded
}
