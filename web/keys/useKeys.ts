import { useEffect, useEffectEvent } from 'react'
import type { Bindings } from './bindings.ts'
import { chordOf } from './chord.ts'
import { pressedAt } from './pressed.ts'
import { resolve } from './resolve.ts'
import { actionOf, type ActionId } from './table.ts'

/**
 * One listener for all keys. Whoever is nearer to them goes first: what a part or a field has already answered
 * (`preventDefault`) is not asked again, and what no action takes is the browser's.
 */
export function useKeys(bindings: Bindings, run: (id: ActionId) => boolean): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return
    const chord = chordOf(event, bindings.isMac)
    const pressed = chord === null ? null : pressedAt(event.target, chord)
    if (chord === null || pressed === null) return
    const isCovered = document.querySelector('dialog:modal, [role=menu]:popover-open') !== null
    const taken = resolve(bindings, chord, pressed).some((id) => {
      const action = actionOf(id)
      if (isCovered && action?.inDialogs !== true) return false
      // A key that is held would go on and off; it stays with whoever took its first press.
      if (event.repeat && action?.repeats !== true) return true
      return run(id)
    })
    if (taken) event.preventDefault()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKeyDown(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}
