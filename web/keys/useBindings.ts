import { useSetting } from '@parley/protocol/react'
import { useApp } from '../app/useApp.ts'
import { type Bindings, chordsOf, keysSetting, readBindings } from './bindings.ts'
import { ariaChord, formatChord } from './chord.ts'
import { isMac } from './platform.ts'
import type { ActionId } from './table.ts'

/** The last that were read: many ask for the same. */
let held: { readonly setting: string | null; readonly bindings: Bindings } | null = null

function bindingsOf(setting: string | null): Bindings {
  if (held === null || held.setting !== setting) held = { setting, bindings: readBindings(setting, isMac) }
  return held.bindings
}

/** The keys in force, also after they changed on another device. */
export const useBindings = (): Bindings => bindingsOf(useSetting(useApp().client, keysSetting))

/** The first keys of an action for a tooltip and for `aria-keyshortcuts`; `null`: it has none. */
export function useChord(id: ActionId): { readonly label: string; readonly aria: string } | null {
  const [first] = chordsOf(useBindings(), id)
  return first === undefined ? null : { label: formatChord(first, isMac), aria: ariaChord(first, isMac) }
}
