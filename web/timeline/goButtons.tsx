import type { ReactElement } from 'react'
import { ChevronDown, Undo2 } from 'lucide-react'
import { Badge, Spinner } from '../parts/main.ts'

export interface GoButtonsProps {
  /** Unread messages; with any, the way down is shown even where it is short. */
  readonly unread: number
  readonly isAtEnd: boolean
  /** What was asked for is being loaded. */
  readonly isBusy: boolean
  readonly canGoBack: boolean
  readonly onDown: () => void
  readonly onBack: () => void
}

/** The ways to where the reader is not: back to where they were, and down to what is new. */
export function GoButtons({ unread, isAtEnd, isBusy, canGoBack, onDown, onBack }: GoButtonsProps): ReactElement {
  const words = unread === 0 ? 'Go to the latest message' : `${unread} new message${unread === 1 ? '' : 's'}, go there`
  return (
    <div className="timeline-go">
      {isBusy && (
        <span className="timeline-go-busy">
          <Spinner label="Loading" />
        </span>
      )}
      {canGoBack && (
        <button
          type="button"
          className="timeline-go-button"
          aria-label="Back to where you were"
          title="Back to where you were"
          onClick={onBack}
        >
          <Undo2 aria-hidden />
        </button>
      )}
      {!isAtEnd && (
        <button type="button" className="timeline-go-button" aria-label={words} title={words} onClick={onDown}>
          {unread > 0 && <Badge count={unread} label="" />}
          <ChevronDown aria-hidden />
        </button>
      )}
    </div>
  )
}
