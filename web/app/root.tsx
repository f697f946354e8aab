/** Who is logged in decides what is shown. */
import { useEffect, useState, type ReactElement } from 'react'
import { navigate } from 'wouter/use-browser-location'
import type { Failure } from '@parley/protocol'
import { useSource } from '@parley/protocol/react'
import type { Link, Session } from '../link/link.ts'
import { EntryScreens } from '../screens/entry/entryScreens.tsx'
import { type App, createApp } from './app.ts'
import { browserNotifier, startNotifying } from './notify.ts'
import { AppContext } from './useApp.ts'
import { browserWorld } from './world.ts'

export interface RootProps {
  readonly link: Link
  /** What is shown to whoever is logged in. */
  readonly shell: ReactElement
}

export function Root({ link, shell }: RootProps): ReactElement | null {
  const session = useSource(link.session)
  const app = useAppOf(link, session)
  switch (session.type) {
    case 'starting':
      return null
    case 'anonymous':
      return <EntryScreens link={link} why={session.why satisfies Failure | null} />
    case 'open':
      return app === null ? null : <AppContext value={app}>{shell}</AppContext>
  }
}

/** One app for each client: another client comes when whoever ran the first has died. */
function useAppOf(link: Link, session: Session): App | null {
  const [app, setApp] = useState<App | null>(null)
  useEffect(() => {
    if (session.type !== 'open') {
      setApp(null)
      return undefined
    }
    const { client, api } = session
    const { me } = client
    if (me === null) return undefined
    const opened = createApp({ client, api, link, me, world: browserWorld((path) => navigate(path)) })
    const stopNotifying = startNotifying(opened, browserNotifier)
    setApp(opened)
    return () => {
      stopNotifying()
      opened.close()
    }
  }, [link, session])
  return app
}
