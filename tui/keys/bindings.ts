/** The keys in force: the table's, and a person's own from `keys.json`. */
import type { KeyMode, Scope } from './action.ts'
import type { ActionId } from './table.ts'

export interface Bindings {
  readonly mode: KeyMode
  /** Keys (canonical, as `parseKeys` gives them joined by spaces) to actions. */
  readonly scopes: Readonly<Record<Scope, ReadonlyMap<string, ActionId>>>
}

export interface ReadBindings {
  readonly bindings: Bindings
  /** What is wrong in the file, one sentence each, with the entry and what is allowed. Wrong entries are left out. */
  readonly problems: readonly string[]
}
