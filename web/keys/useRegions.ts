import { useEffect, useState } from 'react'
import { createRegions } from './regions.ts'
import { useAction } from './useAction.ts'

/** F6 goes to the next part of the window, Shift+F6 to the one before. */
export function useRegions(): void {
  const [regions] = useState(() => createRegions(document))
  useAction('app.nextRegion', () => regions.go(1))
  useAction('app.previousRegion', () => regions.go(-1))
  useEffect(() => {
    const note = (event: FocusEvent): void => regions.note(event.target)
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [regions])
}
