import { createContext, useContext } from 'react'
import type { App } from './app.ts'

export const AppContext = createContext<App | null>(null)

/** For what is shown only to somebody who is logged in. */
export function useApp(): App {
  const app = useContext(AppContext)
  if (app === null) throw new Error('Nobody is logged in where this is shown.')
  return app
}
