/** Pages that only say something: nothing is at this path, nothing is kept here while the network is away. */
import type { ReactElement } from 'react'
import { Button } from '../../parts/main.ts'
import { PathLink } from '../pathLink.tsx'
import { EntryFrame } from './entryFrame.tsx'

/** Any path that leads nowhere. */
export function NotFoundScreen({ go }: { readonly go: (path: string) => void }): ReactElement {
  return (
    <EntryFrame
      server={null}
      title="There is nothing here"
      lead="The address may be misspelled, or what was here is gone."
    >
      <p className="screen-entry-other">
        <PathLink to="/" go={go}>
          To your chats
        </PathLink>
      </p>
    </EntryFrame>
  )
}

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
