import { lazy, type ReactElement, Suspense } from 'react'
import { PanelLoading } from './panelLoading.tsx'

const Panels = lazy(() => import('./panels.tsx').then(({ Panels: shown }) => ({ default: shown })))

/** What stands at this path in the left column. It is loaded when one of them is first opened. */
export function SidePanel({ path }: { readonly path: string }): ReactElement {
  return (
    <Suspense fallback={<PanelLoading />}>
      <Panels path={path} />
    </Suspense>
  )
}
