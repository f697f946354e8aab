/** What stands where no messages are: not yet, not at all, or not any more. */
import type { ReactElement } from 'react'
import type { ChatView } from '@parley/protocol/client'
import { chatTitle, typingText } from '@parley/protocol/text'
import type { UserId } from '@parley/protocol'

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

export interface GreetingProps {
  readonly chat: ChatView
  readonly nameOf: (id: UserId) => string
  readonly canPost: boolean
}

export function Greeting({ chat, nameOf, canPost }: GreetingProps): ReactElement {
  const title = chatTitle(chat, nameOf)
  return (
    <div className="timeline-greeting">
      <p className="timeline-greeting-title" dir="auto">
        {chat.type === 'private' ? `You and ${title}` : title}
      </p>
      <p>
        {canPost
          ? 'Nothing has been said here yet. Write the first message below.'
          : 'Nothing has been posted here yet.'}
      </p>
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
