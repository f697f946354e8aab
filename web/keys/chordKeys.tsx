import type { ReactElement } from 'react'
import { formatChord } from './chord.ts'

/** Keys as they are printed on a keyboard. */
export const ChordKeys = ({ chord, isMac }: { readonly chord: string; readonly isMac: boolean }): ReactElement => (
  <kbd className="keys-chord" dir="ltr">
    {formatChord(chord, isMac)}
  </kbd>
)
