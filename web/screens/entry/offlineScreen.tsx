import type { ReactElement } from 'react'
import { Button } from '../../parts/button.tsx'
import { EntryFrame } from './entryFrame.tsx'

/** The first start of a browser without a network. */
export function OfflineScreen({ onRetry }: { readonly onRetry: () => void }): ReactElement {
  return (
    <EntryFrame
      server={null}
      title="You are offline"
      lead="Nothing is kept here yet. Once you have logged in with this browser, your last chats can be read without a network."
    >
      <Button tone="primary" onClick={onRetry}>
        Try again
      </Button>
    </EntryFrame>
  )
}
