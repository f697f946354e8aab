import type { ReactElement } from 'react'
import type { Failure } from '@parley/protocol'
import { Banner } from '../../parts/banner.tsx'
import { Button } from '../../parts/button.tsx'
import { localClock } from '../localClock.ts'
import { sentenceFor } from './trouble.ts'

export function ServerAway({
  failure,
  onRetry,
}: {
  readonly failure: Failure
  readonly onRetry: () => void
}): ReactElement {
  return (
    <Banner tone="warning" actions={<Button onClick={onRetry}>Try again</Button>}>
      {sentenceFor(failure, localClock())}
    </Banner>
  )
}
