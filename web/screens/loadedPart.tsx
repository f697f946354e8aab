import type { ReactElement, ReactNode } from 'react'
import { Banner, Button, SkeletonRow } from '../parts/main.ts'
import type { Loaded } from './useLoaded.ts'

/** What was asked for, or that it is on its way, or why it cannot be had and a way to try again. */
export function LoadedPart<Value>({
  loaded,
  onRetry,
  children,
}: {
  readonly loaded: Loaded<Value>
  readonly onRetry: () => void
  readonly children: (value: Value) => ReactNode
}): ReactElement {
  switch (loaded.type) {
    case 'loading':
      return (
        <div role="status" aria-label="Loading">
          {[0, 1, 2].map((row) => (
            <SkeletonRow key={row} at={row} />
          ))}
        </div>
      )
    case 'failed':
      return (
        <Banner tone="warning" actions={<Button onClick={onRetry}>Try again</Button>}>
          {loaded.failure.message}
        </Banner>
      )
    case 'here':
      return <>{children(loaded.value)}</>
  }
}
