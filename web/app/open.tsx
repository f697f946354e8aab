/** The client of somebody who is logged in. */
import { useLayoutEffect, useState, type ReactElement } from 'react'
import { navigate } from 'wouter/use-browser-location'
import type { Link, Session } from '../link/link.ts'
import { Shell } from '../screens/shell/shell.tsx'
import { type App, createApp } from './app.ts'
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
    let isOver = false
    let stopNotifying = (): void => undefined
    import('./notify.ts').then(
      ({ browserNotifier, startNotifying }) => {
        if (!isOver) stopNotifying = startNotifying(opened, browserNotifier)
      },
      // The page still shows what comes.
      () => undefined,
    )
    setApp(opened)
    return () => {
      isOver = true
      stopNotifying()
      opened.close()
      setApp(null)
    }
  }, [link, client, api])
  return app
}
