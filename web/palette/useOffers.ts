import { useEffect, useState } from 'react'
import type { App } from '../app/app.ts'
import type { Bindings } from '../keys/bindings.ts'
import { tabActions } from '../keys/registry.ts'
import type { Offers } from './found.ts'
import { chatEntries, commandEntries, messageEntries } from './offers.ts'

type Taken = Omit<Offers, 'person'>

/** Names and chats that come one after the other are taken together. */
const settleMs = 100

/**
 * What can be found as it was when the switcher opened: rows must not move under the hand that reaches for them. Only chats
 * and names that were not here yet, as in the first moments of a client, are taken later.
 */
export function useOffers(app: App, bindings: Bindings): Taken {
  const [taken, setTaken] = useState<Taken>(() => ({
    chat: chatEntries(app),
    command: commandEntries(bindings, tabActions.isRegistered),
    message: messageEntries(app, app.current.get()),
  }))
  useEffect(() => {
    const { client } = app
    let count = client.chats().length
    let timer: ReturnType<typeof setTimeout> | null = null
    const stop = client.on(({ type }) => {
      if (type !== 'people' && (type !== 'chats' || client.chats().length === count)) return
      count = client.chats().length
      timer ??= setTimeout(() => {
        timer = null
        setTaken((before) => ({ ...before, chat: chatEntries(app) }))
      }, settleMs)
    })
    return () => {
      stop()
      if (timer !== null) clearTimeout(timer)
    }
  }, [app])
  return taken
}
