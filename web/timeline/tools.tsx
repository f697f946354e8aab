/** The quick ways to a message's actions. The row with the keyboard has its own; the mouse has one pair for all rows. */
import { type ReactElement, type RefObject, useEffect, useState } from 'react'
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

export interface HoverToolsProps {
  readonly scroller: RefObject<HTMLElement | null>
  readonly content: RefObject<HTMLElement | null>
  /** `null`: nothing can be done with this row. */
  readonly canReplyTo: (key: string) => boolean | null
  readonly isOff: boolean
}

interface Spot {
  readonly key: string
  /** From the top and the left of the content, in pixels. */
  readonly top: number
  readonly side: { readonly left: number } | { readonly right: number }
}

/** Follows the mouse by itself: no row is drawn because a mouse passes over it. */
export function HoverTools({ scroller, content, canReplyTo, isOff }: HoverToolsProps): ReactElement | null {
  const [spot, setSpot] = useState<Spot | null>(null)
  useEffect(() => {
    const [root, inner] = [scroller.current, content.current]
    if (root === null || inner === null) return undefined
    const stop = new AbortController()
    const options = { passive: true, signal: stop.signal } as const
    root.addEventListener(
      'pointermove',
      ({ target, pointerType }) => {
        // A browser moves the mouse over what scrolls under it: with every frame of a fling.
        if (root.dataset['scrolling'] !== undefined) return
        if (pointerType !== 'mouse' || !(target instanceof Element) || target.closest('.timeline-hover-tools')) return
        const row = target.closest<HTMLElement>('.timeline-row:not(.timeline-notice-row)')
        setSpot((now) =>
          row !== null && row.dataset['row'] === now?.key ? now : row === null ? null : spotOf(row, inner),
        )
      },
      options,
    )
    const leave = (): void => setSpot(null)
    root.addEventListener('pointerleave', leave, options)
    root.addEventListener('scroll', leave, options)
    return () => stop.abort()
  }, [scroller, content])

  const canReply = spot === null || isOff ? null : canReplyTo(spot.key)
  if (spot === null || canReply === null) return null
  return (
    <div className="timeline-hover-tools" style={{ top: spot.top, ...spot.side }} aria-hidden>
      <Tools canReply={canReply} tabIndex={-1} of={spot.key} />
    </div>
  )
}

/** Beside the bubble, on the side where there is room for it. */
function spotOf(row: HTMLElement, content: HTMLElement): Spot | null {
  const bubble = row.querySelector('.timeline-bubble')?.getBoundingClientRect()
  const key = row.dataset['row']
  if (bubble === undefined || key === undefined) return null
  const all = content.getBoundingClientRect()
  const top = bubble.top + bubble.height / 2 - all.top
  const isLeft = all.right - bubble.right < bubble.left - all.left
  return {
    key,
    top,
    side: isLeft ? { right: all.right - bubble.left + gapPx } : { left: bubble.right - all.left + gapPx },
  }
}

const gapPx = 6
