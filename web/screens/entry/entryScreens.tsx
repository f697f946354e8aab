/**
 * What somebody sees who is not logged in: `/login`, `/register` and `/invite/CODE`. Any other path asks for a login where it
 * is, and is shown after it. A server without an account asks for the first one.
 */
import { lazy, type ReactElement, Suspense, useEffect, useEffectEvent, useState } from 'react'
import { useLocation } from 'wouter'
import type { Failure } from '@parley/protocol'
import type { EntryLink } from './entryLink.ts'
import { LoginScreen } from './loginScreen.tsx'
import { OfflineScreen } from './offlineScreen.tsx'
import { useServer } from './useServer.ts'

// Most who come here have an account.
const InviteScreen = lazy(() => import('./inviteScreen.tsx').then(({ InviteScreen: shown }) => ({ default: shown })))
const RegisterScreen = lazy(() =>
  import('./registerScreen.tsx').then(({ RegisterScreen: shown }) => ({ default: shown })),
)

export interface EntryScreensProps {
  readonly link: EntryLink
  /** How a login ended that was not logged out. */
  readonly why: Failure | null
}

export function EntryScreens(props: EntryScreensProps): ReactElement {
  return (
    <Suspense>
      <EntryScreen {...props} />
    </Suspense>
  )
}

function EntryScreen({ link, why }: EntryScreensProps): ReactElement | null {
  const [path, go] = useLocation()
  const [asked, askAgain] = useServer(link)
  const isAway = asked.type === 'away'
  // Which form stands at the door depends on the first answer; what is typed into it stays through all later ones.
  const [isAnswered, setAnswered] = useState(false)
  if (!isAnswered && asked.type !== 'asking') setAnswered(true)
  const whenOnline = useEffectEvent(askAgain)
  useEffect(() => {
    if (!isAway) return undefined
    const listener = (): void => whenOnline()
    addEventListener('online', listener)
    return () => removeEventListener('online', listener)
  }, [isAway])

  const place = placeOf(path)
  const props = {
    link,
    asked,
    askAgain,
    go: (to: string) => go(to),
    onEntered(to: string) {
      if (place.type !== 'elsewhere' || to !== '/') go(to, { replace: true })
    },
  }
  if (isAway && !navigator.onLine && why === null) return <OfflineScreen onRetry={askAgain} />
  switch (place.type) {
    case 'register':
      return <RegisterScreen {...props} />
    case 'invite':
      return <InviteScreen {...props} code={place.code} />
    case 'login':
      return <LoginScreen {...props} why={why} />
    case 'elsewhere':
      if (!isAnswered) return null
      return asked.type === 'known' && asked.server.isNew ? (
        <RegisterScreen {...props} />
      ) : (
        <LoginScreen {...props} why={why} />
      )
  }
}

type Place = { readonly type: 'login' | 'register' | 'elsewhere' } | { readonly type: 'invite'; readonly code: string }

function placeOf(path: string): Place {
  const code = /^\/invite\/([A-Za-z0-9_-]{1,200})\/?$/.exec(path)?.[1]
  if (code !== undefined) return { type: 'invite', code }
  if (/^\/login\/?$/.test(path)) return { type: 'login' }
  return { type: /^\/register\/?$/.test(path) ? 'register' : 'elsewhere' }
}
