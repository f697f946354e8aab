/** What a row of the key table is. */

/**
 * Where keys mean something, the narrowest first. An element says which one it is: `data-keys="message"`, `data-keys="composer"`.
 * `emptyComposer` is the composer with nothing written in it, `chat` is everywhere while a chat is open.
 */
export const keyContexts = ['emptyComposer', 'composer', 'message', 'chat', 'anywhere'] as const
export type KeyContext = (typeof keyContexts)[number]

export const sections = ['Navigation', 'Messages', 'Writing', 'App'] as const
export type Section = (typeof sections)[number]

export interface ActionSpec<Id extends string = string> {
  readonly id: Id
  /** What it does, as a short verb phrase. */
  readonly label: string
  readonly section: Section
  readonly contexts: readonly KeyContext[]
  /** As `parseChord` reads them; `mod` is ⌘ on a Mac and Ctrl elsewhere. Without any the action is in the switcher only. */
  readonly chords: readonly string[]
  /** Instead of `chords` on a Mac. */
  readonly macChords?: readonly string[]
  /** Keys of one letter: off until a person wants them, because dictation and a slip of the hand press them too. */
  readonly letters?: readonly string[]
  /** A key that is held does it again and again. */
  readonly repeats?: true
  /** Also while a dialog or a menu is open. */
  readonly inDialogs?: true
}
