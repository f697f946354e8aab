/** The state of the connection in plain words, where it is not simply online. */
import { useEffect, useState, type ReactElement } from 'react'
import { useConnection } from '@parley/protocol/react'
import { useApp } from '../../app/useApp.ts'
import { Banner, Button } from '../../parts/main.ts'

/** A connection that is made at once is not worth a word. */
const quietMs = 1_500

export function ConnectionBar(): ReactElement | null {
  const app = useApp()
  const state = useConnection(app.client)
  const [isLate, setLate] = useState(false)
  const [now, setNow] = useState(app.world.now())

  useEffect(() => {
    setLate(false)
    return app.world.after(quietMs, () => setLate(true))
  }, [app, state.type])
  useEffect(() => {
    if (state.type !== 'offline') return undefined
    const timer = setInterval(() => setNow(app.world.now()), 1_000)
    return () => clearInterval(timer)
  }, [app, state.type])

  switch (state.type) {
    case 'online':
      return null
    case 'connecting':
      return isLate ? <Banner tone="info">Connecting…</Banner> : null
    case 'offline': {
      const seconds = Math.max(0, Math.ceil((state.nextTryAt - now) / 1_000))
      const when = seconds > 0 ? `The next try is in ${seconds} s.` : 'Trying again…'
      return isLate ? (
        <Banner tone="warning" actions={<Button onClick={() => app.client.retry()}>Try now</Button>}>
          {navigator.onLine ? 'The server cannot be reached.' : 'You are offline.'} What you write is kept and sent
          later. {when}
        </Banner>
      ) : null
    }
    case 'stopped':
      return state.why === null ? null : <Banner tone="error">{state.why.message}</Banner>
  }
}
