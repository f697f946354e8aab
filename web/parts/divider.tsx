import type { ReactElement } from 'react'

/** A hairline, with words in its middle where it says something. */
export function Divider({ label }: { readonly label?: string }): ReactElement {
  return label === undefined ? <hr className="divider" /> : <div className="divider divider-words">{label}</div>
}
