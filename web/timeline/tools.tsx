/** The quick ways to a message's actions. */
import type { ReactElement } from 'react'
import { moreIcon, replyIcon } from './icons.tsx'

export interface ToolsProps {
  readonly canReply: boolean
  readonly tabIndex: 0 | -1
  /** The key of the row, where they stand outside of it. */
  readonly of?: string
}

export function Tools({ canReply, tabIndex, of }: ToolsProps): ReactElement {
  return (
    <>
      {canReply && (
        <button
          type="button"
          className="timeline-tool"
          data-action="reply"
          data-of={of}
          aria-label="Reply"
          title="Reply"
          tabIndex={tabIndex}
        >
          {replyIcon}
        </button>
      )}
      <button
        type="button"
        className="timeline-tool"
        data-action="more"
        data-of={of}
        aria-label="What to do with this message"
        title="More"
        aria-haspopup="menu"
        tabIndex={tabIndex}
      >
        {moreIcon}
      </button>
    </>
  )
}
