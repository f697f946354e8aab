/** Who is logged in decides what is shown. What only they need is loaded when it is needed. */
import { lazy, type ReactElement, Suspense } from 'react'
import { useSource } from '@parley/protocol/react'
import type { Link } from '../link/link.ts'
import { EntryScreens } from '../screens/entry/entryScreens.tsx'

const loadOpen = () => import('./open.tsx')
const Open = lazy(() => loadOpen().then(({ Open: shown }) => ({ default: shown })))

export function Root({ link }: { readonly link: Link }): ReactElement | null {
  const session = useSource(link.session)
  switch (session.type) {
    case 'starting':
      return null
    case 'anonymous':
      return (
        // While somebody types their name and password.
        <div onInput={() => void loadOpen()}>
          <EntryScreens link={link} why={session.why} />
        </div>
      )
    case 'open':
      return (
        <Suspense>
          <Open link={link} session={session} />
        </Suspense>
      )
  }
}
