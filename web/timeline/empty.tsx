/** What stands where messages are not yet. */
import type { ReactElement } from 'react'
import { typingText } from '@parley/protocol/text'

const widths = [52, 34, 61, 45, 28, 57, 40, 49]

/** Shown by CSS after 150 ms: what is quick needs no placeholder. */
export function Skeletons(): ReactElement {
  return (
    <div className="timeline-skeletons" role="status">
      <span className="quiet-text">Loading messages</span>
      {widths.map((width, at) => (
        <span
          key={width}
          className={`skeleton timeline-skeleton${at % 3 === 1 ? ' timeline-skeleton-own' : ''}`}
          style={{ inlineSize: `${width}%` }}
        />
      ))}
    </div>
  )
}

/** The other one of a private chat is writing. */
export function TypingBubble({ names }: { readonly names: readonly string[] }): ReactElement {
  return (
    <div className="timeline-typing">
      <span className="timeline-bubble timeline-typing-bubble">
        <span className="quiet-text">{typingText(names)}</span>
        <i />
        <i />
        <i />
      </span>
    </div>
  )
}
