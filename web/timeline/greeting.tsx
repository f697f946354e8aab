/** What stands where nothing has been said. */
import type { ReactElement } from 'react'
import type { UserId } from '@parley/protocol'
import type { ChatView } from '@parley/protocol/client'
import { chatTitle } from '@parley/protocol/text'

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
