/** Who does what an action says. The newest who takes it wins: a dialog over a screen answers before the screen. */
import type { ActionId } from './table.ts'

/** `false`: not now, ask the one registered before. Anything else: done. */
export type ActionHandler = () => unknown

export interface ActionRegistry {
  /** The result takes it back. */
  register(id: ActionId, handler: ActionHandler): () => void
  /** Was there somebody who did it? */
  run(id: ActionId): boolean
  isRegistered(id: ActionId): boolean
}

export function createActionRegistry(): ActionRegistry {
  const handlers = new Map<ActionId, readonly ActionHandler[]>()
  const of = (id: ActionId): readonly ActionHandler[] => handlers.get(id) ?? []
  return {
    register: (id, handler) => {
      // A place of its own, so that the same function registered twice is taken back once.
      const place: ActionHandler = () => handler()
      handlers.set(id, [...of(id), place])
      return () => {
        handlers.set(
          id,
          of(id).filter((other) => other !== place),
        )
      }
    },
    run: (id) =>
      of(id)
        .toReversed()
        .some((handler) => handler() !== false),
    isRegistered: (id) => of(id).length > 0,
  }
}

/** The one of this tab. */
export const tabActions: ActionRegistry = createActionRegistry()
