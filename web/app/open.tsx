/** The client of somebody who is logged in. */
import { useLayoutEffect, useState, type ReactElement } from 'react'
import { navigate } from 'wouter/use-browser-location'
import type { Link, Session } from '../link/link.ts'
import { Shell } from '../screens/shell/shell.tsx'
import { type App, createApp } from './app.ts'
import { browserNotifier, startNotifying } from './notify.ts'
import { AppContext } from './useApp.ts'
import { browserWorld } from './world.ts'

interface OpenProps {
  readonly link: Link
  readonly session: Extract<Session, { readonly type: 'open' }>
}

export function Open({ link, session }: OpenProps): ReactElement | null {
  const app = useAppOf(link, session)
  return app === null ? null : (
    <AppContext value={app}>
      <Shell />
    </AppContext>
  )
}

/** One app for each client. It is there before the first paint, not one frame later. */
function useAppOf(link: Link, { client, api }: OpenProps['session']): App | null {
  const [app, setApp] = useState<App | null>(null)
  useLayoutEffect(() => {
    const { me } = client
    if (me === null) return undefined
    const opened = createApp({ client, api, link, me, world: browserWorld((path) => navigate(path)) })
    const stopNotifying = startNotifying(opened, browserNotifier)
    setApp(opened)
    return () => {
      stopNotifying()
      opened.close()
      setApp(null)
    }
  }, [link, client, api])
  return app
}
