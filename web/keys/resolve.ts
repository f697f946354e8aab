/** What pressed keys mean where they are pressed. */
import type { KeyContext } from './action.ts'
import type { Bindings } from './bindings.ts'
import { isTextChord } from './chord.ts'
import type { ActionId } from './table.ts'

/** Where keys were pressed. */
export interface Pressed {
  /** The narrowest first. */
  readonly contexts: readonly KeyContext[]
  /** In a field: it gets what types and edits. */
  readonly isTyping: boolean
}

/**
 * The actions that may answer, in the order in which they are asked. In a field, keys that type or edit are left to it; only
 * the composer gives some of them (Enter, Up) to actions of its own.
 */
export function resolve(
  { places, isMac }: Bindings,
  chord: string,
  { contexts, isTyping }: Pressed,
): readonly ActionId[] {
  const isForField = isTyping && isTextChord(chord, isMac)
  const found = new Set<ActionId>()
  for (const context of contexts) {
    if (isForField && context !== 'composer' && context !== 'emptyComposer') continue
    const id = places[context].get(chord)
    if (id !== undefined) found.add(id)
  }
  return [...found]
}

const wider: Readonly<Record<KeyContext, readonly KeyContext[]>> = {
  emptyComposer: ['composer', 'chat', 'anywhere'],
  composer: ['chat', 'anywhere'],
  message: ['chat', 'anywhere'],
  chat: ['anywhere'],
  anywhere: [],
}

/** Can the same press mean something in both? */
export const isSamePlace = (one: readonly KeyContext[], other: readonly KeyContext[]): boolean =>
  one.some((a) => other.some((b) => a === b || wider[a].includes(b) || wider[b].includes(a)))
