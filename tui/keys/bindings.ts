/** The keys in force: the table's, changed by a person's own. */
import { type KeyMode, type Scope, scopes } from './action.ts'
import { parseKeys } from './chord.ts'
import { type ActionId, actions } from './table.ts'

export interface Bindings {
  readonly mode: KeyMode
  /** Keys in their one form (`parseKeys`) to actions. No keys of a scope begin other keys of that scope. */
  readonly scopes: Readonly<Record<Scope, ReadonlyMap<string, ActionId>>>
}

/** The table's keys, to be changed: what `readBindings` works on. */
export function tableKeys(mode: KeyMode): Record<Scope, Map<string, ActionId>> {
  const empty = (): Map<string, ActionId> => new Map()
  const keys: Record<Scope, Map<string, ActionId>> = {
    global: empty(),
    composer: empty(),
    field: empty(),
    assist: empty(),
    timeline: empty(),
    chats: empty(),
    pane: empty(),
    dialog: empty(),
    list: empty(),
  }
  for (const action of actions)
    for (const scope of action.scopes)
      for (const text of action[mode]) {
        const parsed = parseKeys(text)
        if (parsed !== null) keys[scope].set(parsed, action.id)
      }
  return keys
}

export const defaultBindings = (mode: KeyMode): Bindings => ({ mode, scopes: tableKeys(mode) })

/** Keys of an action in its scopes, each once, in their order. */
export function keysOf(bindings: Bindings, id: ActionId, within: readonly Scope[] = scopes): readonly string[] {
  const found = new Set<string>()
  for (const scope of within) for (const [keys, bound] of bindings.scopes[scope]) if (bound === id) found.add(keys)
  return [...found]
}

/** One begins with the other, so that the shorter one could never be complete. */
export const isInTheWay = (one: string, other: string): boolean =>
  one !== other && (one.startsWith(`${other} `) || other.startsWith(`${one} `))
