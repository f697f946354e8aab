import type { ChatType } from '@parley/protocol'
import { Megaphone, UserRound, Users } from 'lucide-react'
import type { ReactElement } from 'react'

/** Which kind of chat it is, beside its title. A private one needs none there; ask for it where kinds are listed. */
export function ChatIcon({ type }: { readonly type: ChatType }): ReactElement {
  const [Icon, word] = kinds[type]
  return (
    <span className="chat-icon">
      <Icon aria-hidden />
      <span className="quiet-text">{word}</span>
    </span>
  )
}

const kinds = {
  private: [UserRound, 'Private chat'],
  group: [Users, 'Group'],
  channel: [Megaphone, 'Channel'],
} as const
