import { memo, type ReactElement } from 'react'

export interface NoticeRowProps {
  readonly rowKey: string
  readonly seq: number
  readonly text: string
  readonly time: string
  readonly isTabStop: boolean
  readonly isFound: boolean
}

/** Who came, went, or changed what. */
export const NoticeRow = memo(function NoticeRow(props: NoticeRowProps): ReactElement {
  const { rowKey, seq, text, time, isTabStop, isFound } = props
  return (
    <article
      className={`timeline-row timeline-notice-row${isFound ? ' timeline-found' : ''}`}
      data-row={rowKey}
      data-seq={seq}
      tabIndex={isTabStop ? 0 : -1}
      aria-label={`${time}: ${text}`}
      aria-posinset={Math.max(1, seq)}
      aria-setsize={-1}
    >
      <p className="timeline-notice" dir="auto">
        {text}
      </p>
    </article>
  )
})
