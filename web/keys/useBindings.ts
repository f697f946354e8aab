import { useEffect } from 'react'
import { useSetting, useSource } from '@parley/protocol/react'
import { useApp } from '../app/useApp.ts'
import { createValue } from '../app/value.ts'
import { type Bindings, chordsOf, tableBindings } from './bindings.ts'
import { ariaChord, formatChord } from './chord.ts'
import { keysSetting } from './keysSetting.ts'
import { isMac } from './platform.ts'
import type { ActionId } from './table.ts'

type Read = typeof import('./own.ts').readBindings

const table = tableBindings(isMac)
/** Comes for whoever has keys of their own; until then the table's are in force. */
const reader = createValue<{ readonly read: Read } | null>(null)
let isLoading = false

function loadReader(): void {
  if (isLoading) return
  isLoading = true
  import('./own.ts').then(
    ({ readBindings }) => reader.set({ read: readBindings }),
    () => {
      isLoading = false
    },
  )
}

/** The last that were read: many ask for the same. */
let held: { readonly setting: string; readonly bindings: Bindings } | null = null

function bindingsOf(setting: string | null, read: Read | undefined): Bindings {
  if (setting === null || read === undefined) return table
  if (held?.setting !== setting) held = { setting, bindings: read(setting, isMac) }
  return held.bindings
}

/** The keys in force, also after they changed on another device. */
export function useBindings(): Bindings {
  const setting = useSetting(useApp().client, keysSetting)
  const own = useSource(reader)
  useEffect(() => {
    if (setting !== null) loadReader()
  }, [setting])
  return bindingsOf(setting, own?.read)
}

/** The first keys of an action for a tooltip and for `aria-keyshortcuts`; `null`: it has none. */
export function useChord(id: ActionId): { readonly label: string; readonly aria: string } | null {
  const [first] = chordsOf(useBindings(), id)
  return first === undefined ? null : { label: formatChord(first, isMac), aria: ariaChord(first, isMac) }
}
