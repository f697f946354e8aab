import { useEffect, useRef } from 'react'
import type { Left } from './regions.ts'
import { useAction } from './useAction.ts'

/** F6 goes to the next part of the window, Shift+F6 to the one before. */
export function useRegions(): void {
  const left = useRef<Left>(new WeakMap())
  const go = (step: 1 | -1): boolean => {
    import('./overlays.ts').then(
      ({ goToRegion }) => goToRegion(document, left.current, step),
      () => undefined,
    )
    return true
  }
  useAction('app.nextRegion', () => go(1))
  useAction('app.previousRegion', () => go(-1))
  useEffect(() => {
    // Remembers where the focus is in its part.
    const note = ({ target }: FocusEvent): void => {
      const region = target instanceof HTMLElement ? target.closest('[data-region]') : null
      if (region !== null && target instanceof HTMLElement) left.current.set(region, target)
    }
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [])
}
