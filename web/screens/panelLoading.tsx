import type { ReactElement } from 'react'
import { Spinner } from '../parts/main.ts'

/** Stands where a panel will be. */
export function PanelLoading(): ReactElement {
  return (
    <div className="screen-loading">
      <Spinner label="Loading" />
    </div>
  )
}
