/** What a row of the key table is. */

/**
 * Where a key means something. `field` is a text of one line in a form, `list` any list to choose from (also the palette's),
 * `assist` the popup over the composer, `pane` the details beside the timeline.
 */
export const scopes = ['global', 'composer', 'field', 'assist', 'timeline', 'chats', 'pane', 'dialog', 'list'] as const
export type Scope = (typeof scopes)[number]

/** Keys that type a text are taken as text there, whatever wider scopes bind them to. */
export const textScopes: readonly Scope[] = ['composer', 'field']

export type KeyMode = 'emacs' | 'vim'

export interface Action<Id extends string = string> {
  readonly id: Id
  /** A short verb phrase. */
  readonly title: string
  /** An action with the scope `global` can be run from everywhere, and from the palette. */
  readonly scopes: readonly Scope[]
  /** As `parseKeys` reads them. Without any the action is only in the palette. */
  readonly emacs: readonly string[]
  readonly vim: readonly string[]
}
