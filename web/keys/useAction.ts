import { useEffect, useEffectEvent } from 'react'
import { type ActionHandler, tabActions } from './registry.ts'
import type { ActionId } from './table.ts'

/**
 * While this component is there, it does the action: for keys, the switcher and `app.run`. A handler that answers `false`
 * leaves it to the one registered before; where nobody does it, the browser gets the keys.
 */
export function useAction(id: ActionId, handler: ActionHandler): void {
  const latest = useEffectEvent(handler)
  useEffect(() => tabActions.register(id, () => latest()), [id])
}
