import { lazy, type ReactElement, Suspense } from 'react'
import type { ChatView } from '@parley/protocol/client'
import { PanelLoading } from '../panelLoading.tsx'

const Content = lazy(() => import('./infoContent.tsx').then(({ InfoContent }) => ({ default: InfoContent })))

export interface InfoPanelProps {
  readonly chat: ChatView
  readonly onClose: () => void
}

/** What a chat is, beside it. It is loaded when it is first opened. */
export function InfoPanel(props: InfoPanelProps): ReactElement {
  return (
    <Suspense fallback={<PanelLoading />}>
      <Content key={props.chat.id} {...props} />
    </Suspense>
  )
}
