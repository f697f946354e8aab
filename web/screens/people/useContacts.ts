import { useEffect, useEffectEvent } from 'react'
import type { Contact } from '@parley/protocol'
import { useApp } from '../../app/useApp.ts'
import { type Loaded, useLoaded } from '../useLoaded.ts'

/** Everybody whom the reader knows, asks, is asked by, or blocked; asked for again when the server tells of a change. */
export function useContacts(): readonly [Loaded<readonly Contact[]>, () => void] {
  const app = useApp()
  const [contacts, reload] = useLoaded('contacts', () => app.api.contacts())
  const again = useEffectEvent(reload)
  useEffect(
    () =>
      app.client.on((event) => {
        if (event.type === 'contact') again()
      }),
    [app],
  )
  return [contacts, reload]
}
