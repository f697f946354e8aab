import type { ReactElement } from 'react'

/** With a label it is read; without one something beside it says what is awaited. */
export function Spinner({ label }: { readonly label?: string }): ReactElement {
  return (
    <span className="spinner" {...(label === undefined ? { 'aria-hidden': true } : { role: 'status' })}>
      {label === undefined ? null : <span className="quiet-text">{label}</span>}
    </span>
  )
}
