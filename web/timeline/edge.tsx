import type { ReactElement } from 'react'
import { Spinner } from '../parts/main.ts'
import type { Side } from './history.ts'
import type { Paging } from './usePaging.ts'

export interface EdgeProps {
  readonly side: Side
  readonly paging: Paging
  /** There is more on this side. */
  readonly isOpen: boolean
}

/** Where the rows end and the chat does not. As high as it ever gets, so that what it says moves nothing. */
export function Edge({ side, paging, isOpen }: EdgeProps): ReactElement | null {
  if (!isOpen) return null
  return (
    <div className="timeline-edge" ref={side === 'older' ? paging.olderEdge : paging.newerEdge}>
      {paging.trouble[side] ? (
        <>
          <span>These messages could not be loaded.</span>
          <button type="button" className="timeline-edge-retry" onClick={() => paging.retry(side)}>
            Try again
          </button>
        </>
      ) : (
        paging.isLoading[side] && <Spinner />
      )}
    </div>
  )
}
